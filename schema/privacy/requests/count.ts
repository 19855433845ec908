import { countOpenRequests, type OpenRequests } from '../../../src/domain/privacy/requests/count.ts'
import { builder } from '../../kernel/builder.ts'

const Open = builder.objectRef<OpenRequests>('OpenPersonRequests').implement({
  description: 'How many requests of persons wait, and how many of them stand badly.',
  fields: t => ({
    count: t.exposeInt('count', { description: 'All that are open.' }),
    unacknowledged: t.exposeInt('unacknowledged', {
      description: 'Whose persons were not told yet that they came.',
    }),
    dueSoon: t.exposeInt('dueSoon', { description: 'With the clock `DUE_SOON`.' }),
    late: t.exposeInt('late', { description: 'With the clock `LATE`; must be 0.' }),
  }),
})

builder.queryField('openPersonRequests', t =>
  t.field({
    type: Open,
    nullable: true,
    description: 'How many requests of persons wait at this moment, and how many of them are late.',
    authScopes: { scope: 'privacy:read' },
    complexity: 100,
    resolve: (_root, _args, { service }) => countOpenRequests(service),
  }),
)
