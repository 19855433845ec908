import { type Query, useQuery } from '../../api/query.ts'
import type { CustomerFilter, FindCustomersQuery } from '../../api/types.ts'
import { FindCustomers } from './customers.graphql.ts'

/** Whether it may be a number, an e-mail or a key of another system; whatever else is typed is a name. */
export const mayBeContact = (text: string): boolean => /[\d@]/.test(text)

interface Found {
  /** Of whom the text is; null without one, and until it is known. */
  filter: CustomerFilter | null
  /** Whether it is known. */
  ready: boolean
  asked: Query<FindCustomersQuery>
}

/** Whom a text finds: by name as a condition, by anything else as a list of those who have it. */
export function useFound(text: string): Found {
  const looksUp = mayBeContact(text)
  const asked = useQuery(FindCustomers, { text }, { when: looksUp })
  if (text === '') return { filter: null, ready: true, asked }
  if (!looksUp) return { filter: { text }, ready: true, asked }
  const ids = asked.data?.search?.map(({ found }) => found) ?? []
  return {
    filter: ids.length > 0 ? { id: { in: ids } } : { text },
    ready: (asked.data !== null || asked.failure !== null) && !asked.loading,
    asked,
  }
}
