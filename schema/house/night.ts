import type { nightStates, nights, StageReport } from '../../src/database/tables/house/nights.ts'
import { nightList } from '../../src/domain/nights/list.ts'
import { runNight } from '../../src/domain/nights/run-night.ts'
import { builder, described } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById } from '../kernel/noun.ts'
import { idField } from '../kernel/record.ts'

type NightRow = typeof nights.$inferSelect

const NightState = builder.enumType('NightState', {
  description: 'How far a run is.',
  values: described<(typeof nightStates)[number]>({
    RUNNING: 'At work.',
    COMPLETED: 'Every stage is through.',
    FAILED: 'Given up; `failure` says why. The next tick of the clock tries again.',
  }),
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
export const nightNoun = noun('night', listed({ type: Night, scope: 'nights:read', source: nightList }))

Night.implement({
  description:
    'A run over one business day that is over: metrics, lifecycle, VI snapshots, segments, follow-ups.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'night'),
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

const { args: nightArgs } = listInputs(nightList, {
  tell: {
    id: 'Its id.',
    day: 'The business day that it closes.',
    attempt: 'Which run of the day it is.',
    state: { description: 'What became of it.', values: NightState },
    current: 'Whether it moved current values, or wrote dated results only.',
    startedAt: 'When it began.',
    finishedAt: 'When it ended.',
  },
  orderings: { DAY: 'By day and attempt, the newest first unless you say `ASC`.' },
  unordered: 'The newest first when not said.',
})

builder.queryFields(t => ({
  night: oneById(t, nightNoun, { description: 'One run; null when there is none.', id: 'Id of a run.' }),
  nights: listOf(t, nightNoun, {
    description:
      'All runs. `nights(first: 1, filter: { day: { equals: { date } } })` is the newest run of a day.',
    args: nightArgs,
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
    night: changed(t, nightNoun, made => made.nightId),
  }),
})
