/** Asks the public interface, over HTTP or without it. */
export type Asking = <Data>(document: string, variables?: Record<string, unknown>) => Promise<Data>

const figuresQuery = `{
  modelFits { model state fittedOn parameters { name value } logLikelihood customers repeaters observations }
  rfmCells { asOf customers cells { name customers } scores { score recency frequency monetary } }
}`

interface Figures {
  modelFits: { model: string; fittedOn: string; logLikelihood: number; parameters: { value: number }[] }[]
  rfmCells: { customers: number; scores: Record<'recency' | 'frequency' | 'monetary', number>[] }
}

/** What is computed of all customers: the newest fit of each model, and how many have which scores. */
export async function readFigures(ask: Asking): Promise<Figures> {
  const { modelFits, rfmCells } = await ask<Figures>(figuresQuery)
  const models = new Set<string>()
  const newest = modelFits.filter(({ model }) => !models.has(model) && models.add(model))
  return { modelFits: newest, rfmCells }
}

const candidatesQuery = `query ($after: String) {
  customerDuplicates(first: 100, after: $after, filter: { state: { in: [OPEN] } }) {
    nodes { grounds first { id externalIds { externalId } } second { id externalIds { externalId } } }
    pageInfo { hasNextPage endCursor }
  }
}`

interface Candidate {
  id: string
  externalIds: { externalId: string }[]
}

interface Page {
  customerDuplicates: {
    nodes: { grounds: string[]; first: Candidate; second: Candidate }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

export interface Pair {
  grounds: string[]
  survivor: string
  merged: string
  /** What the two are called in the files. */
  numbers: string[]
}

/** All pairs who may be one, page by page. */
export async function candidatePages(ask: Asking): Promise<Pair[]> {
  const pairs: Pair[] = []
  let after: string | null = null
  for (;;) {
    const { customerDuplicates }: Page = await ask<Page>(candidatesQuery, { after })
    for (const { grounds, first, second } of customerDuplicates.nodes)
      pairs.push({
        grounds,
        survivor: first.id,
        merged: second.id,
        numbers: [first, second].map(({ externalIds }) => externalIds[0]?.externalId ?? ''),
      })
    if (!customerDuplicates.pageInfo.hasNextPage) return pairs
    after = customerDuplicates.pageInfo.endCursor
  }
}

const mergesMutation = `mutation ($inputs: [CustomerMergeInput!]!) {
  customersMerge(input: { inputs: $inputs }) {
    ... on CustomersMergePayload { results { __typename } }
    ... on UserError { message }
  }
}`

interface Merged {
  customersMerge: { results?: { __typename: string }[]; message?: string }
}

/** Pairs that one mutation takes. */
const atOnce = 250

/** Merges them in bulk. @returns how many were merged */
export async function mergeAll(ask: Asking, pairs: readonly Pair[]): Promise<number> {
  let merged = 0
  for (let from = 0; from < pairs.length; from += atOnce) {
    const inputs = pairs.slice(from, from + atOnce).map(({ survivor, merged }) => ({ survivor, merged }))
    const { customersMerge } = await ask<Merged>(mergesMutation, { inputs })
    if (!customersMerge.results) throw new Error(customersMerge.message)
    merged += customersMerge.results.filter(({ __typename }) => __typename === 'CustomerMergePayload').length
  }
  return merged
}
