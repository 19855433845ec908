import { type Plugin, useEngine } from '@envelop/core'
import { RequestCache } from '@pothos/plugin-scope-auth'
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  type ValidationRule,
  validate,
} from 'graphql'
import { createYoga, type Plugin as YogaPlugin } from 'graphql-yoga'
import { schema } from '../../../schema/index.ts'
import type { GraphQLContext } from '../../../schema/kernel/builder.ts'
import { executeByPlan } from '../../../schema/kernel/execute/execute.ts'
import { newLoaders } from '../../../schema/kernel/loaders.ts'
import { missingScope } from '../../domain/service/actor.ts'
import { configOf } from '../../env.ts'
import { maskError, presentable, refused } from '../errors.ts'
import type { HttpContext } from '../http-env.ts'
import { isRefusal, limits, refuse } from '../limits.ts'
import { tooMuchAtOnce, workOfCallers } from '../work.ts'
import { documentCache, parseDocument } from './documents.ts'
import { costOf } from './guards.ts'
import { requestParser } from './request.ts'
import { badVariable, valuesRefusal, variableFault } from './variables.ts'

interface RequestContext {
  c: HttpContext
}

type FullContext = GraphQLContext & RequestContext

const variableLimits: YogaPlugin = {
  onParams({ params }) {
    const refusal = valuesRefusal(params.variables)
    if (refusal) throw refusal
  },
}

const introspectionScope = 'schema:introspect'

/** The rule's name tells the kept validations of those with the scope from those without. */
const IntrospectionScopeRule: ValidationRule = context => {
  let reported = false
  return {
    Field(node) {
      if (reported || (node.name.value !== '__schema' && node.name.value !== '__type')) return
      reported = true
      const { code, message } = missingScope(introspectionScope)
      context.reportError(new GraphQLError(message, { nodes: node, extensions: { code } }))
    },
  }
}

/** Whoever may not read the schema gets no part of it in an error's suggestions either. */
const introspectionLimit: Plugin<RequestContext> = {
  onValidate({ addValidationRule, setValidationFn, context }) {
    const hideSuggestions = !context.c.var.service.actor.scopes.has(introspectionScope)
    if (hideSuggestions) addValidationRule(IntrospectionScopeRule)
    const options = { hideSuggestions, maxErrors: limits.validationErrors }
    setValidationFn((ofSchema, document, rules) => validate(ofSchema, document, rules, options))
  },
}

/**
 * The one way out of every error, whoever made it: masked and in the log with the request at hand, no longer than
 * anybody reads, with the status that it says.
 */
const errorsOut: YogaPlugin<object, RequestContext> = {
  onResultProcess({ result, setResult, serverContext: { c } }) {
    if (!('errors' in result) || !result.errors?.length) return
    const errors = result.errors.map(error => presentable(maskError(error, c.var.requestId, c.var.log)))
    for (const { extensions } of errors) c.var.outcome.codes.push(String(extensions.code))
    const status = statusOf(errors, 'data' in result)
    const http = status === null ? {} : { http: { status } }
    setResult({ ...result, errors, extensions: { ...result.extensions, ...http } })
  },
}

/** Null where Yoga finds it by the media type that the client takes. */
function statusOf(errors: readonly GraphQLError[], begun: boolean): number | null {
  if (errors.some(isRefusal)) return 400
  if (begun) return null
  const has = (code: string) => errors.some(({ extensions }) => extensions.code === code)
  if (has('INTERNAL_SERVER_ERROR')) return 500
  return has('SERVICE_UNAVAILABLE') ? 503 : null
}

