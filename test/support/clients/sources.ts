// What programmers of front ends write against what their generators make of the schema.

/** Uses what the client preset makes. */
export const codegenUse = `
import { graphql, useFragment } from './index'
import { type PeopleQuery, type PeopleQueryVariables, PersonCardFragmentDoc, type RenameMutation } from './graphql'

export const variables: PeopleQueryVariables = { first: 2, filter: { lifecycle: { in: ['LOYAL'] } } }
// @ts-expect-error there is no such stage
export const wrong: PeopleQueryVariables = { first: 2, filter: { lifecycle: { in: ['GONE'] } } }

export const namesOf = ({ customers }: PeopleQuery): (string | null)[] =>
  (customers?.nodes ?? []).map(node => useFragment(PersonCardFragmentDoc, node).name)

export function versionOf({ customerUpdate }: RenameMutation): number | string | undefined {
  if (customerUpdate?.__typename === 'CustomerUpdatePayload') return customerUpdate.customer?.version
  if (customerUpdate?.__typename === 'ConflictError') return customerUpdate.reason ?? customerUpdate.code
  return customerUpdate?.code
}

export const documents = [graphql]
`

/** Uses what gql.tada makes: types follow from the text of a document. */
export const tadaUse = `
import { initGraphQLTada, type ResultOf, type VariablesOf } from 'gql.tada'
import type { introspection } from './graphql-env'

const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: { DateTime: string; Date: string; Decimal: string; BigInt: string; JSON: unknown }
}>()

const card = graphql('fragment Card on Customer @_unmask { name lifecycle }')
const person = graphql('query ($id: ID!) { node(id: $id) { __typename ...Card } }', [card])
const rename = graphql(\`mutation ($input: CustomerUpdateInput!) { customerUpdate(input: $input) {
  __typename
  ... on CustomerUpdatePayload { customer { version } }
  ... on UserError { code message }
} }\`)

export const variables: VariablesOf<typeof rename> = { input: { id: 'cus_1', patch: { name: null } } }
// @ts-expect-error a patch is an object
export const wrong: VariablesOf<typeof rename> = { input: { id: 'cus_1', patch: 'Lan' } }

export const nameOf = ({ node }: ResultOf<typeof person>): string | null =>
  node?.__typename === 'Customer' ? node.name : null

export function versionOf({ customerUpdate }: ResultOf<typeof rename>): number | string | undefined {
  if (customerUpdate?.__typename === 'CustomerUpdatePayload') return customerUpdate.customer?.version
  return customerUpdate?.code
}
`

/** A module of a Relay client: a list that grows, an object that is read again, a mutation. */
export const relayModule = `
import { graphql } from 'relay-runtime'

export const card = graphql\`
  fragment People_card on Customer { id name lifecycle }
\`

export const list = graphql\`
  fragment People_list on Query
  @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" })
  @refetchable(queryName: "PeoplePageQuery") {
    customers(first: $first, after: $after) @connection(key: "People_customers") {
      edges { node { ...People_card } }
    }
  }
\`

export const people = graphql\`
  query PeopleQuery($first: Int!, $after: String) {
    ...People_list @arguments(first: $first, after: $after)
  }
\`

export const one = graphql\`
  fragment People_one on Customer @refetchable(queryName: "PeopleOneQuery") {
    interactions(first: 3) { edges { node { id kind occurredAt } } }
  }
\`

export const rename = graphql\`
  mutation PeopleRenameMutation($input: CustomerUpdateInput!) {
    customerUpdate(input: $input) {
      __typename
      ... on CustomerUpdatePayload { customer { ...People_card version } }
      ... on UserError { code message issues { path message } }
    }
  }
\`
`
