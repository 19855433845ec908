import { type Plugin, useEngine } from '@envelop/core'
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type ValidationRule,
  validate,
} from 'graphql'
import { createYoga, type Plugin as YogaPlugin } from 'graphql-yoga'
import { schema } from '../../../schema/index.ts'
import { missingScope } from '../../domain/service/actor.ts'
import { maskError, presentable, saidOnce } from '../errors.ts'
import { isRefusal, limits } from '../limits.ts'
import { contextOf, executeBounded, type RequestArgs, type RequestContext } from './bounded.ts'
import { readsSchema, rememberValid, runByPlan } from './direct.ts'
import { documents, parseDocument } from './documents.ts'
import { requestParser, type ServerContext } from './request.ts'
import { valuesRefusal } from './variables.ts'

/** A client that would send the hash of a query in its stead learns to send the query. */
const noPersistedQueries: YogaPlugin = {
  onParams({ params: { query, extensions } }) {
    if (query != null || !extensions?.persistedQuery) return
    throw new GraphQLError('PersistedQueryNotSupported', {
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { spec: true, status: 400 } },
    })
  },
}

const variableLimits: YogaPlugin = {
  onParams({ params }) {
    const refusal = valuesRefusal(params.variables)
    if (refusal) throw refusal
  },
}

/** The rule's name tells the kept validations of those with the scope from those without. */
const IntrospectionScopeRule: ValidationRule = context => {
  let reported = false
  return {
    Field(node) {
      if (reported || (node.name.value !== '__schema' && node.name.value !== '__type')) return
      reported = true
      const refusal = missingScope('schema:introspect')
      context.reportError(new GraphQLError(refusal.message, { nodes: node, originalError: refusal }))
    },
  }
}

/** Whoever may not read the schema gets no part of it in an error's suggestions either. */
const introspectionLimit: Plugin<RequestContext> = {
  onValidate({ params, addValidationRule, setValidationFn, context }) {
    const hideSuggestions = !readsSchema(context.c)
    if (hideSuggestions) addValidationRule(IntrospectionScopeRule)
    const options = { hideSuggestions, maxErrors: limits.validationErrors }
    setValidationFn((ofSchema, document, rules) => validate(ofSchema, document, rules, options))
    return ({ valid }) => {
      if (!valid) documents.forget(params.documentAST)
    }
  },
}

/**
 * The one way out of every error, whoever made it: masked and in the log with the request at hand, no longer than
 * anybody reads, once where many are alike, with the status that it says.
 */
const errorsOut: YogaPlugin<object, RequestContext> = {
  onResultProcess({ result, setResult, serverContext: { c } }) {
    if (!('errors' in result) || !result.errors?.length) return
    const shown = result.errors.map(error => presentable(maskError(error, c.var)))
    const errors = saidOnce(shown)
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

/** By a plan where there is one; what has been tried directly had none. */
async function executeQuery(args: RequestArgs): Promise<ExecutionResult> {
  rememberValid(args.contextValue.c, args.document)
  const planned = args.contextValue.c.var.outcome.planned === null ? await runByPlan(args) : null
  return planned ?? (await execute(args))
}

/** One per isolate, so that parsed and validated documents are kept. */
export function makeYoga() {
  return createYoga<ServerContext, RequestContext>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    cors: false,
    graphiql: false,
    // The Worker logs for itself.
    logging: false,
    context: ({ c }) => contextOf(c),
    // Yoga does not know the request when it masks.
    maskedErrors: false,
    // The route has a limit already, and a lower one.
    maxRequestBodySize: false,
    parserAndValidationCache: {
      documentCache: documents,
      errorCache: { get: () => undefined, set: () => undefined },
    },
    plugins: [
      requestParser,
      noPersistedQueries,
      variableLimits,
      useEngine({
        parse: parseDocument,
        execute: (args: ExecutionArgs) => executeBounded(args as RequestArgs, executeQuery),
      }),
      introspectionLimit,
      errorsOut,
    ],
  })
}