/** Runs what fits its types, costs no more than it may, and is not too much at once; says in each answer its cost. */
async function executeBounded(args: ExecutionArgs): Promise<ExecutionResult> {
  const context = args.contextValue as FullContext
  const { outcome, service } = context.c.var
  const operation = getOperationAST(args.document, args.operationName)
  if (operation) outcome.operation = nameOf(operation)
  const fault = operation && variableFault(args.schema, operation, args.variableValues ?? {})
  if (fault) return { errors: [fault] }

  let bound: number
  try {
    bound = costOf(args.document, {
      schema: args.schema,
      variables: args.variableValues ?? {},
      context,
      ...(args.operationName == null ? {} : { operationName: args.operationName }),
    })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { errors: [badVariable(error.message, error.nodes)] }
  }
  const extensions = { cost: { bound, limit: limits.cost } }
  if (bound > limits.cost) {
    const message = `The query may cost ${bound}; ${limits.cost} are allowed. Ask for less, or for smaller pages.`
    return { errors: [refuse('TOO_COSTLY', message)], extensions }
  }
  const end = workOfCallers.begin(service.actor.caller, bound, service.now)
  if (!end) {
    const http = { status: 429, headers: { 'retry-after': '1' } } as const
    return { errors: [refuse('TOO_MANY_REQUESTS', tooMuchAtOnce, http)], extensions }
  }
  try {
    const planned = configOf(context.c.env).queryPlans
      ? await executeByPlan({ ...args, contextValue: context })
      : null
    outcome.planned = planned !== null
    return { ...(planned ?? (await execute(args))), extensions }
  } finally {
    end()
    // Else it keeps all that the request made (docs/memory-of-the-night.md).
    RequestCache.clearForContext(context)
  }
}

const loggedName = 100

/** The operation as its document names it, else by the fields that it asks: names that GraphQL spells, not values. */
function nameOf({ operation, name, selectionSet }: OperationDefinitionNode): string {
  const fields = selectionSet.selections.flatMap(node => ('name' in node ? node.name.value : []))
  return `${operation} ${name?.value ?? fields.join(' ')}`.slice(0, loggedName)
}

/** A hundred documents of a usual size; a small part of what an isolate has. */
const keptDocuments = 3_000_000

function makeYoga() {
  return createYoga<RequestContext, GraphQLContext>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    cors: false,
    graphiql: false,
    // The Worker logs for itself.
    logging: false,
    context: ({ c }) => ({
      service: c.var.service,
      idempotencyKey: c.req.header('idempotency-key') ?? null,
      mutations: { count: 0, codes: c.var.outcome.codes },
      loaders: newLoaders(),
    }),
    // Yoga does not know the request when it masks.
    maskedErrors: false,
    // The route has a limit already, and a lower one.
    maxRequestBodySize: false,
    parserAndValidationCache: {
      documentCache: documentCache(keptDocuments),
      errorCache: { get: () => undefined, set: () => undefined },
    },
    plugins: [
      requestParser,
      variableLimits,
      useEngine({ parse: parseDocument, execute: executeBounded }),
      introspectionLimit,
      errorsOut,
    ],
  })
}

let yoga: ReturnType<typeof makeYoga> | null = null

const answerTypes = ['application/graphql-response+json', 'application/json', 'application/*', '*/*']

/** Whether a client takes one of the forms that answers have. Yoga would find out after it carried everything out. */
const takesAnswers = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept.split(',').some(range => {
    const [type = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    return answerTypes.includes(type) && !parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))
  })

/** `/graphql`: one Yoga per isolate, so that parsed and validated documents are kept. */
export async function graphql(c: HttpContext): Promise<Response> {
  const key = c.req.header('idempotency-key')
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    const message = 'An Idempotency-Key has 1 to 200 visible ASCII characters.'
    return refused(c, 400, { message, code: 'BAD_IDEMPOTENCY_KEY' })
  }
  if (!takesAnswers(c.req.header('accept'))) {
    const message = 'An answer is application/graphql-response+json or application/json: accept one of them.'
    return refused(c, 406, { message, code: 'NOT_ACCEPTABLE' })
  }
  yoga ??= makeYoga()
  // Of a context in two parts Yoga would make the first a prototype, which is kept (docs/memory-of-the-night.md).
  return yoga.fetch(c.req.raw, { c }, {})
}

/** A browser that opens the endpoint gets GraphiQL, where the settings offer it. */
export async function graphiqlForBrowsers(c: HttpContext, next: () => Promise<void>) {
  const browses = c.req.method === 'GET' && c.req.query('query') === undefined
  if (browses && c.req.header('accept')?.includes('text/html') && configOf(c.env).graphiql)
    return c.redirect('/graphiql')
  await next()
  return undefined
}
