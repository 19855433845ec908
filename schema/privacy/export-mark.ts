import { exportByMark, type MarkedExport } from '../../src/domain/export/mark.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { builder } from '../kernel/builder.ts'

const MarkedExportType = builder.objectRef<MarkedExport>('MarkedExport').implement({
  description: 'An export as the trail keeps it: what left, for whom, and when.',
  fields: t => ({
    by: t.string({
      description: 'Who took it: the id of an API key, or `token:<issuer>|<subject>`.',
      resolve: ({ actor }) => publicCaller(actor),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it began.' }),
    of: t.exposeString('of', {
      description:
        'Which rows: `customers`, `segments/seg_…/members`, …; `customers/cus_…` of one person as a whole.',
    }),
    format: t.exposeString('format', { description: '`csv` or `ndjson`; `json` of `personExport`.' }),
    columns: t.exposeStringList('columns', { description: 'Which columns, besides the id.' }),
    filter: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Which of the rows, without what was asked of personal fields; null for all.',
      resolve: ({ filter }) => filter ?? null,
    }),
    source: t.string({
      nullable: true,
      description: 'The system whose keys it tells.',
      resolve: ({ source }) => source ?? null,
    }),
    after: t.string({
      nullable: true,
      description: 'The id behind which it went on, where an export before it had broken off.',
      resolve: ({ behind }) => behind ?? null,
    }),
  }),
})

builder.queryField('exportByMark', t =>
  t.field({
    type: MarkedExportType,
    nullable: true,
    description:
      'The export that a file came from, by the mark in the column `export` of its first row; null where none has it.',
    authScopes: { scope: 'personal-reads:read' },
    args: { mark: t.arg.string({ required: true, description: 'The mark, at least its first word.' }) },
    resolve: (_root, args, { service }) => exportByMark(service, args),
  }),
)
