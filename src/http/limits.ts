import { GraphQLError } from 'graphql'

export const limits = {
  bodyBytes: 1_000_000,
  /** Characters of a document, its comments included. */
  documentLength: 100_000,
  tokens: 4_000,
  /** Brackets of all kinds within each other, of values and selections alike. */
  brackets: 100,
  depth: 12,
  aliases: 60,
  /** Characters of an alias, which stands in the answer as often as its field. */
  aliasLength: 100,
  /** One field asked again under one parent. */
  repeated: 30,
  /** Fields after expanding fragments. */
  fields: 1_500,
  /** Of one request. */
  cost: 20_000,
  /** Of all that one caller has under way in one isolate: as much as one request may, or hundreds of small ones. */
  costUnderWay: 20_000,
  /** A file that comes or goes, of its caller's points. */
  fileCost: 15_000,
  /** The same file while it does so, a part at a time, of what its caller may have under way. */
  fileUnderWay: 5_000,
  /** Of a webhook's query: each change asks it. */
  webhookCost: 2_000,
  /** What a mutation costs. */
  interactionCost: 10,
  /** Levels of lists and objects in the variables. */
  variableDepth: 40,
  /** Lists, objects and values in the variables. */
  variableValues: 10_000,
  /** Characters of an error's message. */
  messageLength: 400,
  /** What a document is told to be wrong in at most. */
  validationErrors: 10,
}

const refusals = ['TOO_LARGE', 'TOO_DEEP', 'TOO_MANY_ALIASES', 'TOO_REPETITIVE', 'TOO_COSTLY'] as const

/** For a request that is refused for what it asks, not for who asks. */
export const refuse = (code: (typeof refusals)[number], message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } })

export const isRefusal = ({ extensions }: GraphQLError) => refusals.some(code => code === extensions?.code)
