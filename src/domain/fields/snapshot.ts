import { type SQL, sql } from 'drizzle-orm'
import {
  exclusionReasons,
  memberVerdicts,
  vulnerabilityFlags,
  vulnerabilityGrades,
  vulnerabilityMembers,
  vulnerabilitySnapshots,
} from '../../database/tables/competition/vulnerability.ts'
import { type Columns, columnOf, type Field } from '../filters/field.ts'
import { listField } from '../filters/lists.ts'
import {
  dayField,
  enumField,
  flagField,
  idField,
  integerField,
  moneyField,
  textField,
} from '../filters/values.ts'

const { scope, state, method } = vulnerabilitySnapshots

/** The id of what a snapshot of this scope is about; unknown of the others. */
const about =
  (of: 'REGION' | 'SEGMENT') =>
  (columns: Columns): SQL =>
    sql`iif(${columnOf(columns, 'scope')} = ${of}, ${columnOf(columns, 'scopeId')}, NULL)`

/** No finished snapshot of the same campaign and scope is newer; of one day that of the newer policy, then method, counts. */
export const isNewest = (columns: Columns): SQL => {
  const own = (property: string) => columnOf(columns, property)
  return sql`(NOT EXISTS (
    SELECT 1 FROM vulnerability_snapshots AS newer
    WHERE newer.campaign_id = ${own('campaignId')} AND newer.scope = ${own('scope')}
      AND newer.scope_id = ${own('scopeId')} AND newer.sealed_at IS NOT NULL
      AND (newer.as_of, newer.policy_version, newer.method)
        > (${own('asOf')}, ${own('policyVersion')}, ${own('method')})))`
}

export const snapshotFields = {
  id: idField('vulnerabilitySnapshot', vulnerabilitySnapshots.id),
  scope: enumField(scope, scope.enumValues),
  region: idField('region', { sql: about('REGION'), nullable: true }, { scopes: ['regions:read'] }),
  segment: idField('segment', { sql: about('SEGMENT'), nullable: true }, { scopes: ['segments:read'] }),
  state: enumField(state, state.enumValues),
  method: textField(method),
  flags: listField(vulnerabilitySnapshots.flags, vulnerabilityFlags),
  asOf: dayField(vulnerabilitySnapshots.asOf),
  firstDay: dayField(vulnerabilitySnapshots.firstDay),
  policyVersion: integerField(vulnerabilitySnapshots.policyVersion),
  latest: flagField({ sql: isNewest, nullable: false }),
} satisfies Record<string, Field>

export const memberFields = {
  verdict: enumField(vulnerabilityMembers.verdict, memberVerdicts),
  exclusion: enumField(vulnerabilityMembers.exclusion, exclusionReasons),
  grade: enumField(vulnerabilityMembers.grade, vulnerabilityGrades),
  exposed: flagField(vulnerabilityMembers.exposed),
  spendBaseline: moneyField(vulnerabilityMembers.spendBaseline),
  spendWindow: moneyField(vulnerabilityMembers.spendWindow),
  purchaseDaysBaseline: integerField(vulnerabilityMembers.purchaseDaysBaseline),
  purchaseDaysWindow: integerField(vulnerabilityMembers.purchaseDaysWindow),
  lastPurchaseOn: dayField(vulnerabilityMembers.lastPurchaseOn),
} satisfies Record<string, Field>
