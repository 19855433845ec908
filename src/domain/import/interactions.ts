import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { customerExternalIds, customers } from '../../database/tables/customers/customers.ts'
import { interactionRevisions, interactions } from '../../database/tables/customers/interactions.ts'
import { changeRows } from '../../database/tables/house/changes.ts'
import type { Identifying } from '../../lib/text.ts'
import { keyColumns } from '../customers/find.ts'
import { newCustomerRow } from '../customers/new-customer.ts'
import { isFeedback } from '../facts/answers.ts'
import { type InteractionFacts, parseInteractionFacts, writeInteractionFacts } from '../interactions/input.ts'
import { keepFeedback } from '../interactions/keep-feedback.ts'
import { newInteractionRow } from '../interactions/new-interaction.ts'
import type { Service } from '../service/service.ts'
import type { Identifier } from '../tombstones/marks.ts'
import { anyErased, erasedAmong } from '../tombstones/refuse-erased.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { type Ahead, nothingAhead } from './ahead.ts'
import { begin, importSettings, storeRows } from './begin.ts'
import { insertRows, packedRow, stillAsRead, unpackRow, updateRows } from './bulk.ts'
import { type InteractionRow, interactionColumns, readInteractionRow } from './interaction-rows.ts'
import { type Recording, recording } from './recording.ts'
import {
  type Applied,
  applyRows,
  Fault,
  type Import,
  type Imported,
  type Read,
  readRows,
  type Tally,
} from './rows.ts'

// Regions come with customers; the parameter is taken so that one address serves both files.
const schema = z.strictObject({
  ...importSettings,
  createRegions: z.boolean().optional(),
  /** What becomes of complaints, feedback and low scores that are overdue as they come. */
  oldFeedback: z.enum(['closed', 'open']).default('closed'),
})

/**
 * Starts an import of interactions, upserted by (`source`, external id) under the rules of recording. What a
 * row leaves out keeps its stored value; a changed interaction leaves a revision, as a correction does.
 * `customerExternalId` names the customer within `source`; a key that nobody has yet becomes a prospect. Feedback that is
 * overdue as it comes is closed as `IMPORTED`, unless `oldFeedback` is `open`.
 * @throws AuthorizationError
 * @throws UserError `INVALID_INPUT`
 */
export function interactionImport(service: Service, input: unknown): Import {
  const settings = begin(service, 'interactions:write', schema, input)
  const ahead = settings.dryRun ? nothingAhead<State>() : null
  const told = recording(service, { entity: 'INTERACTION', ...settings })
  return {
    ...{ id: told.id, open: told.open, end: told.end },
    dryRun: settings.dryRun,
    chunk(rows) {
      const read = readRows(rows, importedInteractions, readInteractionRow)
      return storeRows(read, part => importChunk(service, settings, part, told, ahead))
    },
  }
}

export const importedInteractions: Imported = {
  scope: 'interactions:write',
  settings: schema,
  columns: interactionColumns,
  required: ['externalId', 'customerExternalId'],
  begin: interactionImport,
}

/** An interaction's columns that an import can set. */
interface Values {
  customerId: number
  synthetic: boolean
  facts: InteractionFacts
}

type StoredRow = typeof interactions.$inferSelect

interface State {
  id: number
  /** Null for an interaction that this chunk creates. */
  before: StoredRow | null
  values: Values
  /** What `values` and `before` compare by. */
  print: string
  printBefore: string | null
  /** Whether it is of a person who was erased: it stays as it is. */
  erased: boolean
}

/** A customer that nobody had before its interaction came. */
interface Prospect {
  id: number
  externalId: Identifying
  synthetic: boolean
}

type Settings = Pick<z.output<typeof schema>, 'source' | 'oldFeedback'>

