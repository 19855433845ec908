import * as z from 'zod'
import type { Statement } from '../../../database/client.ts'
import { changeRows } from '../../../database/tables/house/changes.ts'
import { requireScope } from '../../service/actor.ts'
import type { Scope } from '../../service/scopes.ts'
import type { Service } from '../../service/service.ts'
import { commit } from '../../writes/commit.ts'
import { type Ahead, nothingAhead } from '../ahead.ts'
import { begin, importSettings, storeRows } from '../begin.ts'
import { insertRows } from '../bulk.ts'
import { type Recording, recording } from '../recording.ts'
import { type Applied, applyRows, type Imported, type Read, readRows, type Tally } from '../rows.ts'

const schema = z.strictObject(importSettings)

/** A record that rows are laid over. */
export interface State<Values, Stored> {
  id: number
  /** As it is stored; null of one that the chunk creates. */
  before: Stored | null
  values: Values
}

/** What one row is about. */
export interface Found<Values> {
  /** Equal for rows of one record. */
  key: string
  /**
   * What the row makes of the record, under the rules of its verbs.
   * @param values what stands, if any
   * @throws Fault
   */
  laidOver(values: Values | undefined): Values
}

/** What the rows of a chunk name. */
export interface Known<Row, Values, Stored> {
  /** What is stored, by key. */
  states: Map<string, State<Values, Stored>>
  /** @throws Fault where the row names what is not there */
  find(row: Row): Found<Values>
}

/** A record that a row finds by what it says, without a key of its own. */
interface Kind<Row, Values extends object, Stored extends object>
  extends Omit<Imported, 'settings' | 'begin'> {
  recorded: Parameters<typeof recording>[1]['entity']
  action: 'consent.import' | 'exposure.import' | 'staffMember.import'
  entity: (typeof changeRows.$inferInsert)['entity']
  /** What else it takes than `scope`. */
  more?: readonly Scope[]
  /** The returned function throws a Fault. */
  reader(service: Service): (fields: Record<string, unknown>) => Row
  /**
   * Everything that the rows refer to, in one round trip.
   * @param ahead what stands in a dry run instead of what is stored
   */
  known(
    service: Service,
    source: string,
    rows: readonly Row[],
    ahead: readonly State<Values, Stored>[],
  ): Promise<Known<Row, Values, Stored>>
  /** Guards first. */
  statements(
    service: Service,
    created: readonly State<Values, Stored>[],
    updated: readonly (State<Values, Stored> & { before: Stored })[],
  ): Statement[]
  /** What an undo needs to know of a record that was changed, its version among it. */
  asItStood(before: Stored): object
}

/** The import of one kind of record. What a row leaves out keeps its stored value. */
export function recordImport<Row, Values extends object, Stored extends object>(
  kind: Kind<Row, Values, Stored>,
): Imported {
  const imported: Imported = {
    scope: kind.scope,
    settings: schema,
    columns: kind.columns,
    required: kind.required,
    begin(service, input) {
      const settings = begin(service, kind.scope, schema, input)
      for (const scope of kind.more ?? []) requireScope(service.actor, scope)
      const read = kind.reader(service)
      const ahead = settings.dryRun ? nothingAhead<Standing<Values, Stored>>() : null
      const told = recording(service, { entity: kind.recorded, ...settings })
      return {
        ...{ id: told.id, open: told.open, end: told.end },
        dryRun: settings.dryRun,
        chunk: rows =>
          storeRows(readRows(rows, imported, read), part =>
            importChunk(service, kind, settings.source.key, part, told, ahead),
          ),
      }
    },
  }
  return imported
}

interface Standing<Values, Stored> extends State<Values, Stored> {
  /** What it compares by, as it was stored; null of one that was not. */
  printBefore: string | null
}

/** Equal for equal values: each kind makes them with their names in one order. */
const printOf = (values: object) => JSON.stringify(values)

async function importChunk<Row, Values extends object, Stored extends object>(
  service: Service,
  kind: Kind<Row, Values, Stored>,
  source: string,
  rows: readonly Read<Row>[],
  told: Recording,
  ahead: Ahead<Standing<Values, Stored>> | null,
): Promise<Tally> {
  const { states, find } = await kind.known(
    service,
    source,
    rows.flatMap(one => ('row' in one ? [one.row] : [])),
    [...(ahead?.states.values() ?? [])],
  )
  const met = new Map<string, Standing<Values, Stored>>()

  function standing(key: string): Standing<Values, Stored> | undefined {
    const state = ahead?.states.get(key) ?? states.get(key)
    return met.get(key) ?? (state && { ...state, printBefore: printOf(state.values) })
  }

  function apply(row: Row): Applied {
    const { key, laidOver } = find(row)
    const before = standing(key)
    const values = laidOver(before?.values)
    const state = before ?? { id: service.newId(), before: null, values, printBefore: null }
    const did = !before ? 'created' : printOf(values) === printOf(before.values) ? 'unchanged' : 'updated'
    state.values = values
    met.set(key, state)
    return { did, asStored: () => printOf(state.values) === state.printBefore }
  }

  const tally = applyRows(rows, apply)()
  const changed = [...met].filter(([, state]) => printOf(state.values) !== state.printBefore)
  if (ahead) for (const [key, state] of changed) ahead.states.set(key, state)
  else if (changed.length > 0)
    await write(
      service,
      kind,
      source,
      changed.map(([, state]) => state),
      tally,
      told,
    )
  else told.note(tally)
  return tally
}

async function write<Row, Values extends object, Stored extends object>(
  service: Service,
  kind: Kind<Row, Values, Stored>,
  source: string,
  changed: readonly State<Values, Stored>[],
  tally: Tally,
  told: Recording,
): Promise<void> {
  const { created, updated } = tally
  const { action, entity } = kind
  const known = changed.flatMap(state => (state.before ? [{ ...state, before: state.before }] : []))
  const unknown = changed.filter(state => state.before === null)
  await commit(
    service,
    { action, detail: { import: told.id, source, created, updated } },
    [
      ...kind.statements(service, unknown, known),
      ...told.along(tally),
      ...insertRows(
        changeRows,
        changed.map(({ id, before }) => ({
          ...{ entity, rowId: id },
          before: before && kind.asItStood(before),
        })),
      ),
    ],
    null,
  )
}
