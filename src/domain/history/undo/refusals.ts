import type { Entity } from '../../changes/fields.ts'
import { entityOf } from '../../feed/entities.ts'
import type { Service } from '../../service/service.ts'
import type { HistoryEntry } from '../read-history.ts'
import { readUndoable, type UndoRefusal, undoOf } from './undoable.ts'

/** Whether a change can be taken back: what it is of, and why not. */
interface Judged extends Pick<HistoryEntry, 'entity' | 'recordId'> {
  refusal: UndoRefusal | null
}

/** Which of these changes the actor could take back, by their numbers. One round trip. */
export async function readUndoRefusals(
  service: Service,
  changes: readonly number[],
): Promise<ReadonlyMap<number, Judged>> {
  const rows = await readUndoable(service, changes)
  return new Map(
    rows.map(row => [
      row.id,
      {
        ...{ entity: entityOf[row.entity as Entity], recordId: row.entityId },
        refusal: undoOf(service, row).refusal,
      },
    ]),
  )
}

/** Why the change of an entry cannot be taken back at its record; a change of many rows is none of the record alone. */
export const refusalOf = ({ entity, recordId }: HistoryEntry, judged: Judged | null): UndoRefusal | null =>
  judged?.entity === entity && judged.recordId === recordId ? judged.refusal : 'FINAL'
