import type { DocumentNode, ExecutionResult } from 'graphql'
import type { GraphQLParams } from 'graphql-yoga'
import { schema } from '../../../schema/index.ts'
import { executeByPlan } from '../../../schema/kernel/execute/execute.ts'
import { configOf } from '../../env.ts'
import { boundedCache } from '../../lib/bounded-cache.ts'
import type { HttpContext } from '../http-env.ts'
import { contextOf, executeBounded, type RequestArgs } from './bounded.ts'
import { documents } from './documents.ts'
import { valuesRefusal } from './variables.ts'

/** Runs a query by its plan, where the settings let it; the request's line in the log says whether it did. */
export async function runByPlan(args: RequestArgs): Promise<ExecutionResult | null> {
  const { c } = args.contextValue
  const result = configOf(c.env).queryPlans ? await executeByPlan(args) : null
  c.var.outcome.planned = result !== null
  return result
}

/** Whoever may not read the schema is told nothing of it, and no document of theirs may ask for it. */
export const readsSchema = ({ var: { service } }: HttpContext) =>
  service.actor.scopes.has('schema:introspect')

/** By whether they were validated for who may read the schema: for all others there is a rule more. */
const valid = { true: new WeakSet<DocumentNode>(), false: new WeakSet<DocumentNode>() }

/** Lets the next request with this document, which was validated, do without Yoga. */
export function rememberValid(c: HttpContext, document: DocumentNode): void {
  valid[`${readsSchema(c)}`].add(document)
}

/** What Yoga made of the media types that a client takes: a few hundred of them. */
const answerTypes = boundedCache<string>(50_000)

/** Lets the next request from a client that takes the same do without Yoga. */
export function rememberType(c: HttpContext, response: Response): void {
  const contentType = response.headers.get('content-type')
  if (response.status !== 200 || contentType === null) return
  const accept = c.req.header('accept') ?? ''
  answerTypes.set(accept, contentType, accept.length + contentType.length)
}

const isObjectOrNone = (value: unknown) =>
  value == null || (typeof value === 'object' && !Array.isArray(value))

const names = new Set(['query', 'operationName', 'variables', 'extensions'])

/**
 * The answer to a query whose document was answered before, without Yoga, whose way through plugins costs as much as a
 * small query. It is what Yoga would answer.
 * @returns null for whatever is not that usual: a new document, an odd parameter, an error
 */
export async function answerDirectly(c: HttpContext, params: GraphQLParams): Promise<Response | null> {
  const { query, operationName, variables } = params
  const contentType = answerTypes.get(c.req.header('accept') ?? '')
  if (contentType === undefined || typeof query !== 'string') return null
  if (!Object.keys(params).every(name => names.has(name))) return null
  if (operationName != null && typeof operationName !== 'string') return null
  if (!isObjectOrNone(variables) || !isObjectOrNone(params.extensions)) return null
  const document = documents.get(query)
  if (!document || !valid[`${readsSchema(c)}`].has(document) || valuesRefusal(variables)) return null
  const contextValue = contextOf(c)
  const args = { schema, document, operationName, variableValues: variables, contextValue }
  const result = await executeBounded<null>(args, runByPlan)
  if (!result || result.errors) return null
  return new Response(JSON.stringify(result), { headers: { 'content-type': contentType } })
}
