import { type Plugin, useEngine } from '@envelop/core'
import { RequestCache } from '@pothos/plugin-scope-auth'
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
} from 'graphql'
import { createYoga, type Plugin as YogaPlugin } from 'graphql-yoga'
import type { Context } from 'hono'
import type { GraphQLContext } from '../../schema/builder.ts'
import { schema } from '../../schema/index.ts'
import { newLoaders } from '../../schema/loaders.ts'
import { configOf } from '../env.ts'
import type { HttpEnv } from './context.ts'
import { maskError } from './errors.ts'
import { costOf, isRefusal, limits, refuse, shapeRefusal, tooDeep } from './guards.ts'

interface RequestContext {
  c: Context<HttpEnv>
}

type FullContext = GraphQLContext & RequestContext

/** Refuses a document by its size before a parser recurses into it, and by its shape before validation. */
const documentLimits: YogaPlugin = {
  onParams({ params }) {
    if (tooDeep(params.variables))
      throw refuse('TOO_DEEP', `The variables are nested deeper than ${limits.variableDepth} levels.`)
  },
  onParse({ setParseFn }) {
    setParseFn((source: string, options: object) => {
      const document = parseLimited(source, options)
      const refusal = shapeRefusal(document)
      if (refusal) throw refusal
      return document
    })
  },
  // Yoga would answer a document that does not parse with 200, where the client takes the older media type.
  onResultProcess({ result, setResult }) {
    if (!('errors' in result) || !result.errors?.some(isRefusal)) return
    setResult({ ...result, extensions: { ...result.extensions, http: { status: 400 } } })
  },
}

function parseLimited(source: string, options: object): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens: limits.tokens })
  } catch (error) {
    if (!(error instanceof GraphQLError) || !/more tha\w \d+ tokens/.test(error.message)) throw error
    throw refuse('TOO_LARGE', `The query has more than ${limits.tokens} tokens.`)
  }
}

/** Whoever may not read the schema gets no part of it in an error's suggestions either. */
const introspectionLimit: Plugin<RequestContext> = {
  onValidate({ addValidationRule, context }) {
    if (context.c.var.service.actor.scopes.has('schema:introspect')) return
    addValidationRule(NoSchemaIntrospectionCustomRule)
    return ({ result, setResult }) => setResult(result.map(withoutSuggestion))
  },
}

function withoutSuggestion(error: Error): GraphQLError {
  const message = error.message.replace(/ Did you mean .*\?$/s, '')
  const { nodes = null, extensions = {} } = error instanceof GraphQLError ? error : {}
  return new GraphQLError(message, { nodes, extensions })
}

/** Refuses what may cost too much, and says in each answer what it may have cost. */
const costLimit: YogaPlugin<FullContext> = {
  onExecute({ args, setResultAndStopExecution }) {
    let bound: number
    try {
      bound = costOf(args.document, {
        schema: args.schema,
        variables: args.variableValues ?? {},
        context: args.contextValue,
        ...(args.operationName == null ? {} : { operationName: args.operationName }),
      })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      setResultAndStopExecution({ errors: [badVariable(error)] })
      return
    }
    const extensions = { cost: { bound, limit: limits.cost } }
    if (bound > limits.cost) {
      const message = `The query may cost ${bound}; ${limits.cost} are allowed. Ask for less, or for smaller pages.`
      setResultAndStopExecution({ errors: [refuse('TOO_COSTLY', message)], extensions })
      return
    }
    return {
      onExecuteDone({ result, setResult }) {
        if (Symbol.asyncIterator in result) return
        setResult({ ...result, extensions: { ...result.extensions, ...extensions } })
      },
    }
  },
}

/** A variable that does not fit its type. `spec`: 400 only for who asks for the newer media type. */
const badVariable = (error: GraphQLError) =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', http: { spec: true, status: 400 } },
  })

/**
 * graphql-js' own executor, whose errors are masked with the request at hand. The scopes that were looked at refer
 * to the context that they are kept for: minor garbage collections would keep both, and all that a request made.
 */
async function executeMasked(args: ExecutionArgs): Promise<ExecutionResult> {
  const context = args.contextValue as RequestContext
  const result = await execute(args)
  RequestCache.clearForContext(context)
  if (!result.errors) return result
  const { c } = context
  return { ...result, errors: result.errors.map(error => maskError(error, c.var.requestId, c.var.log)) }
}

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
      mutations: { count: 0 },
      loaders: newLoaders(),
    }),
    maskedErrors: { isDev: false },
    // The route has a limit already, and a lower one.
    maxRequestBodySize: false,
    plugins: [documentLimits, useEngine({ execute: executeMasked }), introspectionLimit, costLimit],
  })
}

let yoga: ReturnType<typeof makeYoga> | null = null

/** `/graphql`: one Yoga per isolate, so that parsed and validated documents are kept. */
export async function graphql(c: Context<HttpEnv>): Promise<Response> {
  const key = c.req.header('idempotency-key')
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    const message = 'An Idempotency-Key has 1 to 200 visible ASCII characters.'
    return c.json({ errors: [{ message, extensions: { code: 'BAD_IDEMPOTENCY_KEY' } }] }, 400)
  }
  yoga ??= makeYoga()
  // Of a context in two parts Yoga makes a copy. A single one becomes the prototype of an object, and V8 keeps
  // prototypes, with all that they refer to, until a major garbage collection.
  return yoga.fetch(c.req.raw, { c }, {})
}

/** A browser that opens the endpoint gets GraphiQL, where the settings offer it. */
export async function graphiqlForBrowsers(c: Context<HttpEnv>, next: () => Promise<void>) {
  const browses = c.req.method === 'GET' && c.req.query('query') === undefined
  if (browses && c.req.header('accept')?.includes('text/html') && configOf(c.env).graphiql)
    return c.redirect('/graphiql')
  await next()
  return undefined
}
