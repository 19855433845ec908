import type { nightStates, nights, StageReport } from '../../src/database/tables/nights.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { nightList } from '../../src/domain/nights/list.ts'
import { runNight } from '../../src/domain/nights/run-night.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { builder } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { changed, mutation } from '../kernel/mutation.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage } from '../kernel/select.ts'

type NightRow = typeof nights.$inferSelect

registerNode('night', { typeName: 'Night', scope: 'nights:read', source: nightList })

const NightState = builder.enumType('NightState', {
  description: 'How far a run is.',
  values: {
    RUNNING: { description: 'At work.' },
    COMPLETED: { description: 'Every stage is through.' },
    FAILED: { description: 'Given up; `failure` says why. The next tick of the clock tries again.' },
  } satisfies Record<(typeof nightStates)[number], { description: string }>,
})

const Stage = builder.objectRef<StageReport>('NightStage').implement({
  description: 'What one stage of a run did.',
  fields: t => ({
    name: t.exposeString('stage', { description: 'The stage.' }),
    chunks: t.exposeInt('chunks', {
      description: 'In how many steps, each of which goes on where the one before it ended.',
    }),
    counts: t.expose('counts', { type: 'JSON', description: 'What it did, by name.' }),
    rowsRead: t.exposeInt('rowsRead', { description: 'Rows read in the database.' }),
    rowsWritten: t.exposeInt('rowsWritten', { description: 'Rows written in the database.' }),
    milliseconds: t.exposeInt('milliseconds', { description: 'How long it took.' }),
  }),
})

const Night = builder.objectRef<NightRow>('Night')
Night.implement({
  description:
    'A run over one business day that is over: metrics, lifecycle, VI snapshots, segments, follow-ups.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: night => encodeId('night', night.id) }),
    day: t.expose('day', { type: 'Date', description: 'The as-of day.' }),
    attempt: t.exposeInt('attempt', {
      description: '1 for the first run of the day.',
    }),
    state: t.expose('state', {
      type: NightState,
      description: 'How far it is.',
    }),
    current: t.exposeBoolean('current', {
      description:
        'False when a later day was completed before: then only snapshots were written, never metrics, segments or the queue.',
    }),
    stages: t.expose('stages', {
      type: [Stage],
      description: 'The stages that are through, in order.',
    }),
    rowsWritten: t.int({
      description: 'Rows that all stages wrote; 0 in a night with nothing to do.',
      needs: { columns: ['stages'] },
      resolve: night => night.stages.reduce((sum, stage) => sum + stage.rowsWritten, 0),
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      description: 'When it began.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it runs.',
    }),
    failure: t.exposeString('failure', {
      nullable: true,
      description: 'Why it was given up.',
    }),
  }),
})

const NightConnection = connectionType('Night', Night)
const NightOrder = orderInput('Night', { DAY: 'By day and attempt, the newest first unless you say `ASC`.' })

const NightFilter = builder.inputType('NightFilter', {
  description: 'Narrows the list of runs; every part must hold.',
  fields: t => ({
    day: t.field({ type: 'Date', description: 'Of this day.' }),
    state: t.field({ type: [NightState], description: 'In one of these states.' }),
  }),
})

builder.queryFields(t => ({
  night: t.field({
    type: Night,
    nullable: true,
    description: 'One run; null when there is none.',
    authScopes: { scope: 'nights:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of a run.' }) },
    resolve: (_root, { id }, context, info) =>
      readById<NightRow>(context, info, nightList, parseId('night', id)),
  }),
  nights: t.field({
    type: NightConnection,
    description: 'All runs. `nights(first: 1, filter: { day })` is the newest run of a day.',
    authScopes: { scope: 'nights:read' },
    args: {
      ...pageArgs,
      filter: t.arg({ type: NightFilter, description: 'Which ones.' }),
      orderBy: t.arg({ type: NightOrder, description: 'The newest first when not said.' }),
    },
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<NightRow>(context, info, nightList, args),
  }),
}))

mutation('nightRun', {
  description:
    "Answers the day's run, starting it if there is none or the last one failed; of a completed day a new one when a campaign waits for a snapshot of that day. The work goes on after the answer: ask `nights(filter: { day })` until its state is not RUNNING any more. CONFLICT while another day's run is at work. Costs 5,000.",
  scope: 'nights:run',
  cost: () => 5_000,
  input: builder.inputType('NightRunInput', {
    description: 'Which day to run.',
    fields: t => ({
      day: t.field({ type: 'Date', required: true, description: 'A business day that is over.' }),
      again: t.boolean({ description: 'Run a completed day once more, from the facts as they are now.' }),
    }),
  }),
  verb: runNight,
  payload: t => ({
    night: changed(t, {
      type: Night,
      scope: 'nights:read',
      source: nightList,
      id: (result: { nightId: number }) => result.nightId,
    }),
  }),
})
