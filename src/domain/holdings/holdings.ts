/**
 * What the database holds of a customer: which columns refer to one, and which can hold a personal value. The one list
 * of both: what moves, goes or is given out with a customer reads it, and a contract test holds it against the migrated
 * database, so that no column is forgotten.
 */

/**
 * What a merge does with the rows that refer to the customer who is merged into another.
 *
 * - `MOVES`: they become the survivor's.
 * - `UNITES`: those become the survivor's in whose place the survivor has none; the others are kept with the merge.
 * - `ASIDE`: they are kept with the merge. Nights wrote them of what was half of the facts: the survivor goes on with
 *   its own.
 * - `TRAIL`: they stay, and say what was true when they were written. Whoever reads them is led to the survivor.
 */
type Merged = 'MOVES' | 'UNITES' | 'ASIDE' | 'TRAIL'

/**
 * Whether a customer whom an import made can go again: with its `PARTS`, not while there are `RECORDS` of it. What is
 * `TOLD` needs no customer who is still there.
 */
type Bond = 'PART' | 'RECORD' | 'TOLD'

export interface Reference {
  merged: Merged
  bond: Bond
  /** Of rows that move or unite: the columns that tell those of one customer apart, and hold no id of it. */
  key?: readonly string[]
}

export interface Holding {
  /** By column; of a text it is an id within it. */
  refers?: Readonly<Record<string, Reference>>
  /** Personal: an erasure leaves null here, or what says nothing. */
  cleared?: readonly string[]
  /** Personal: an erasure removes the row. */
  removed?: readonly string[]
  /** Personal, but of others than customers: why an erasure leaves it. */
  kept?: Readonly<Record<string, string>>
  /** Texts without anything personal: codes, names of things, words of the house. */
  plain?: readonly string[]
}

const moves = (bond: Bond, ...key: string[]): Reference => ({ merged: 'MOVES', bond, key })
const unites = (bond: Bond, ...key: string[]): Reference => ({ merged: 'UNITES', bond, key })
const aside: Reference = { merged: 'ASIDE', bond: 'PART' }
const trail: Reference = { merged: 'TRAIL', bond: 'TOLD' }

const staff = 'It names somebody who works here, or a key.'
const house = 'It is what the house says of others than customers.'

