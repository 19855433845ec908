import * as z from 'zod'
import { fileReferences } from '../../database/tables/customers/profile.ts'
import { idOf, label } from '../input/fields.ts'
import { say } from '../wording/say.ts'
import { firstVersion } from '../writes/versions.ts'
import { partVerbs } from './part.ts'

const mediaType = label(127)
  .transform(type => type.toLowerCase())
  .pipe(z.string().regex(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/, say('notMediaType')))

function isPlainHttps(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, username, password } = new URL(value)
  return protocol === 'https:' && username === '' && password === ''
}

const url = label(2_000).refine(isPlainHttps, say('notFileAddress'))
const fields = { name: label(200), mediaType, url }

/** Where files about a customer lie: a name, a type and an address in the company's own store. */
export const fileReferenceVerbs = partVerbs({
  table: fileReferences,
  kind: 'fileReference',
  most: 200,
  said: z.strictObject({ customer: idOf('customer'), ...fields }),
  patch: z.strictObject(fields).partial(),
  read: ({ db }, where) => db.orm.select().from(fileReferences).where(where),
  made(service, key, { name, mediaType: type, url: address }) {
    const row = { ...key, name, mediaType: type, url: address, ...firstVersion(service) }
    return {
      statement: service.db.orm.insert(fileReferences).values(row),
      change: { action: 'file-reference.add', entityId: row.id, after: row },
    }
  },
  patched: (_service, change) => change,
  updated: (before, after) => ({ action: 'file-reference.update', entityId: before.id, before, after }),
  removed: before => ({ action: 'file-reference.remove', entityId: before.id, before }),
})
