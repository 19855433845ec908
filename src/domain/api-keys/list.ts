import { ascending, type PageSource } from '../page.ts'

/** All keys, revoked ones too, for whoever may read keys. */
export const apiKeyList: PageSource<undefined, 'CREATED_AT'> = {
  table: 'apiKeys',
  orderings: { CREATED_AT: [ascending('createdAt'), ascending('id')] },
  defaultOrdering: 'CREATED_AT',
  filterScopes: {},
  where: () => undefined,
}
