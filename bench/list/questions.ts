/** The list, in the words of each side, and what its answers say of the rows. */
export interface Words {
  query: string
  variables: object
  rows(answer: string): Row[]
}

type Row = [name: string, netSpend: string, interactions: [subject: string, amount: string | null][]]

const variables = { customers: 50, interactions: 10 }

interface OurAnswer {
  data: {
    customers: {
      nodes: {
        name: string
        metrics: { netSpend: { minor: string } }
        interactions: { nodes: { subject: string; amount: { minor: string } | null }[] }
      }[]
    }
  }
}

export const ours: Words = {
  variables,
  query: `query List($customers: Int!, $interactions: Int!) {
  customers(first: $customers, orderBy: { field: NET_SPEND }) {
    nodes {
      id kind name email lifecycle
      region { id name }
      owner { id name }
      metrics { lastPurchaseOn purchaseDays netSpend { minor } }
      interactions(first: $interactions, orderBy: { field: OCCURRED_AT, direction: DESC }) {
        nodes { id kind channel occurredAt subject amount { minor } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  rows(answer) {
    const { data }: OurAnswer = JSON.parse(answer)
    return data.customers.nodes.map(({ name, metrics, interactions }) => [
      name,
      metrics.netSpend.minor,
      interactions.nodes.map(({ subject, amount }) => [subject, amount?.minor ?? null]),
    ])
  },
}

interface GeneratedCustomer<Interactions> {
  name: string
  netSpend: string
  interactions: Interactions
}

type GeneratedInteractions = { subject: string; amount: string | null }[]

const amounts = (interactions: GeneratedInteractions) =>
  interactions.map(({ subject, amount }): Row[2][number] => [subject, amount])

/** It has no cursors and no order by more than the named columns; otherwise it asks for the same. */
export const drizzleGraphql: Words = {
  variables,
  query: `query List($customers: Int!, $interactions: Int!) {
  customers(limit: $customers, orderBy: {
    netSpend: { direction: desc, priority: 2 }, id: { direction: desc, priority: 1 }
  }) {
    id kind name email lifecycle
    region { id name }
    owner { id name }
    lastPurchaseOn purchaseDays netSpend
    interactions(limit: $interactions, orderBy: {
      occurredAt: { direction: desc, priority: 2 }, id: { direction: desc, priority: 1 }
    }) {
      id kind channel occurredAt subject amount
    }
  }
}`,
  rows(answer) {
    const { data }: { data: { customers: GeneratedCustomer<GeneratedInteractions>[] } } = JSON.parse(answer)
    return data.customers.map(({ name, netSpend, interactions }) => [name, netSpend, amounts(interactions)])
  },
}

export const postgraphile: Words = {
  variables,
  query: `query List($customers: Int!, $interactions: Int!) {
  allCustomers(first: $customers, orderBy: [NET_SPEND_DESC, ROW_ID_DESC]) {
    nodes {
      rowId kind name email lifecycle
      region: regionByRegionId { rowId name }
      owner: staffMemberByOwnerId { rowId name }
      lastPurchaseOn purchaseDays netSpend
      interactions: interactionsByCustomerId(first: $interactions, orderBy: [OCCURRED_AT_DESC, ROW_ID_DESC]) {
        nodes { rowId kind channel occurredAt subject amount }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  rows(answer) {
    const {
      data,
    }: { data: { allCustomers: { nodes: GeneratedCustomer<{ nodes: GeneratedInteractions }>[] } } } =
      JSON.parse(answer)
    return data.allCustomers.nodes.map(({ name, netSpend, interactions }) => [
      name,
      netSpend,
      amounts(interactions.nodes),
    ])
  },
}

/** What is next to nothing but the way there and back. */
export const viewer = '{ viewer { name } }'
