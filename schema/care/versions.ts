import {
  type CareStandardVersion,
  mostVersions,
  readCareStandardVersions,
  usualVersions,
} from '../../src/domain/care-standards/versions.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { versionFields } from '../history/version-fields.ts'
import { staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { referenced } from '../kernel/noun.ts'
import { segmentNoun } from '../segments/segment.ts'
import { CareDeed, CareStandard, CareTrigger, tell } from './care-standard.ts'

const Version = builder.objectRef<CareStandardVersion>('CareStandardVersion').implement({
  description: 'What a care standard says, or said.',
  fields: t => ({
    ...versionFields(t, 'Counts them: 1 is what it said first, the newest is the `version` of the standard.'),
    name: t.exposeString('name', { description: tell.name }),
    segment: referenced(t, segmentNoun, ({ segmentId }) => segmentId, tell.segment),
    level: t.exposeInt('level', { nullable: true, description: tell.level }),
    deed: t.expose('deed', { type: CareDeed, description: tell.deed }),
    everyDays: t.exposeInt('everyDays', { nullable: true, description: tell.everyDays }),
    trigger: t.expose('trigger', { type: CareTrigger, nullable: true, description: tell.trigger }),
    withinDays: t.exposeInt('withinDays', { nullable: true, description: tell.withinDays }),
    channels: t.expose('channels', { type: [Channel], description: tell.channels }),
    staff: referenced(t, staffNoun, ({ staffId }) => staffId, tell.staff),
    careRole: t.exposeString('careRole', { nullable: true, description: tell.careRole }),
    minutes: t.exposeInt('minutes', { description: tell.minutes }),
    priority: t.exposeInt('priority', { description: tell.priority }),
    firstDay: t.expose('firstDay', { type: 'Date', description: tell.firstDay }),
    lastDay: t.expose('lastDay', { type: 'Date', nullable: true, description: tell.lastDay }),
  }),
})

builder.objectField(CareStandard, 'versions', t =>
  t.field({
    type: [Version],
    nullable: true,
    description: 'What it says and said, the newest, which is in force, first: as its history keeps it.',
    authScopes: { scope: 'follow-ups:read' },
    args: {
      first: t.arg.int({ description: `How many: 1 to ${mostVersions}; ${usualVersions} when not said.` }),
      before: t.arg.int({ description: 'Goes on below this version.' }),
    },
    complexity: ({ first }) => ({ field: 5, multiplier: first ?? usualVersions }),
    resolve: ({ id }, page, context) => perId(context, readCareStandardVersions, id, page),
  }),
)
