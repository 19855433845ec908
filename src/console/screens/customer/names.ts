import { useQuery } from '../../api/query.ts'
import type { ChangedFragment } from '../../api/types.ts'
import { RecordNames } from './customer.graphql.ts'

/** Records by id, as far as the reader may know them. */
export type Names = ReadonlyMap<string, string>

const named = /^(?:stf|reg|seg|cam|own|cmp|cst)_[0-9a-z]+$/

/** The API looks up so many at once. */
const atMost = 100

const isNamed = (value: unknown): value is string => typeof value === 'string' && named.test(value)

/** The ids in a trail that stand for somebody or something with a name, each once. */
export const idsIn = (entries: readonly Pick<ChangedFragment, 'fields'>[]): string[] =>
  [
    ...new Set(
      entries.flatMap(({ fields }) =>
        fields.flatMap(({ before, after }) => [before, after].flat().filter(isNamed)),
      ),
    ),
  ].slice(0, atMost)

/** The names of what a trail tells by id: asked once the trail is there. */
export function useNames(entries: readonly Pick<ChangedFragment, 'fields'>[]): Names {
  const ids = idsIn(entries)
  const { data } = useQuery(RecordNames, { ids }, { when: ids.length > 0 })
  return new Map((data?.nodes ?? []).flatMap(node => (node && 'name' in node ? [[node.id, node.name]] : [])))
}
