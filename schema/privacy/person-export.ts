import { type PersonExport as Exported, exportPerson } from '../../src/domain/privacy/export-person.ts'
import { readPerson } from '../../src/domain/privacy/read-person.ts'
import { customerNoun } from '../customers/customer.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { mutation } from '../kernel/mutation.ts'

const PersonExport = builder.objectRef<Pick<Exported, 'ids' | 'mark'>>('PersonExport').implement({
  description: 'All that is kept of one person.',
  fields: t => ({
    document: t.field({
      type: 'JSON',
      nullable: true,
      description:
        "By table every row that is the person's own, the trail with the values that it keeps included: what `docs/privacy.md` says of it; `export` is the mark by which `exportByMark` finds this export. Ids, days and instants are written as elsewhere, amounts in minor units. Personal. Needs `customers:personal`.",
      authScopes: { scope: 'customers:personal' },
      resolve: async ({ ids, mark }, _args, { service }) => ({
        export: mark,
        ...(await readPerson(service, ids)),
      }),
    }),
    exportedAt: t.field({
      type: 'DateTime',
      description: 'When it was read.',
      resolve: (_of, _args, { service }) => service.now,
    }),
  }),
})

const PersonExportInput = builder.inputType('PersonExportInput', {
  description: 'Whose data.',
  fields: t => ({ customer: t.id({ required: true, description: 'Id of the customer.' }) }),
})

mutation('personExport', {
  description:
    'Answers all that is kept of one person, machine-readable, and tells the trail who took it. Needs `customers:personal` besides.',
  scope: 'privacy:export',
  input: PersonExportInput,
  cost: () => 1_000,
  verb: exportPerson,
  payload: t => ({
    export: t.field({
      type: PersonExport,
      description: 'What is kept.',
      resolve: made => made,
    }),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})
