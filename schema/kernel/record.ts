import { encodeId, type IdKind } from '../../src/lib/ids.ts'
import type { ObjectFields } from './builder.ts'

interface RecordRow {
  id: number
  synthetic: boolean
  createdAt: number
  updatedAt: number
  version: number
}

export const idField = (t: ObjectFields<Pick<RecordRow, 'id'>>, kind: IdKind) =>
  t.id({ description: 'Opaque id.', resolve: ({ id }) => encodeId(kind, id) })

export const syntheticField = (
  t: ObjectFields<Pick<RecordRow, 'synthetic'>>,
  description = 'True where it was made up for a demonstration.',
) => t.exposeBoolean('synthetic', { description })

export const versionField = (t: ObjectFields<Pick<RecordRow, 'version'>>, change = 'change') =>
  t.exposeInt('version', { description: `Grows with each ${change}; give it back as \`expectedVersion\`.` })

/** What a stored record tells of itself; `descriptions` where a noun has words of its own. */
export const recordFields = (
  t: ObjectFields<RecordRow>,
  kind: IdKind,
  descriptions: { synthetic?: string; createdAt?: string; updatedAt?: string } = {},
) => ({
  id: idField(t, kind),
  synthetic: syntheticField(t, descriptions.synthetic),
  createdAt: t.expose('createdAt', {
    type: 'DateTime',
    description: descriptions.createdAt ?? 'When it was first recorded here.',
  }),
  updatedAt: t.expose('updatedAt', {
    type: 'DateTime',
    description: descriptions.updatedAt ?? 'When it was last changed.',
  }),
  version: versionField(t),
})
