import type { InputRef, ObjectFieldsShape, ObjectRef, UnionRef } from '@pothos/core'
import type { Scope } from '../../src/domain/service/scopes.ts'
import { mutate, type Verb } from '../../src/domain/writes/mutate.ts'
import { builder, type GraphQLContext, type Types } from './builder.ts'
import { readAhead } from './changed.ts'
import { ExpectedError, errorTypes } from './errors.ts'

interface MutationOptions<Result extends object, Input extends object> {
  description: string
  /** Null where the verb says what it takes. */
  scope: Scope | null
  input: InputRef<Input>
  /** What it costs besides what every mutation does: where it computes over the customers, or sets off what does. */
  cost?: (input: Input) => number
  /** How many it stands for, where those are several: each costs what one does, and shows an answer of its own. */
  times?: (input: Input) => number
  /** Parses the input itself: what GraphQL let through is not yet known to be right. */
  verb: Verb<unknown, Result>
  /** What the payload lets the caller select, from what the verb returned. */
  payload: ObjectFieldsShape<Types, Result>
}

/** What a mutation answers: the union, and of it the payload. */
export interface Answered {
  result: UnionRef<Types, object>
  payload: ObjectRef<Types, object>
}

/**
 * A mutation field `name(input)`: runs the verb under the caller's `Idempotency-Key` and answers the union of
 * `<Name>Payload` and the user errors.
 */
export function mutation<Result extends object, Input extends object>(
  name: string,
  options: MutationOptions<Result, Input>,
): Answered {
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  const payload: ObjectRef<Types, object> = builder
    .objectRef<Result>(`${title}Payload`)
    .implement({ description: `What \`${name}\` did.`, fields: options.payload })
  const type: InputRef<object> = options.input
  const result = builder.unionType(`${title}Result`, {
    description: `What \`${name}\` came to.`,
    types: [payload, ...Object.values(errorTypes)],
    resolveType: value => (value instanceof ExpectedError ? errorTypes[value.code] : payload.name),
  })
  builder.mutationField(name, t =>
    t.field({
      type: result,
      nullable: true,
      description: options.description,
      authScopes: options.scope === null ? { signedIn: true } : { scope: options.scope },
      args: { input: t.arg({ type, required: true, description: 'All that it takes.' }) },
      // GraphQL has made the input by `options.input`, whose type is hidden above.
      complexity({ input }) {
        const times = options.times?.(input as Input) ?? 1
        return {
          field: 10 * times + entriesIn(input) + (options.cost?.(input as Input) ?? 0),
          multiplier: times,
        }
      },
      resolve: (_root, { input }, context, info) => {
        // What was read for an earlier one of the request is out of date, though a fragment shows it in both.
        context.loaders.ahead = new WeakMap()
        context.loaders.rows = new WeakMap()
        const ahead = readAhead(context, info, payload.name)
        return run(
          { ...context, service: { ...context.service, readAhead: ahead } },
          name,
          options.verb,
          input,
        )
      },
    }),
  )
  return { result, payload }
}

/** Entries of all lists in an input: each is at least one more thing to look up or to write. */
function entriesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner: number = Object.values(value).reduce((sum, one) => sum + entriesIn(one), 0)
  return Array.isArray(value) ? value.length + inner : inner
}

interface UpdateOptions<Patch> {
  /** What is updated, in words. */
  of: string
  patch: InputRef<Patch>
  /** What the version is of, where "the …" would be too long. */
  subject?: string
}

/** `{ id, expectedVersion, patch }`: which one, and what to change. */
export const updateInput = <Patch>(
  name: `${string}UpdateInput`,
  { of, patch, subject = `the ${of}` }: UpdateOptions<Patch>,
) =>
  builder.inputType(name, {
    description: `Which ${of}, and what to change.`,
    fields: t => ({
      id: t.id({ required: true, description: `The ${of}.` }),
      expectedVersion: t.int({ description: `Refuse when ${subject} is not at this version any more.` }),
      patch: t.field({ type: patch, required: true, description: 'The change.' }),
    }),
  })

async function run<Result extends object>(
  context: GraphQLContext,
  field: string,
  verb: Verb<unknown, Result>,
  given: object,
): Promise<object> {
  const position = context.mutations.count++
  // What stands in the document comes without a prototype, what a variable holds with it: verbs see no difference.
  const input = structuredClone(given)
  const request = { field, payload: input, key: context.idempotencyKey, position }
  const settled = await mutate(context.service, request, verb, input)
  if ('result' in settled) return settled.result
  context.mutations.codes.push(settled.error.code)
  return new ExpectedError(settled.error)
}
