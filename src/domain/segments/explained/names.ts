import { inArray } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { ownCampaigns } from '../../../database/tables/care/own-campaigns.ts'
import { segmentSnapshots } from '../../../database/tables/care/segment-snapshots.ts'
import { segments } from '../../../database/tables/care/segments.ts'
import { campaigns, competitors } from '../../../database/tables/competition/competitors.ts'
import { regions } from '../../../database/tables/customers/regions.ts'
import { staffMembers } from '../../../database/tables/house/staff.ts'
import type { IdKind } from '../../../lib/ids.ts'
import { type Condition, partsOf } from '../../filters/condition.ts'
import type { Reference } from '../../filters/field.ts'
import type { Scope } from '../../service/scopes.ts'
import type { Service } from '../../service/service.ts'

type Table = SQLiteTable & { id: SQLiteColumn; name: SQLiteColumn; nameGiven?: SQLiteColumn }

/** Reads by id what rows are called, as far as the actor may. */
type NameReader = (service: Service, ids: readonly number[]) => Promise<ReadonlyMap<number, string>>

const reader =
  (table: Table, scope: Scope): NameReader =>
  async ({ db, actor }, ids) => {
    if (!actor.scopes.has(scope)) return new Map()
    const { id, name, nameGiven = name } = table
    const rows: { id: unknown; name: unknown; given: unknown }[] = await db.orm
      .select({ id, name, given: nameGiven })
      .from(table)
      .where(inArray(id, [...ids]))
    return new Map(rows.map(row => [Number(row.id), String(row.given ?? row.name)]))
  }

/** What has a name that a rule is told by. */
export const nameReaders: Readonly<Partial<Record<IdKind, NameReader>>> = {
  region: reader(regions, 'regions:read'),
  staffMember: reader(staffMembers, 'staff:read'),
  segment: reader(segments, 'segments:read'),
  segmentSnapshot: reader(segmentSnapshots, 'segments:read'),
  campaign: reader(campaigns, 'campaigns:read'),
  competitor: reader(competitors, 'competitors:read'),
  ownCampaign: reader(ownCampaigns, 'campaigns:read'),
}

/** The rows that the questions of a rule name. */
export const referencesIn = (rule: Condition): Reference[] =>
  [...partsOf(rule)].flatMap(part => (part.kind === 'FIELD' ? (part.test.references ?? []) : []))

export type NameOf = (kind: IdKind, id: number) => string | null

/** The names of rows of several kinds. One round trip. */
export async function readNamesOf(
  service: Service,
  references: readonly Pick<Reference, 'kind' | 'id'>[],
): Promise<NameOf> {
  const kinds = [...new Set(references.map(({ kind }) => kind))]
  const names = await Promise.all(
    kinds.map(async kind => {
      const ids = references.filter(one => one.kind === kind).map(({ id }) => id)
      return [kind, await nameReaders[kind]?.(service, [...new Set(ids)])] as const
    }),
  )
  const byKind = new Map(names)
  return (kind, id) => byKind.get(kind)?.get(id) ?? null
}