/** By table, as migrations made it. */
export const holdings = {
  api_keys: {
    kept: { name: house, issued_by: staff },
    plain: ['hint', 'hash', 'scopes', 'reach', 'regions'],
  },
  campaign_regions: { plain: ['role'] },
  campaigns: {
    plain: ['name', 'kind', 'products', 'offer', 'sources', 'name_given', 'folded_name', 'sort_name'],
  },
  change_rows: { refers: { row_id: trail, before: trail }, cleared: ['before'], plain: ['entity'] },
  change_values: { removed: ['before', 'after'], plain: ['field'] },
  changes: {
    refers: { entity_id: trail, detail: trail },
    kept: { actor: staff },
    plain: ['token', 'action', 'entity', 'request_id', 'detail'],
  },
  care_team_members: { refers: { customer_id: unites('RECORD', 'staff_id') }, removed: ['role'] },
  channel_reachability: {
    refers: { customer_id: unites('RECORD', 'channel', 'subchannel') },
    removed: ['subchannel'],
    plain: ['channel', 'reason'],
  },
  cohort_months: {},
  cohorts: {},
  competitor_regions: {},
  competitors: {
    kept: { notes: house },
    plain: ['name', 'sort_name', 'aliases', 'products', 'name_given', 'folded_name'],
  },
  consents: {
    refers: { customer_id: moves('RECORD', 'id') },
    cleared: ['evidence'],
    kept: { actor: staff },
    plain: ['purpose', 'channel', 'text_version'],
  },
  contact_points: {
    refers: { customer_id: unites('RECORD', 'value') },
    removed: ['value', 'label', 'verified_on'],
    plain: ['kind'],
  },
  customer_duplicates: {
    refers: { first_id: trail, second_id: trail },
    kept: { dismissed_by: staff },
    plain: ['grounds', 'state'],
  },
  customer_external_ids: {
    refers: { customer_id: moves('PART', 'source', 'external_id') },
    removed: ['external_id', 'external_id_given'],
    plain: ['source', 'source_given'],
  },
  customer_merge_rows: {
    refers: { key: trail, row: trail },
    removed: ['key', 'row'],
    plain: ['holding'],
  },
  customer_merges: {
    refers: { merged_id: trail, survivor_id: trail, merged: trail, survivor: trail, result: trail },
    removed: ['merged', 'survivor', 'result'],
    kept: { actor: staff },
  },
  customer_regions: { refers: { customer_id: unites('PART', 'since') } },
  customer_search: { cleared: ['folded_name'] },
  customer_search_parts: { cleared: ['texts'] },
  customer_update_jobs: {
    refers: { filter: trail, refusals: trail },
    cleared: ['filter', 'patch'],
    kept: { owner: staff },
    plain: ['state', 'failure', 'owner_scopes', 'owner_reach', 'owner_regions', 'refusals'],
  },
  customers: {
    cleared: [
      ...['name', 'sort_name', 'folded_name', 'email', 'phone', 'gender', 'birth_date', 'attributes', 'tags'],
      ...['restriction_reason', 'scoring_objection_reason'],
    ],
    plain: [
      ...['kind', 'acquisition_source', 'preferred_channels', 'forbidden_channels', 'lifecycle'],
      'active_months',
    ],
  },
  employments: {
    // The end of the organisation a merge moves too.
    refers: { customer_id: moves('RECORD', 'id'), organisation_id: moves('RECORD', 'id') },
    removed: ['title'],
  },
  exposures: {
    refers: { customer_id: moves('RECORD', 'id') },
    cleared: ['evidence'],
    plain: ['kind'],
  },
  feedback: {
    // It goes with its interaction.
    refers: { customer_id: moves('PART', 'id') },
    cleared: ['note'],
    plain: ['kind', 'state', 'outcome'],
  },
  file_references: {
    refers: { customer_id: moves('RECORD', 'id') },
    removed: ['name', 'media_type', 'url'],
  },
  follow_ups: {
    refers: { customer_id: moves('RECORD', 'id') },
    cleared: ['note'],
    plain: ['tactic', 'period', 'state', 'outcome', 'reasons', 'channel', 'draw_period'],
  },
  follow_ups_left_out: { refers: { customer_id: trail }, plain: ['tactic', 'reason', 'occasion'] },
  guards: {},
  idempotency: {
    refers: { outcome: trail },
    removed: ['payload_hash', 'outcome'],
    kept: { caller: staff },
    plain: ['key'],
  },
  import_changes: {},
  import_kept: { refers: { row_id: trail }, plain: ['entity', 'reason'] },
  imports: { kept: { actor: staff }, plain: ['entity', 'source', 'state'] },
  interaction_revisions: {
    refers: { customer_id: trail, before: trail },
    cleared: ['before', 'reason'],
    plain: ['kind'],
  },
  interactions: {
    refers: { customer_id: moves('RECORD', 'id') },
    cleared: ['subject', 'body', 'outcome'],
    plain: [
      ...['kind', 'channel', 'subchannel', 'direction', 'stage', 'lines'],
      ...['source', 'external_id', 'source_given', 'external_id_given'],
    ],
  },
  lifecycle_changes: { refers: { customer_id: aside }, plain: ['from', 'to', 'reason'] },
  model_fits: {
    refers: { outliers: trail },
    plain: ['model', 'state', 'failure', 'parameters', 'holdout', 'outliers'],
  },
  nights: { plain: ['state', 'stages', 'failure'] },
  notes: {
    refers: { customer_id: moves('RECORD', 'id') },
    removed: ['text'],
    kept: { author: staff },
  },
  occasions: {
    refers: { customer_id: moves('RECORD', 'id') },
    removed: [
      ...['kind', 'label', 'person', 'kinship', 'calendar', 'month', 'day', 'leap_month', 'year', 'next_on'],
    ],
  },
  care_reviews: { plain: ['summary', 'standards', 'note'] },
  care_standards: {
    plain: ['name', 'deed', 'trigger', 'channels', 'care_role'],
  },
  goals: { plain: ['name', 'metric', 'direction', 'note'] },
  own_campaigns: {
    plain: [
      ...['name', 'name_given', 'folded_name', 'sort_name', 'theme', 'kind', 'channels'],
      ...['purpose', 'cadence', 'offer'],
    ],
  },
  target_profiles: { plain: ['name', 'folded_name', 'description', 'conditions'] },
  person_requests: {
    refers: { customer_id: moves('RECORD', 'id') },
    cleared: ['note', 'extension_reason', 'refusal_reason'],
    plain: ['kind', 'regime', 'channel', 'outcome'],
  },
  personal_reads: { kept: { caller: staff }, plain: ['surface', 'kind', 'marks'] },
  policies: { plain: ['kind', 'body', 'note'] },
  postal_addresses: {
    refers: { customer_id: moves('RECORD', 'id') },
    removed: [
      ...['label', 'recipient', 'lines', 'postal_code', 'locality', 'region', 'country'],
      ...['valid_from', 'valid_until'],
    ],
  },
  preferences: {
    refers: { customer_id: moves('RECORD', 'id') },
    removed: ['topic', 'value', 'source', 'confidence', 'observed_on', 'expires_on'],
  },
  regions: { plain: ['code', 'name', 'sort_name', 'code_given'] },
  relationship_level_changes: { refers: { customer_id: aside }, plain: ['reason', 'measured'] },
  relationship_overrides: {
    refers: { customer_id: unites('RECORD') },
    removed: ['reason'],
    kept: { author: staff },
  },
  rfm_scales: { plain: ['recency', 'frequency', 'monetary'] },
  segment_following: {},
  segment_members: { refers: { customer_id: unites('PART', 'segment_id') } },
  segment_overrides: {
    refers: { customer_id: unites('RECORD', 'segment_id') },
    removed: ['reason'],
    kept: { author: staff },
  },
  segment_snapshot_members: { refers: { customer_id: unites('PART', 'segment_snapshot_id') } },
  segment_snapshots: {
    refers: { rule: trail },
    plain: ['name', 'name_given', 'sort_name', 'description', 'rule'],
  },
  segment_stays: { refers: { customer_id: unites('PART', 'segment_id', 'joined_at') } },
  segment_values: {},
  segments: {
    refers: { rule: trail },
    plain: ['name', 'sort_name', 'description', 'rule', 'finding', 'name_given', 'folded_name'],
  },
  staff_members: {
    kept: { name: staff, sort_name: staff, folded_name: staff, email: staff, subject: staff },
  },
  surveys: {
    refers: { customer_id: moves('RECORD', 'id') },
    cleared: ['question'],
    plain: ['kind', 'channel', 'occasion', 'state'],
  },
  timeline_entries: { refers: { customer_id: trail }, plain: ['kind'] },
  token_levels: { kept: { caller: staff } },
  // Marks under a secret of the Worker: nobody reads a value out of them.
  tombstones: { plain: ['kind', 'mark', 'secret'] },
  vulnerability_members: {
    refers: { customer_id: unites('RECORD', 'snapshot_id') },
    plain: ['verdict', 'exclusion', 'grade'],
  },
  vulnerability_policies: { plain: ['note'] },
  vulnerability_snapshots: {
    plain: [
      ...['scope', 'method', 'state', 'treated', 'control', 'control_kind', 'flags', 'placebo'],
      ...['definition', 'attacks'],
    ],
  },
  touches: {
    refers: { customer_id: unites('RECORD', 'own_campaign_id', 'slot') },
    plain: ['slot', 'channel', 'state', 'left_out', 'bounce'],
  },
  webhook_deliveries: {
    refers: { record: trail },
    kept: { actor: staff },
    plain: ['type', 'record', 'segment', 'state', 'failure'],
  },
  webhooks: {
    refers: { filters: trail },
    kept: { name: house, url: house, document: house, filters: house, owner: staff },
    plain: [
      ...['entities', 'actions', 'paused_because', 'owner_scopes', 'owner_reach', 'owner_regions'],
      ...['secret', 'old_secret', 'cursor'],
    ],
  },
  workspace: { plain: ['currency', 'time_zone', 'phone_country'] },
} as const satisfies Readonly<Record<string, Holding>>

const byTable = new Map<string, Holding>(Object.entries(holdings))

/** What a table holds; nothing where it is none of the list. */
export const holdingOf = (table: string): Holding => byTable.get(table) ?? {}

/** A table of a customer's own rows: they say whose they are by `customer_id`. */
export interface HeldTable extends Reference {
  table: string
}

/** The tables with rows of a customer that something happens to when it is merged or goes. */
export const heldTables: readonly HeldTable[] = Object.entries(holdings).flatMap(
  ([table, { refers }]: [string, Holding]) => {
    const reference = refers?.customer_id
    return reference && reference.bond !== 'TOLD' ? [{ table, ...reference }] : []
  },
)

/** The tables of rows that go with a customer, or those of what makes it needed. */
export const tablesOf = (bond: 'PART' | 'RECORD'): string[] =>
  heldTables.filter(held => held.bond === bond).map(({ table }) => table)
