import * as z from 'zod'
import { notes } from '../../database/tables/customers/profile.ts'
import { idOf, text } from '../input/fields.ts'
import { firstVersion } from '../writes/versions.ts'
import { partVerbs } from './part.ts'

const written = text(5_000)

/** What somebody wrote down of a customer; pinned ones come first. */
export const noteVerbs = partVerbs({
  table: notes,
  kind: 'note',
  most: 1_000,
  said: z.strictObject({ customer: idOf('customer'), text: written, pinned: z.boolean().nullish() }),
  patch: z.strictObject({ text: written, pinned: z.boolean() }).partial(),
  read: ({ db }, where) => db.orm.select().from(notes).where(where),
  made(service, key, said) {
    const row = {
      ...key,
      ...{ text: said.text, pinned: said.pinned ?? false, author: service.actor.caller },
      ...firstVersion(service),
    }
    return {
      statement: service.db.orm.insert(notes).values(row),
      change: { action: 'note.add', entityId: row.id, after: row },
    }
  },
  patched: (_service, change) => change,
  updated: (before, after) => ({ action: 'note.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'note.remove', entityId: before.id, before }),
})
