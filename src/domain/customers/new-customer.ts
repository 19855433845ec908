import type { SQLiteInsertValue } from 'drizzle-orm/sqlite-core'
import type { customers } from '../../database/tables/customers/customers.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import type { Service } from '../service/service.ts'
import { firstVersion, type Patch } from '../writes/versions.ts'

type CustomerValues = SQLiteInsertValue<typeof customers>

/** What somebody may know of a new customer; the night writes the rest. */
export type NewCustomerFields = Patch<
  Pick<
    typeof customers.$inferSelect,
    | 'kind'
    | 'name'
    | 'email'
    | 'phone'
    | 'gender'
    | 'birthDate'
    | 'acquisitionSource'
    | 'ownerId'
    | 'regionId'
    | 'preferredChannels'
    | 'forbiddenChannels'
    | 'attributes'
    | 'tags'
    | 'synthetic'
  >
>

/** How a name is sorted and found; empty without one. */
export const nameForms = (name: string | null) => ({
  sortName: name === null ? '' : vietnameseSortKey(name),
  foldedName: name === null ? '' : searchForm(name),
})

/**
 * The row of a customer who has not bought yet, for an insert inside `commit`: a prospect since today, with
 * search and sort forms of the name. Fields are in stored form already (E.164, lower-case e-mail).
 */
export function newCustomerRow(service: Service, id: number, fields: NewCustomerFields) {
  const name = fields.name ?? null
  return {
    id,
    kind: fields.kind ?? 'PERSON',
    name,
    ...nameForms(name),
    email: fields.email ?? null,
    phone: fields.phone ?? null,
    gender: fields.gender ?? null,
    birthDate: fields.birthDate ?? null,
    acquisitionSource: fields.acquisitionSource ?? null,
    ownerId: fields.ownerId ?? null,
    regionId: fields.regionId ?? null,
    preferredChannels: fields.preferredChannels ?? [],
    forbiddenChannels: fields.forbiddenChannels ?? [],
    attributes: fields.attributes ?? {},
    tags: fields.tags ?? [],
    synthetic: fields.synthetic ?? false,
    lifecycle: 'PROSPECT',
    lifecycleSince: service.today,
    firstPurchaseOn: null,
    lastPurchaseOn: null,
    purchaseDays: 0,
    netSpend: 0n,
    netSpendYear: 0n,
    cycleDoubled: null,
    metricsOn: null,
    ...firstVersion(service),
  } satisfies CustomerValues
}
