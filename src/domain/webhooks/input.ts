import * as z from 'zod'
import { encodeId } from '../../lib/ids.ts'
import { type FeedEntity, feedActions, feedEntities, idKindOf, scopeOfEntity } from '../feed/entities.ts'
import { filledSet, setOf, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { type Issue, invalid } from '../service/errors.ts'
import type { Service, Variables } from '../service/service.ts'
import { addressFault } from './address.ts'
import { type Filters, filtersField, requireFilters } from './filters.ts'

const entities = filledSet(z.enum(feedEntities), feedEntities.length)

/** What a caller may say of a webhook: absent leaves a stored value, null clears it. */
export const webhookFields = z.strictObject({
  name: text(100).optional(),
  url: text(2_000).optional(),
  entities: entities.optional(),
  actions: setOf(z.enum(feedActions), feedActions.length).optional(),
  document: text(20_000).nullish(),
  // What a document says literally has no prototype, which no column of JSON takes.
  filters: filtersField.transform(given => structuredClone(given)).nullish(),
  active: z.boolean().optional(),
})

export const newWebhookFields = webhookFields
  .omit({ active: true })
  .extend({ name: text(100), url: text(2_000), entities })

interface Promised {
  url: string
  entities: readonly string[]
  document: string | null
  filters: Filters | null
}

/**
 * Checks what a webhook is to be against the rules of the house and against what its owner may read.
 * @param path where the input says it
 * @throws AuthorizationError for an entity that the actor may not read
 * @throws UserError `INVALID_INPUT`
 */
export function requireDeliverable(
  service: Service,
  { url, entities: told, document, filters }: Promised,
  path: Issue['path'],
): void {
  const { actor, webhooks } = service
  const chosen = feedEntities.filter(entity => told.includes(entity))
  for (const entity of chosen) requireScope(actor, scopeOfEntity[entity])
  if (filters) requireFilters(service, filters, chosen, [...path, 'filters'])
  const misled = addressFault(url, webhooks?.loopback ?? false)
  if (misled) throw invalid([...path, 'url'], misled)
  const fault = document === null ? null : webhooks?.faultOf(document, chosen.map(exampleOf), actor)
  if (fault) throw invalid([...path, 'document'], fault)
}

const exampleOf = (entity: FeedEntity): Variables => {
  const kind = idKindOf[entity]
  return variablesOf({
    ...{ type: `${entity.toLowerCase()}.updated`, record: kind ? encodeId(kind, 1) : null, segment: null },
    at: 0,
  })
}

/** What a webhook's query is asked with. */
export const variablesOf = (told: {
  type: string
  record: string | null
  segment: string | null
  at: number
}): Variables => ({
  id: told.record,
  segment: told.segment,
  type: told.type,
  at: new Date(told.at).toISOString(),
})
