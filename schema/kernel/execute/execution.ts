import { type GraphQLResolveInfo, getArgumentValues } from 'graphql'
import type { GraphQLContext } from '../builder.ts'
import { type FieldPlan, isPromise, type Plan, type Prepared } from './plan.ts'

type Answer = Record<string, unknown>

/** What root fields belong to. */
const root = undefined

/** A plan at work for one request: what resolvers get, once for all objects of a field, and what is still awaited. */
export class Execution {
  readonly #prepared: Prepared
  readonly #context: GraphQLContext
  /** By the index of the field. */
  readonly #args: Record<string, unknown>[]
  readonly #infos: GraphQLResolveInfo[]
  readonly #awaited: Promise<void>[] = []
  #fault: { error: unknown } | null = null

  constructor(plan: Plan, prepared: Prepared, context: GraphQLContext) {
    this.#prepared = prepared
    this.#context = context
    this.#args = new Array(plan.size)
    this.#infos = new Array(plan.size)
  }

  /**
   * @returns the data of the answer
   * @throws whatever a resolver throws, and Unplanned: graphql-js then says what comes of it
   */
  async run(plan: Plan): Promise<Answer> {
    const data = plan.complete(root, this)
    // What is completed late may wait for more.
    for (let at = 0; at < this.#awaited.length; at++) await this.#awaited[at]
    if (this.#fault) throw this.#fault.error
    return data
  }

  /** One object: its fields in their order, those that are awaited filled in when they come. */
  object(fields: readonly FieldPlan[], source: unknown): Answer {
    const answer: Answer = {}
    for (const field of fields) {
      const found: unknown = field.resolve(source, this.#argsOf(field), this.#context, this.#infoOf(field))
      // Of several, graphql-js might hear of their errors in another order than by itself.
      if (source === root && fields.length === 1 && field.nodes[0])
        this.#context.loaders.roots.set(field.nodes[0], found)
      if (isPromise(found)) {
        answer[field.responseName] = null
        this.#awaited.push(this.#fillIn(answer, field, found))
      } else {
        answer[field.responseName] = field.complete(found, this)
      }
    }
    return answer
  }

  /** Never rejects: the others are awaited all the same. */
  async #fillIn(answer: Answer, field: FieldPlan, found: PromiseLike<unknown>): Promise<void> {
    try {
      answer[field.responseName] = field.complete(await found, this)
    } catch (error) {
      this.#fault ??= { error }
    }
  }

  #argsOf({ index, field, nodes: [node] }: FieldPlan): Record<string, unknown> {
    const known = this.#args[index]
    if (known || !node) return known ?? {}
    const args = getArgumentValues(field, node, this.#prepared.variableValues)
    this.#args[index] = args
    return args
  }

  #infoOf({ index, field, nodes, parentType, responseName }: FieldPlan): GraphQLResolveInfo {
    const known = this.#infos[index]
    if (known) return known
    const { schema, fragments, operation, variableValues } = this.#prepared
    const info: GraphQLResolveInfo = {
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType,
      // One for all objects of the field: no resolver asks where in a list it stands.
      path: { prev: undefined, key: responseName, typename: parentType.name },
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues,
    }
    this.#infos[index] = info
    return info
  }
}
