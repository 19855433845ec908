import { getTableName } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { measured } from '../../src/domain/workspace/configure-workspace.ts'
import { readSources } from './sources.ts'

/** Calendar days as somebody said them: no time zone moves those. */
const said = [
  ...['campaigns', 'contact_points', 'customer_regions', 'occasions', 'postal_addresses', 'preferences'],
  ...[
    'care_reviews',
    'care_standards',
    'employments',
    'goals',
    'person_requests',
    'relationship_overrides',
    'surveys',
  ],
]

/** Made of facts, by the night or together with them. */
const derived = [
  ...['cohort_months', 'cohorts', 'customers', 'follow_ups', 'follow_ups_left_out'],
  ...['interaction_revisions', 'lifecycle_changes'],
  ...['model_fits', 'nights', 'relationship_level_changes', 'rfm_scales', 'segment_values'],
  ...['vulnerability_members', 'vulnerability_snapshots'],
]

/** A column of money or of a day, or an integer that is called like money. */
const measure = /: (?:day|money|wideInteger)\(|\w*(?:amount|cost|price|spend|value)\w*: integer\(/i

test('currency and time zone are fixed by every table of facts with money or days', async () => {
  const sources = await readSources('src/database/tables')
  const tables = sources.flatMap(({ text }) => text.split(' = sqliteTable(').slice(1))
  expect(tables.length).toBeGreaterThan(20)
  const measuring = tables.filter(table => measure.test(table)).map(table => /'(\w+)'/.exec(table)?.[1])
  expect(measuring.toSorted()).toEqual([...measured.map(getTableName), ...said, ...derived].toSorted())
})
