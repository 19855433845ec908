import { inArray } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { segmentSnapshots } from '../../../database/tables/care/segment-snapshots.ts'
import { segments } from '../../../database/tables/care/segments.ts'
import { campaigns, competitors } from '../../../database/tables/competition/competitors.ts'
import { regions } from '../../../database/tables/customers/regions.ts'
import { staffMembers } from '../../../database/tables/house/staff.ts'
import type { IdKind } from '../../../lib/ids.ts'
import { type Condition, partsOf } from '../../filters/condition.ts'
import type { Reference } from '../../filters/field.ts'
import { UserError } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { unnamedSegments } from './memberships.ts'

/** What is there to be named for everybody: of other rows a rule may name what is gone. */
const tables: { [Kind in IdKind]?: SQLiteTable & { id: SQLiteColumn } } = {
  region: regions,
  campaign: campaigns,
  competitor: competitors,
  segment: segments,
  segmentSnapshot: segmentSnapshots,
  staffMember: staffMembers,
}

/**
 * What a rule names must be there: a condition that cannot apply would change whom the rule means. And segments that it
 * asks about must be named.
 * @throws UserError `INVALID_INPUT` with one issue for each row that is not there, or for each that is not named
 */
export async function checkReferences({ db }: Service, rule: Condition): Promise<void> {
  const unnamed = unnamedSegments(rule)
  if (unnamed.length > 0) throw new UserError('INVALID_INPUT', say('ruleOfUnnamedSegments'), unnamed)
  const references = [...partsOf(rule)].flatMap(part =>
    part.kind === 'FIELD' ? (part.test.references ?? []) : [],
  )
  const kinds = [...new Set(references.map(({ kind }) => kind))]
  const unknown = await Promise.all(
    kinds.map(async kind => {
      const table = tables[kind]
      if (!table) return []
      const named = references.filter(reference => reference.kind === kind)
      const ids = [...new Set(named.map(({ id }) => id))]
      const rows = await db.orm.select({ id: table.id }).from(table).where(inArray(table.id, ids))
      const known = new Set<unknown>(rows.map(({ id }) => id))
      return named.filter(({ id }) => !known.has(id))
    }),
  )
  const issues = unknown.flat().map(issueOf)
  if (issues.length > 0) throw new UserError('INVALID_INPUT', say('ruleNamesUnknown'), issues)
}

const issueOf = ({ kind, path }: Reference) => ({
  path,
  saying: say('notThere', { what: kind }),
})
