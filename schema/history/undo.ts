import { idKindOf } from '../../src/domain/feed/entities.ts'
import { undoChange } from '../../src/domain/history/undo/undo-change.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { ChangeEntity } from '../house/change-enums.ts'
import { builder } from '../kernel/builder.ts'
import { mutation } from '../kernel/mutation.ts'

mutation('changeUndo', {
  description:
    'Takes one change of one record back, by the mutation that does the reverse: with your own scopes and reach of now, under the rules of that mutation, and as a change of its own, whose history names this one. Refused with `NEWER` where a field that it touched was changed again since, with `ERASED` where a value is gone, and with `FINAL` for what stays: consent, restriction and erasure, keys, roles, secrets and who signs in as whom, versions of policies, creations, files and other changes of many rows (`staffOffboardUndo`, `customerUnmerge` and the undo of imports take those back).',
  scope: null,
  input: builder.inputType('ChangeUndoInput', {
    description: 'Which change to take back.',
    fields: t => ({
      id: t.string({ required: true, description: 'The change, as `change` of its history has it.' }),
    }),
  }),
  verb: undoChange,
  payload: t => ({
    entity: t.expose('entity', { type: ChangeEntity, description: 'What was changed back.' }),
    record: t.id({
      nullable: true,
      description: 'The id of the record: that which it had, also where it had been removed.',
      resolve: ({ entity, recordId }) => {
        const kind = idKindOf[entity]
        return kind ? encodeId(kind, recordId) : null
      },
    }),
  }),
})
