import { readMetricsAsOf } from '../../src/domain/metrics/metrics-as-of.ts'
import type { Actor } from '../../src/domain/service/actor.ts'
import { staffList } from '../../src/domain/staff/list.ts'
import { builder } from '../kernel/builder.ts'
import { readById } from '../kernel/select.ts'
import { Reach } from './api-key.ts'
import { StaffMember, type StaffRow } from './staff.ts'

const CallerKind = builder.enumType('CallerKind', {
  description: 'What a caller signed in with.',
  values: {
    API_KEY: { description: 'An API key.' },
    TOKEN: { description: 'An access token of the identity provider.' },
  } as const,
})

const Viewer = builder.objectRef<Actor>('Viewer').implement({
  description: 'Who you are to this API.',
  fields: t => ({
    kind: t.field({
      type: CallerKind,
      description: 'What you signed in with.',
      resolve: ({ kind }) => (kind === 'TOKEN' ? 'TOKEN' : 'API_KEY'),
    }),
    name: t.exposeString('name', { description: 'Name of the key or of the staff member.' }),
    scopes: t.stringList({ description: 'What you may do.', resolve: actor => [...actor.scopes].toSorted() }),
    reach: t.expose('reach', { type: Reach, description: 'Which customers you see.' }),
    staff: t.field({
      type: StaffMember,
      nullable: true,
      description: 'The staff member you stand for; null when you stand for nobody.',
      authScopes: { scope: 'staff:read' },
      resolve: (actor, _args, context, info) =>
        actor.staffId === null ? null : readById<StaffRow>(context, info, staffList, actor.staffId),
    }),
  }),
})

const WorkspaceType = builder.objectRef<object>('Workspace').implement({
  description: 'What every fact is measured in; fixed by the first fact.',
  fields: t => ({
    currency: t.string({
      description: 'ISO 4217.',
      resolve: (_parent, _args, { service }) => service.workspace.currency,
    }),
    timeZone: t.string({
      description: 'The IANA zone whose calendar days count.',
      resolve: (_parent, _args, { service }) => service.workspace.timeZone,
    }),
    metricsAsOf: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The day up to which the nights computed what is stored of each customer. Null before the first night, and after an upgrade that stores more or something else until the night after it: as long `rfm`, `repeatBuying` and the reports can be null or lack customers.',
      authScopes: { scope: 'customers:read' },
      resolve: (_parent, _args, { service }) => readMetricsAsOf(service),
    }),
    today: t.field({
      type: 'Date',
      description: 'The calendar day there, now.',
      resolve: (_parent, _args, { service }) => service.today,
    }),
  }),
})

builder.queryFields(t => ({
  viewer: t.field({
    type: Viewer,
    description: 'Who you are.',
    authScopes: { signedIn: true },
    resolve: (_root, _args, { service }) => service.actor,
  }),
  workspace: t.field({
    type: WorkspaceType,
    description: 'What every fact is measured in.',
    authScopes: { signedIn: true },
    resolve: () => ({}),
  }),
}))
