import * as z from 'zod'
import type { Entity } from '../../changes/fields.ts'
import { decodePlace } from '../../feed/cursor.ts'
import { entityOf, type FeedEntity, idKindOf } from '../../feed/entities.ts'
import { told } from '../../feed/trail-sql.ts'
import { parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { conflict, notFound } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { readUndoable, undoOf } from './undoable.ts'

const schema = z.strictObject({ id: z.string().max(100, say('foreignCursor')) })

export interface UndoneChange {
  entity: FeedEntity
  recordId: number
}

/**
 * Takes one change of one record back: by the reverse verb, with the caller's own scopes and reach of now, and as a change
 * of its own that names it. Refused where what it touched was changed again since, and for what stays as it is: consent,
 * rights, keys, secrets, versions of policies, what many rows or a file changed. One round trip more than the verb.
 * @throws AuthorizationError for a scope that the reverse verb takes
 * @throws UserError `NOT_FOUND`, `CONFLICT` (`NEWER`, `FINAL`, `ERASED`), and what the reverse verb answers
 */
export async function undoChange(service: Service, input: unknown): Promise<UndoneChange> {
  if (service.actor.kind === 'ANONYMOUS') requireScope(service.actor, 'customers:read')
  const { id } = parse(schema, input)
  const { change, mark } = decodePlace(id, ['id'], say('notChange'))
  const [row] = await readUndoable(service, [change])
  if (!row || row.mark !== mark || row.told !== told.AS_IT_IS || row.entityId === null)
    throw notFound(['id'], 'change')
  const entity = entityOf[row.entity as Entity]
  const undo = undoOf(service, row)
  switch (undo.refusal) {
    case 'FINAL':
      throw conflict(['id'], say('changeFinal'), { reason: 'FINAL' })
    case 'ERASED':
      throw conflict(['id'], say('changeErased'), { reason: 'ERASED' })
    case 'NEWER':
    case 'UNDONE': {
      const kind = idKindOf[entity]
      const current = kind ? { kind, id: row.entityId } : null
      const saying = say(undo.refusal === 'UNDONE' ? 'changeUndone' : 'changedSince')
      throw conflict(['id'], saying, { reason: 'NEWER', current })
    }
    case 'FORBIDDEN':
      throw undo.error
  }
  const result = { entity, recordId: row.entityId }
  await undo.verb({ ...service, undoes: { change: id, result } }, undo.input)
  return result
}
