import { type Plugin, useEngine } from '@envelop/core'
import {
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
import { costOf, limits, ShapeLimitsRule } from './guards.ts'

interface RequestContext {
  c: Context<HttpEnv>
}

type FullContext = GraphQLContext & RequestContext

/** Refuses a document by its size before a parser recurses into it. */
const tokenLimit: Plugin = {
  onParse({ setParseFn }) {
    setParseFn((source: string, options: object) => {
      try {
        return parse(source, { ...options, maxTokens: limits.tokens })
      } catch (error) {
        if (!(error instanceof GraphQLError) || !error.message.includes('tokens')) throw error
        throw new GraphQLError(`The query has more than ${limits.tokens} tokens.`, {
          extensions: { code: 'TOO_LARGE', http: { status: 400 } },
        })
      }
    })
  },
}

const shapeLimits: Plugin<RequestContext> = {
  onValidate({ addValidationRule, context }) {
    addValidationRule(ShapeLimitsRule)
    if (!context.c.var.service.actor.scopes.has('schema:introspect'))
      addValidationRule(NoSchemaIntrospectionCustomRule)
  },
}

/** Refuses what may cost too much and says in each answer what it may have cost. */
const costLimit: YogaPlugin<FullContext> = {
  onExecute({ args, setResultAndStopExecution }) {
    let cost: number
    try {
      cost = costOf(args.document, {
        schema: args.schema,
        variables: args.variableValues ?? {},
        context: args.contextValue,
        ...(args.operationName == null ? {} : { operationName: args.operationName }),
      })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      setResultAndStopExecution({ errors: [error] })
      return
    }
    return {
      onExecuteDone({ result, setResult }) {
        if (Symbol.asyncIterator in result) return
        setResult({
          ...result,
          extensions: { ...result.extensions, cost: { bound: cost, limit: limits.cost } },
        })
      },
    }
  },
}

/** graphql-js' own executor, whose errors are masked with the request at hand. */
async function executeMasked(args: ExecutionArgs): Promise<ExecutionResult> {
  const result = await execute(args)
  if (!result.errors) return result
  const { c } = args.contextValue as RequestContext
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
    plugins: [tokenLimit, useEngine({ execute: executeMasked }), shapeLimits, costLimit],
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
  return yoga.fetch(c.req.raw, { c })
}

/** A browser that opens the endpoint gets GraphiQL, where the settings offer it. */
export async function graphiqlForBrowsers(c: Context<HttpEnv>, next: () => Promise<void>) {
  const browses = c.req.method === 'GET' && c.req.query('query') === undefined
  if (browses && c.req.header('accept')?.includes('text/html') && configOf(c.env).graphiql)
    return c.redirect('/graphiql')
  await next()
  return undefined
}
