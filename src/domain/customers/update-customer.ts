import { and, inArray, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { customerExternalIds, customerRegions, customers } from '../../database/tables/customers/customers.ts'
import { attributes, mergedAttributes } from '../input/attributes.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import { isPersonal } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { guard } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { requireVersion } from '../writes/versions.ts'
import { requireChannelsApart } from './channels.ts'
import { historyWrites } from './history-writes.ts'
import { type CustomerFields, customerColumns, customerFields, mostTags, tags, tagsInOrder } from './input.ts'
import { isKey, type Key, keyText, keyTold, type References, resolveReferences } from './references.ts'
import { currentRegion, type RegionHistory, regionsTold, withRegion } from './region-history.ts'
import { requireUnerased } from './require-customer.ts'

const updateInput = (service: Service) =>
  z.strictObject({
    id: idOf('customer'),
    expectedVersion,
    patch: customerFields(service).extend({
      attributesMerge: attributes.optional(),
      tagsAdd: tags.optional(),
      tagsRemove: tags.optional(),
    }),
  })

/**
 * Changes what `patch` names: absent leaves, null clears, a list is the whole list; `attributesMerge` is laid over the
 * attributes, name by name, and `tagsAdd` and `tagsRemove` change single tags. A region is a move since `regionSince` (today when not said) and adds to the history.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateCustomer(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const {
    id,
    patch: { attributesMerge, tagsAdd, tagsRemove, ...patch },
    expectedVersion,
  } = parse(updateInput(service), input)
  if (attributesMerge && patch.attributes) throw invalid(['patch', 'attributesMerge'], say('mergeOrReplace'))
  if ((tagsAdd || tagsRemove) && patch.tags) throw invalid(['patch', 'tags'], say('tagsOrAll'))
  const path = ['patch']
  const reading = readCurrent(service, id)
  const [current, references] = await Promise.all([
    reading,
    resolveReferences(service, patch, { path, current: async () => (await reading)?.row ?? null }),
  ])
  if (!current) throw notFound(['id'], 'customer')
  requireUnerased(current.row, ['id'])
  requireVersion(current.row, 'customer', expectedVersion)
  const wanted = patch.externalIds && new Set(patch.externalIds.map(keyText))
  const dropped = wanted ? current.externalIds.filter(key => !wanted.has(keyText(key))) : []
  const merged = attributesMerge && {
    attributes: parse(attributes, mergedAttributes(current.row.attributes, attributesMerge), [
      'patch',
      'attributesMerge',
    ]),
  }
  const labelled = (tagsAdd || tagsRemove) && { tags: withTags(current.row.tags, tagsAdd, tagsRemove) }
  const whole = { ...patch, ...merged, ...labelled }
  return writeCustomer(service, current, whole, { ...references, dropped }, path, {})
}

/** The tags with some added and some taken away. */
function withTags(stored: readonly string[], added: readonly string[] = [], removed: readonly string[] = []) {
  const gone = new Set(removed)
  if (added.some(tag => gone.has(tag))) throw invalid(['patch', 'tagsRemove'], say('tagBoth'))
  const kept = tagsInOrder([...stored.filter(tag => !gone.has(tag)), ...added])
  if (kept.length > mostTags) throw invalid(['patch', 'tagsAdd'], say('moreTags', { max: mostTags }))
  return kept
}

interface CurrentCustomer {
  row: typeof customers.$inferSelect
  /** E-mails and phones with rows of their own, the oldest first. */
  points: (typeof contactPoints.$inferSelect)[]
  history: RegionHistory
  externalIds: Key[]
  /** Whether an employment says that it is of its kind. */
  keepsKind: boolean
}

/** The customer within reach, with what lies beside its row. One round trip. */
const readCurrent = (service: Service, id: number) => readCurrentWhere(service, standingCustomer(id))

/** The same by external id. */
export const readCurrentByExternalId = (service: Service, key: Key) =>
  readCurrentWhere(
    service,
    sql`SELECT customer_id FROM customer_external_ids
      WHERE source = ${key.source} AND external_id = ${key.externalId}`,
  )

/** @param ids a subquery that yields one id at most */
async function readCurrentWhere(service: Service, ids: SQL): Promise<CurrentCustomer | null> {
  const { orm } = service.db
  const [[row], places, externalIds, points, [works]] = await Promise.all([
    orm
      .select()
      .from(customers)
      .where(and(sql`${customers.id} = (${ids})`, customersWithinReach(service.actor, customers))),
    orm
      .select({ since: customerRegions.since, regionId: customerRegions.regionId })
      .from(customerRegions)
      .where(sql`${customerRegions.customerId} = (${ids})`),
    orm
      .select({ source: customerExternalIds.source, externalId: customerExternalIds.externalId })
      .from(customerExternalIds)
      .where(sql`${customerExternalIds.customerId} = (${ids})`),
    orm
      .select()
      .from(contactPoints)
      .where(sql`${contactPoints.customerId} = (${ids})`)
      .orderBy(contactPoints.id),
    orm.all<{ id: number }>(employed(ids)),
  ])
  if (!row) return null
  const keepsKind = works !== undefined
  const stays = new Map(places.map(place => [place.since, place.regionId]))
  return { row, history: stays, externalIds, points, keepsKind }
}

/**
 * An employment at either end of which one of the customers stands, if there is one: while there is, it keeps its kind.
 * @param ids what may stand behind `IN`
 */
export const employed = (ids: SQL): SQL =>
  sql`SELECT id FROM employments WHERE customer_id IN (${ids}) OR organisation_id IN (${ids}) LIMIT 1`

/**
 * Of a primary e-mail or phone that a patch clears the oldest other one takes the place, and what more was known of it
 * goes with it.
 */
function withoutPrimaries(
  points: CurrentCustomer['points'],
  row: CurrentCustomer['row'],
  patch: Pick<CustomerFields, 'email' | 'phone'>,
) {
  const clears = (kind: 'EMAIL' | 'PHONE') => (kind === 'EMAIL' ? patch.email : patch.phone) === null
  const isPrimary = ({ value }: CurrentCustomer['points'][number]) =>
    value === row.email || value === row.phone
  const nextOf = (kind: 'EMAIL' | 'PHONE') =>
    points.find(point => point.kind === kind && !isPrimary(point))?.value ?? null
  return {
    gone: points.filter(point => clears(point.kind) && isPrimary(point)),
    next: {
      ...(clears('EMAIL') && { email: nextOf('EMAIL') }),
      ...(clears('PHONE') && { phone: nextOf('PHONE') }),
    },
  }
}

/** Of many that take one external id the first gets it. */
function claimKeys({ gathering }: Service, keys: readonly Key[], customerId: number, path: string[]): void {
  if (!gathering) return
  for (const key of keys) {
    const claim = `external id ${keyText(key)}`
    if (gathering.claimed.has(claim)) throw invalid([...path, 'externalIds'], say('twice'))
    gathering.claimed.set(claim, customerId)
  }
}

/**
 * The write half, which an upsert shares. What says only what is stored writes nothing.
 * @param references with the external ids that the customer loses, if any
 * @param path where the patch is in the input
 * @param outcome what the result says besides
 */
export async function writeCustomer<Outcome extends object>(
  service: Service,
  { row, history, externalIds, points, keepsKind }: CurrentCustomer,
  patch: CustomerFields,
  { dropped = [], ...references }: References & { dropped?: Key[] },
  path: string[],
  outcome: Outcome,
): Promise<{ customerId: number } & Outcome> {
  const { orm } = service.db
  const { actor } = service
  const customerId = row.id
  if (isPersonal(actor.reach) && references.ownerId !== undefined && references.ownerId !== row.ownerId)
    throw invalid([...path, 'owner'], say('ownerStays'))
  if (patch.regionSince != null && references.regionId == null)
    throw invalid([...path, 'regionSince'], say('sinceWithoutRegion'))
  if (references.regionId === null) throw invalid([...path, 'region'], say('regionStays'))
  const turns = patch.kind !== undefined && patch.kind !== row.kind
  if (turns && keepsKind) throw invalid([...path, 'kind'], say('stillEmployed'))
  requireChannelsApart(patch, row, path)
  claimKeys(service, references.newExternalIds, customerId, path)

  const places =
    references.regionId === undefined
      ? history
      : withRegion(history, references.regionId, patch.regionSince ?? null, service.today)
  const cleared = withoutPrimaries(points, row, patch)
  const gonePoints = cleared.gone.map(({ id }) => id)
  const beside = [
    ...(gonePoints.length > 0
      ? [orm.delete(contactPoints).where(inArray(contactPoints.id, gonePoints))]
      : []),
    ...dropped.map(key => orm.delete(customerExternalIds).where(isKey(key))),
    ...references.newExternalIds.map(key => orm.insert(customerExternalIds).values({ ...key, customerId })),
    ...historyWrites(service, customerId, history, places),
  ]
  return updateRow(
    service,
    {
      table: customers,
      current: row,
      patch: {
        ...customerColumns(patch),
        ...cleared.next,
        ownerId: references.ownerId,
        regionId: references.regionId === undefined ? undefined : currentRegion(places),
      },
      along: turns ? [guard(service, sql`NOT EXISTS (${employed(sql`${customerId}`)})`)] : [],
      beside,
      told: cleared.gone.map(point => ({
        action: 'contact-point.remove',
        entityId: point.id,
        before: point,
      })),
    },
    (before, after) => {
      const gone = new Set(dropped.map(keyText))
      const kept = externalIds.filter(key => !gone.has(keyText(key)))
      return {
        action: 'customer.update',
        entityId: customerId,
        before: { ...before, externalIds: externalIds.map(keyTold), regions: regionsTold(history) },
        after: {
          ...after,
          externalIds: [...kept, ...references.newExternalIds].map(keyTold),
          regions: regionsTold(places),
        },
      }
    },
    { customerId, ...outcome },
  )
}