async function importChunk(
  service: Service,
  settings: Settings,
  rows: readonly Read<InteractionRow>[],
  told: Recording,
  ahead: Ahead<State> | null,
): Promise<Tally> {
  const { source } = settings
  const {
    states,
    customerIds,
    anyErased: someErased,
  } = await readKnown(
    service,
    source.key,
    rows.flatMap(one => ('row' in one ? [one.row] : [])),
    ahead,
  )
  const isErased = someErased
    ? await erasedAmong(
        service,
        rows.flatMap(one => ('row' in one ? [keyOf(source, one.row)] : [])),
      )
    : null
  const prospects = new Map<string, Prospect>()

  function customerOf(row: InteractionRow): number {
    const known = customerIds.get(row.customer.key) ?? prospects.get(row.customer.key)?.id
    if (known !== undefined) return known
    if (isErased?.(keyOf(source, row))) throw new Fault('customerExternalId', say('erasedIdentifier'))
    const prospect = { id: service.newId(), externalId: row.customer, synthetic: row.synthetic ?? false }
    prospects.set(row.customer.key, prospect)
    return prospect.id
  }

  function apply(row: InteractionRow): Applied {
    const state = states.get(row.externalId.key)
    if (state?.erased) throw new Fault('externalId', say('customerErased'))
    const facts = {
      ...factsOf(service, state?.values.facts, row.input),
      ...keyColumns(source, row.externalId),
    }
    const synthetic = row.synthetic ?? state?.values.synthetic ?? false
    const values = { customerId: customerOf(row), synthetic, facts }
    const print = printOf(values)
    if (!state) {
      const created = { id: service.newId(), before: null, values, print, printBefore: null, erased: false }
      states.set(row.externalId.key, created)
      return { did: 'created', asStored: () => false }
    }
    const did = print === state.print ? 'unchanged' : 'updated'
    state.values = values
    state.print = print
    return { did, asStored: () => state.print === state.printBefore }
  }

  const tally = applyRows(rows, apply)()
  const changed = [...states.values()].filter(state => state.print !== state.printBefore)
  if (ahead) foresee(ahead, states, prospects)
  else if (changed.length > 0 || prospects.size > 0) {
    await write(service, settings, changed, [...prospects.values()], tally, told)
  } else told.note(tally)
  return tally
}

function foresee(
  ahead: Ahead<State>,
  states: ReadonlyMap<string, State>,
  prospects: ReadonlyMap<string, Prospect>,
) {
  for (const [key, { id }] of prospects) ahead.ids.set(key, id)
  for (const [key, state] of states)
    if (state.print !== state.printBefore) ahead.states.set(key, { ...state, printBefore: state.print })
}

/** The facts after a row was laid over what stands, under the rules of recording. */
function factsOf(
  service: Service,
  before: InteractionFacts | undefined,
  input: Record<string, unknown>,
): InteractionFacts {
  const { workspace, now } = service
  if (input.occurredAt === null) throw new Fault('occurredAt', say('notClearable'))
  if (!before && input.occurredAt === undefined) throw new Fault('occurredAt', say('missing'))
  if (!before && input.kind === undefined) throw new Fault('kind', say('missing'))
  const base = before ? writeInteractionFacts(workspace, before) : undefined
  const currency = input.currency ?? workspace.currency
  const parsed = parseInteractionFacts(workspace, now, { ...base, ...input, currency })
  if ('facts' in parsed) return parsed.facts
  const [issue] = parsed.issues
  throw new Fault(issue?.path.join('.') || null, issue?.saying ?? say('notValid'))
}

/** Equal for equal values; of the facts, all but the key that finds the row. */
function printOf({ customerId, synthetic, facts }: Values): string {
  return JSON.stringify([
    customerId,
    synthetic,
    facts.kind,
    facts.channel,
    facts.subchannel,
    facts.direction,
    facts.stage,
    facts.occurredAt,
    facts.amount,
    facts.cost,
    facts.cancelled,
    facts.subject,
    facts.body,
    facts.outcome,
    facts.score,
    facts.lines,
  ])
}

/** What the customer of a row is known by. */
const keyOf = (source: Identifying, { customer }: InteractionRow): Identifier => ({
  kind: 'EXTERNAL_ID',
  ...{ source: source.key, externalId: customer.key },
})

const foundRow = z.object({ packed: z.string(), erased: z.int() })

const customerRow = z.object({ key: z.string(), id: z.int() })

