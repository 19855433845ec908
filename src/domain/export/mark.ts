import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { checked } from '../../database/checked-rows.ts'
import { changes } from '../../database/tables/house/changes.ts'
import { formatInstant } from '../../lib/days.ts'
import { encodeId } from '../../lib/ids.ts'
import { parse, text } from '../input/fields.ts'
import { publicCaller, requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'

/** What the file of an export says of it: its change, who took it, and when. */
export const markOf = (token: string, { actor, now }: Pick<Service, 'actor' | 'now'>): string =>
  `${token} ${publicCaller(actor.caller)} ${formatInstant(now)}`

const token = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

const schema = z.strictObject({ mark: text(500) })

const exportedRows = z.object({
  of: z.string(),
  format: z.string(),
  columns: z.array(z.string()),
  filter: z.unknown().optional(),
  source: z.string().optional(),
  behind: z.string().optional(),
})

/** An export, as the trail keeps it. */
export interface MarkedExport extends z.infer<typeof exportedRows> {
  at: number
  actor: string
}

/**
 * The export that a file came from, by the mark in it: the whole of it, or what is left of it with its first word.
 * @returns null where no export has this mark
 * @throws UserError `INVALID_INPUT`
 */
export async function exportByMark(service: Service, input: unknown): Promise<MarkedExport | null> {
  requireScope(service.actor, 'personal-reads:read')
  const { mark } = parse(schema, input)
  const named = token.exec(mark.toLowerCase())?.[0]
  if (named === undefined) return null
  const [change] = await service.db.orm
    .select({
      ...{ at: changes.at, actor: changes.actor, action: changes.action, detail: changes.detail },
      entityId: changes.entityId,
    })
    .from(changes)
    .where(eq(changes.token, named))
    .limit(1)
  if (change?.action === 'customer.person-export' && change.entityId !== null) {
    const of = `customers/${encodeId('customer', change.entityId)}`
    return { of, format: 'json', columns: [], at: change.at, actor: change.actor }
  }
  if (change?.action !== 'export') return null
  return { ...checked(exportedRows, change.detail), at: change.at, actor: change.actor }
}
