import type * as z from 'zod'
import { schema } from '../../schema/index.ts'
import { interactionOnce } from '../../src/domain/interactions/record-once.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import { exportKinds } from '../../src/http/export/kinds.ts'
import { markColumn } from '../../src/http/export/lines.ts'
import { exportParameters, mediaTypes } from '../../src/http/export.ts'
import { importKinds } from '../../src/http/import/kinds.ts'
import { fileFormats } from '../../src/http/import.ts'
import {
  healthAnswer,
  importAnswer,
  importRefusal,
  interactionAnswer,
  issueCode,
  refusal,
  undoAnswer,
} from '../../src/http/openapi/answers.ts'
import { noParameters } from '../../src/http/parameters.ts'
import type { IdKind } from '../../src/lib/ids.ts'
import { addressOf, described, idSchema, inputSchema, type JsonSchema } from './json-schema.ts'

/** What is answered, under the names by which the document tells it. */
export const answers = {
  IssueCode: issueCode,
  Refusal: refusal,
  ImportRefusal: importRefusal,
  ImportAnswer: importAnswer,
  UndoAnswer: undoAnswer,
  InteractionAnswer: interactionAnswer,
  HealthAnswer: healthAnswer,
}

type AnswerName = keyof typeof answers

/** The answers of a status, by media type. */
interface Answer {
  description: string
  content?: Readonly<Record<string, JsonSchema>>
  headers?: readonly string[]
}

/** What the document says of one route. */
export interface Operation {
  method: 'get' | 'post'
  /** As Hono has it. */
  path: string
  operationId: string
  summary: string
  description: string
  /** Null where no credential is needed. */
  scopes: readonly Scope[] | null
  /** Of what the address names one. */
  of?: IdKind
  parameters?: z.ZodObject
  /** What the parameters say besides their schema. */
  told?: Readonly<Record<string, JsonSchema>>
  headers?: readonly string[]
  body?: Readonly<Record<string, JsonSchema>>
  answers: Readonly<Record<number, Answer>>
  /** The codes with which it refuses, by status, and its refusal where that says more than others. */
  codes: Readonly<Record<number, readonly string[]>>
  refusal?: AnswerName
}

const json = (description: string, answer: AnswerName): Answer => ({
  description,
  content: { 'application/json': { $ref: addressOf(answer) } },
})

/** Lines of JSON, each of which is of a schema. */
const lines = (of: JsonSchema): JsonSchema => ({
  type: 'string',
  description: 'One JSON object a line.',
  contentMediaType: 'application/x-ndjson',
  contentSchema: of,
})

/** How each signed-in request may be refused. */
const signedIn = {
  400: ['BAD_REQUEST', 'INVALID_INPUT'],
  401: ['UNAUTHENTICATED'],
  403: ['FORBIDDEN', 'KEY_FROZEN'],
  404: ['NOT_FOUND'],
  429: ['TOO_MANY_REQUESTS', 'BUDGET_SPENT'],
  500: ['INTERNAL_SERVER_ERROR'],
  503: ['SERVICE_UNAVAILABLE'],
}

const capital = (text: string) => text.replace(/(?:^|\W+)(\w)/g, (_, letter: string) => letter.toUpperCase())

const imports = Object.entries(importKinds).map(([name, imported]): Operation => {
  const { scope, settings, columns, required } = imported
  const csv: JsonSchema = {
    type: 'string',
    description: `The first line names the columns: ${[...columns].join(', ')}.`,
  }
  const row: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries([...columns].map(column => [column, {}])),
    required: [...required],
  }
  return {
    method: 'post',
    path: `/v1/import/${name}`,
    operationId: `import${capital(name)}`,
    summary: `Takes in a file of ${name}.`,
    description:
      'Rows that cannot be stored are counted and named, the others are stored. The key reaches the whole workspace.',
    scopes: [scope],
    parameters: settings,
    headers: ['Content-Encoding'],
    body: Object.fromEntries(
      Object.entries(fileFormats).map(([type, format]) => [type, format === 'csv' ? csv : lines(row)]),
    ),
    answers: { 200: json('What became of the rows.', 'ImportAnswer') },
    codes: {
      ...signedIn,
      400: [...signedIn[400], 'CONFLICT'],
      413: ['TOO_LARGE'],
      415: ['UNSUPPORTED_MEDIA_TYPE'],
    },
    refusal: 'ImportRefusal',
  }
})