/** What the rows name, in one round trip: interactions by external id, and customer ids. */
async function readKnown(
  service: Service,
  source: string,
  rows: readonly InteractionRow[],
  ahead: Ahead<State> | null,
) {
  const { orm } = service.db
  const wanted = (keys: readonly string[]) => sql`json_each(${JSON.stringify([...new Set(keys)])}) AS wanted`
  const [found, theirs, someErased] = await Promise.all([
    checkedRows(
      orm,
      foundRow,
      sql`
      SELECT ${packedRow(interactions, 'i')} AS packed,
        EXISTS (SELECT 1 FROM customers WHERE id = i.customer_id AND erased_at IS NOT NULL) AS erased
      FROM ${wanted(rows.map(row => row.externalId.key))}
      CROSS JOIN interactions AS i ON i.source = ${source} AND i.external_id = wanted.value`,
    ),
    checkedRows(
      orm,
      customerRow,
      sql`
      SELECT key.external_id AS key, key.customer_id AS id FROM ${wanted(rows.map(row => row.customer.key))}
      CROSS JOIN customer_external_ids AS key ON key.source = ${source} AND key.external_id = wanted.value`,
    ),
    anyErased(service),
  ])
  const states = new Map<string, State>()
  for (const { packed, erased } of found) {
    const before = unpackRow(interactions, packed)
    const values = { customerId: before.customerId, synthetic: before.synthetic, facts: before }
    const print = printOf(values)
    states.set(before.externalId ?? '', {
      id: before.id,
      before,
      values,
      print,
      printBefore: print,
      erased: erased === 1,
    })
  }
  for (const { externalId } of rows) {
    const foreseen = ahead?.states.get(externalId.key)
    if (foreseen) states.set(externalId.key, foreseen)
  }
  const customerIds = new Map([...(ahead?.ids ?? []), ...theirs.map(({ key, id }) => [key, id] as const)])
  return { states, customerIds, anyErased: someErased }
}

async function write(
  service: Service,
  { source, oldFeedback }: Settings,
  changed: readonly State[],
  prospects: readonly Prospect[],
  tally: Tally,
  told: Recording,
): Promise<void> {
  const { created, updated } = tally
  const known = changed.flatMap(state => (state.before ? [{ ...state, before: state.before }] : []))
  const unknown = changed.filter(state => state.before === null)
  const detail = { import: told.id, source: source.key, created, updated, prospects: prospects.length }
  await commit(
    service,
    { action: 'interaction.import', detail },
    [
      ...stillAsRead(
        service,
        interactions,
        known.map(state => state.before),
      ),
      ...insertRows(
        customers,
        prospects.map(({ id, synthetic }) => newCustomerRow(service, id, { synthetic })),
      ),
      ...insertRows(
        customerExternalIds,
        prospects.map(({ id, externalId }) => ({ ...keyColumns(source, externalId), customerId: id })),
      ),
      ...insertRows(
        interactions,
        unknown.map(({ id, values: { customerId, synthetic, facts } }) => ({
          ...newInteractionRow(service, { id, customerId, staffId: null }, facts),
          synthetic,
        })),
      ),
      ...insertRows(
        interactionRevisions,
        known.map(({ before }) => revisionOf(service, before)),
      ),
      ...updateRows(
        service,
        interactions,
        known.map(({ id, values: { customerId, synthetic, facts } }) => {
          const { source: _, sourceGiven: __, externalId: ___, externalIdGiven: ____, ...columns } = facts
          return { ...columns, id, customerId, synthetic }
        }),
      ),
      ...keepFeedback(
        service,
        changed
          .filter(({ before, values }) => isFeedback(values.facts) || (before && isFeedback(before)))
          .map(({ id }) => id),
        oldFeedback,
      ),
      ...told.along(tally),
      ...insertRows(changeRows, [
        ...prospects.map(({ id }) => ({ entity: 'customer' as const, rowId: id, before: null })),
        ...changed.map(({ id, before }) => ({
          entity: 'interaction' as const,
          rowId: id,
          // The revisions hold the rest.
          before: before && { customerId: before.customerId, version: before.version },
        })),
      ]),
    ],
    null,
  )
}

/** What stands, as what replaces it keeps it. */
export const revisionOf = (service: Service, before: StoredRow) => ({
  interactionId: before.id,
  version: before.version,
  customerId: before.customerId,
  day: before.day,
  kind: before.kind,
  before,
  reason: null,
  replacedAt: service.now,
})
