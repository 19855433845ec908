import { useQuery } from '../../api/query.ts'
import { RecordNames } from './customer.graphql.ts'
import { idsIn, type Names, type Trail } from './trail.ts'

/** The names of what a trail tells by id, as far as the reader may know them: asked once the trail is there. */
export function useNames(trail: Trail): Names {
  const ids = idsIn(trail)
  const { data } = useQuery(RecordNames, { ids }, { when: ids.length > 0 })
  return new Map((data?.nodes ?? []).flatMap(node => (node && 'name' in node ? [[node.id, node.name]] : [])))
}
