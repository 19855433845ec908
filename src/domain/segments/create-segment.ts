import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { segments } from '../../database/tables/segments.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { requireScope } from '../actor.ts'
import { commit, thisChange } from '../commit.ts'
import type { Service } from '../context.ts'
import { conflict } from '../errors.ts'
import { parse, text } from '../fields.ts'
import { checkReferences } from './check-references.ts'
import { storeMembers } from './members-sql.ts'
import { ruleSchema } from './rule.ts'

export const segmentName = text(200)
export const segmentDescription = text(2_000)

const createInput = z.strictObject({
  name: segmentName,
  description: segmentDescription.nullish(),
  rule: ruleSchema,
})

/**
 * Creates a segment and its members: all customers of the workspace for whom the rule is true today, whoever
 * creates it.
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `name`
 */
export async function createSegment(service: Service, input: unknown): Promise<{ segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const { name, description = null, rule } = parse(createInput, input)
  const [namesake] = await Promise.all([segmentNamed(service, name), checkReferences(service, rule)])
  if (namesake) throw conflict(['name'], 'Another segment has this name.')
  const { now } = service
  const segmentId = service.newId()
  const segment = service.db.orm.insert(segments).values({
    id: segmentId,
    name,
    sortName: vietnameseSortKey(name),
    description,
    rule,
    memberCount: 0,
    unknownCount: 0,
    computedAt: now,
    createdAt: now,
    updatedAt: now,
    version: 1,
    changeId: thisChange,
  })
  const change = { action: 'segment.create', entity: 'segment', entityId: segmentId, detail: { name, rule } }
  const { result } = await commit(
    service,
    change,
    [segment, ...storeMembers(segmentId, rule, service.today, now)],
    { segmentId },
  )
  return result
}

/** The segment that has the name, if one does. */
export async function segmentNamed(service: Service, name: string): Promise<{ id: number } | null> {
  const [row] = await service.db.orm.select({ id: segments.id }).from(segments).where(eq(segments.name, name))
  return row ?? null
}
