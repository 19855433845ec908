import { readFileSync } from 'node:fs'
import type * as z from 'zod'
import { kindOf } from '../../src/http/parameters.ts'
import { addressOf, answerSchemas, idSchema, inputSchema, isSchema, type JsonSchema } from './json-schema.ts'
import { answers, type Operation, operations } from './operations.ts'

const headers: Readonly<Record<string, { description: string; schema: JsonSchema }>> = {
  'X-Request-Id': { description: 'Under which the log has the request.', schema: { type: 'string' } },
  'Content-Language': { description: 'Of what is said to people.', schema: { enum: ['en', 'vi'] } },
  RateLimit: {
    description: 'Points that are left (`r`), and seconds until all of them would be (`t`).',
    schema: { type: 'string', examples: ['"points";r=1771200;t=1'] },
  },
  'RateLimit-Policy': {
    description: "Points of the caller's budget (`q`), which refills within so many seconds (`w`).",
    schema: { type: 'string', examples: ['"points";q=1800000;w=60'] },
  },
  'Retry-After': { description: 'Seconds to wait for.', schema: { type: 'integer', minimum: 1 } },
  'WWW-Authenticate': { description: 'How to sign in.', schema: { const: 'Bearer' } },
  'Content-Disposition': { description: 'The name of the file.', schema: { type: 'string' } },
  Location: { description: 'Where it leads.', schema: { type: 'string' } },
}

const requestHeaders: Readonly<Record<string, { description: string; schema: JsonSchema }>> = {
  'Accept-Language': {
    description: 'The language of what is said to people: English or Vietnamese.',
    schema: { type: 'string' },
  },
  'Content-Encoding': {
    description: 'How the file is packed.',
    schema: { enum: ['gzip', 'identity'], default: 'identity' },
  },
}

const refOf = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` })
const refsOf = (names: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, refOf('headers', name)]))

const everywhere = ['X-Request-Id', 'Content-Language']
const ofCallers = ['RateLimit', 'RateLimit-Policy']
/** Of a status. */
const besides: Readonly<Record<string, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  409: ['Retry-After'],
  429: ['Retry-After'],
}

/** Anything at all is JSON in an address, a list stands with commas between. */
function parameter(name: string, type: z.core.$ZodType, schema: JsonSchema, required: boolean) {
  const kind = kindOf(type)
  return {
    ...{ name, in: 'query', required },
    ...(kind === 'array' && { style: 'form', explode: false }),
    ...(kind === 'unknown' ? { content: { 'application/json': { schema } } } : { schema }),
  }
}

function parametersOf({ parameters, told = {}, of, headers: named = [] }: Operation) {
  const { properties = {}, required = [] } = parameters ? inputSchema(parameters) : {}
  const inAddress = Object.entries(parameters?.shape ?? {}).map(([name, type]) =>
    parameter(name, type, merged(properties[name], told[name]), required.includes(name)),
  )
  return [
    ...(of === undefined ? [] : [{ name: 'id', in: 'path', required: true, schema: idSchema(of) }]),
    ...inAddress,
    ...['Accept-Language', ...named].map(name => refOf('parameters', name)),
  ]
}

/** What is known of a parameter besides its schema, laid into it. */
const merged = (schema: unknown, told: JsonSchema | undefined): JsonSchema =>
  isSchema(schema) ? { ...schema, ...told } : { ...told }

const contentOf = (content: Readonly<Record<string, JsonSchema>>) =>
  Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]))

/** The first error says why it is refused; others are of rows. */
const refusalOf = (base: JsonSchema, codes: readonly string[]): JsonSchema => ({
  allOf: [
    base,
    {
      properties: {
        errors: {
          prefixItems: [{ properties: { extensions: { properties: { code: { enum: [...codes] } } } } }],
        },
      },
    },
  ],
})

/** Refusals by their names: the codes that come with one status. */
type Refusals = Record<string, object>

function responsesOf({ answers, codes, refusal = 'Refusal', scopes }: Operation, refusals: Refusals) {
  const headersOf = (status: string) => [
    ...everywhere,
    ...(scopes === null || status === '401' ? [] : ofCallers),
    ...(besides[status] ?? []),
  ]
  const refused = Object.entries(codes).map(([status, named]) => {
    const name = [...(refusal === 'Refusal' ? [] : [refusal]), ...(scopes ? [] : ['Open']), ...named].join(
      '.',
    )
    refusals[name] = {
      description: named.map(code => `\`${code}\``).join(', '),
      headers: refsOf(headersOf(status)),
      content: contentOf({ 'application/json': refusalOf({ $ref: addressOf(refusal) }, named) }),
    }
    return [status, refOf('responses', name)]
  })
  const answered = Object.entries(answers).map(([status, { description, content, headers: own = [] }]) => [
    status,
    {
      description,
      headers: refsOf([...headersOf(status), ...own]),
      ...(content && { content: contentOf(content) }),
    },
  ])
  return Object.fromEntries([...answered, ...refused])
}

function operationOf(operation: Operation, refusals: Refusals) {
  const { operationId, summary, scopes, body } = operation
  const needs = scopes && scopes.length > 0 ? ` Takes ${scopes.map(scope => `\`${scope}\``).join(', ')}.` : ''
  return {
    operationId,
    summary,
    description: `${operation.description}${needs}`,
    ...(scopes === null && { security: [] }),
    parameters: parametersOf(operation),
    ...(body && { requestBody: { required: true, content: contentOf(body) } }),
    responses: responsesOf(operation, refusals),
  }
}

/** The routes as OpenAPI 3.1 describes them, of the schemas by which they read and answer. */
export function openApiDocument() {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const paths: Record<string, object> = {}
  const refusals: Refusals = {}
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method]: operationOf(operation, refusals) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version: String(version),
      description: 'What is not GraphQL. All else is asked at `/graphql`, which schema.graphql describes.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: answerSchemas(answers),
      responses: refusals,
      headers,
      parameters: Object.fromEntries(
        Object.entries(requestHeaders).map(([name, header]) => [name, { name, in: 'header', ...header }]),
      ),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, or an access token of the identity provider that is set up.',
        },
      },
    },
  }
}