const exports = Object.entries(exportKinds).map(([name, { of, rows }]): Operation => {
  const { columns } = rows
  const row: JsonSchema = {
    type: 'object',
    properties: {
      id: idSchema(rows.kind),
      ...Object.fromEntries(
        Object.entries(columns).map(([column, { scopes }]) => [
          column,
          scopes.length === 0
            ? {}
            : { description: `Takes ${scopes.map(scope => `\`${scope}\``).join(', ')}.` },
        ]),
      ),
      [markColumn]: {
        type: 'string',
        description: 'In the first row alone: the change of the export, who took it, and when.',
      },
    },
    required: ['id'],
    // A preset has columns of its own.
    additionalProperties: rows.presets !== undefined,
  }
  return {
    method: 'get',
    path: `/v1/export/${name}`,
    operationId: `export${capital(name.replace(':id/', ''))}`,
    summary: `Gives ${name.replaceAll('/', ' ').replace(':id ', '')} as a file.`,
    description:
      'Rows within reach, in the order of their ids, page by page while they are taken. Without a format the header Accept says it.',
    scopes: rows.scopes,
    ...(of !== null && { of }),
    parameters: exportParameters,
    told: {
      columns: { items: { enum: ['id', ...Object.keys(columns)] } },
      after: idSchema(rows.kind),
    },
    answers: {
      200: {
        description:
          'The file. A whole one ends in an empty line, which is no row; one without it broke off, and is gone on with by `after`.',
        content: {
          [mediaTypes.ndjson]: lines(row),
          'text/csv': { type: 'string', description: 'With a header, unless it goes on behind `after`.' },
        },
        headers: ['Content-Disposition'],
      },
    },
    codes: signedIn,
  }
})

/** Every route but GraphQL's, whose contract is schema.graphql. */
export const operations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/interactions',
    operationId: 'recordInteraction',
    summary: 'Logs one interaction, once for its source and external id.',
    description:
      'Takes the input of the mutation `interactionRecord`. Whom nobody knows yet becomes a prospect. A customer named by e-mail or phone takes the scope `customers:personal` too.',
    scopes: ['interactions:write'],
    body: {
      'application/json': described(inputSchema(interactionOnce), schema.getType('InteractionRecordInput')),
    },
    answers: {
      200: json('It was recorded before.', 'InteractionAnswer'),
      201: json('It is recorded.', 'InteractionAnswer'),
    },
    codes: {
      ...signedIn,
      400: [...signedIn[400], 'LIMIT_EXCEEDED'],
      409: ['CONFLICT'],
      413: ['TOO_LARGE'],
      415: ['UNSUPPORTED_MEDIA_TYPE'],
    },
  },
  ...imports,
  {
    method: 'post',
    path: '/v1/import/:id/undo',
    operationId: 'undoImport',
    summary: 'Takes back what an import wrote, but for what people changed or need since.',
    description: 'Takes the scope of the import. Ask again while the state is `UNDOING`.',
    scopes: [],
    of: 'import',
    parameters: noParameters,
    answers: { 200: json('How far it came.', 'UndoAnswer') },
    codes: { ...signedIn, 400: [...signedIn[400], 'LIMIT_EXCEEDED'] },
  },
  ...exports,
  {
    method: 'get',
    path: '/health',
    operationId: 'health',
    summary: 'Says whether the database answers and has exactly our migrations.',
    description: 'Open to anyone.',
    scopes: null,
    answers: {
      200: json('All is well.', 'HealthAnswer'),
      503: json('It does not answer, or is of another version.', 'HealthAnswer'),
    },
    codes: { 400: ['BAD_REQUEST'] },
  },
  {
    method: 'get',
    path: '/v1/openapi.json',
    operationId: 'openApi',
    summary: 'This document.',
    description: 'Open to anyone.',
    scopes: null,
    answers: { 200: { description: 'OpenAPI 3.1.', content: { 'application/json': { type: 'object' } } } },
    codes: { 400: ['BAD_REQUEST'] },
  },
  {
    method: 'get',
    path: '/',
    operationId: 'home',
    summary: 'Leads a browser to the console where that is on, everybody else to GraphQL.',
    description: 'Open to anyone.',
    scopes: null,
    answers: { 302: { description: 'To `/console/` or `/graphql`.', headers: ['Location'] } },
    codes: { 400: ['BAD_REQUEST'] },
  },
]
