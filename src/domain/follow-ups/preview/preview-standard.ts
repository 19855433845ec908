import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { careStandards } from '../../../database/tables/care/care-standards.ts'
import type { CareStandard } from '../../care-standards/in-force.ts'
import {
  careStandardFields,
  newCareStandardFields,
  newTerms,
  patchedTerms,
  requireWhole,
} from '../../care-standards/input.ts'
import { requireReferences } from '../../care-standards/references.ts'
import { idOf, parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { defined, found, inOrder } from '../../writes/versions.ts'
import { compareDays, type DayPreview } from './compare-days.ts'

const schema = z.strictObject({
  standard: newCareStandardFields.nullish(),
  id: idOf('careStandard').nullish(),
  patch: careStandardFields.nullish(),
  owner: idOf('staffMember').nullish(),
})

type Asked = z.output<typeof schema>

/**
 * Whom the coming night would queue for the customers of one owner, or of none, with a new care standard or with one
 * changed, and whom it would not any more.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` for a staff member who has left
 */
export async function previewCareStandard(service: Service, input: unknown): Promise<DayPreview> {
  requireScope(service.actor, 'policies:read')
  requireScope(service.actor, 'follow-ups:read')
  const asked = parse(schema, input)
  const tried = await triedStandard(service, asked)
  const day = service.today + 1
  const holds = tried.firstDay <= day && (tried.lastDay === null || tried.lastDay >= day)
  const { night: _, ...preview } = await compareDays(service, asked.owner ?? null, now => ({
    ...now,
    standards: [...now.standards.filter(({ id }) => id !== tried.id), ...(holds ? [tried] : [])],
  }))
  return preview
}

async function triedStandard(service: Service, { standard, id, patch }: Asked): Promise<CareStandard> {
  if (standard) {
    if (id != null) throw invalid(['id'], say('eitherOf', { other: 'standard' }))
    if (patch) throw invalid(['patch'], say('eitherOf', { other: 'standard' }))
    const made = { id: service.newId(), ...newTerms(standard, service.today) }
    requireWhole(made, ['standard'])
    await requireReferences(service, standard, ['standard'])
    return made
  }
  if (id == null) throw invalid(['standard'], say('missing'))
  const said = patch ?? {}
  const [current] = await inOrder([
    found(service.db.orm.select().from(careStandards).where(eq(careStandards.id, id)), 'careStandard'),
    requireReferences(service, said, ['patch'], id),
  ])
  const changed = { ...current, ...defined(patchedTerms(said)) }
  requireWhole(changed, ['patch'])
  return changed
}
