import {
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { openDatabase } from '../../src/database/client.ts'
import { PersonalReads } from '../../src/domain/service/personal-reads.ts'
import type { Service } from '../../src/domain/service/service.ts'

/** Nobody gets as far as the database. */
export const withoutDatabase = (actor: Service['actor']): Service => ({
  actor,
  workspace: { currency: 'VND', decimals: 0, timeZone: 'Asia/Ho_Chi_Minh', phoneCountry: 'VN' },
  db: openDatabase({
    url: 'http://127.0.0.1:1/',
    // No outage, which would be tried again after a while.
    fetch: () => Promise.resolve(new Response('Nobody may ask.', { status: 400 })),
  }).session(),
  now: Date.UTC(2026, 2, 2),
  today: 20_514,
  newId: () => 1,
  requestId: 'request:test',
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  keys: 'test',
  personal: new PersonalReads(),
  tombstoneSecret: null,
  idempotency: null,
  gathering: null,
  undoes: null,
  readAhead: null,
  goOn: null,
  webhooks: null,
  startNight: () => Promise.reject(new Error('A night was started.')),
})

export const codeOf = (error: { originalError?: Error | null | undefined } | undefined) =>
  (error?.originalError as { code?: unknown } | null | undefined)?.code

/** The smallest value that a type takes, as a literal. */
export function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType)
  if (isListType(type)) return `[${literal(type.ofType)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields())
    const needed = fields.filter(field => isNonNullType(field.type) && field.defaultValue === undefined)
    const given = type.isOneOf
      ? fields.filter(field => getNamedType(field.type) !== type).slice(0, 1)
      : needed
    return `{${given.map(field => `${field.name}: ${literal(field.type)}`).join(', ')}}`
  }
  const samples: Record<string, string> = {
    Int: '1',
    Float: '1',
    Boolean: 'true',
    Date: '"2026-01-01"',
    DateTime: '"2026-01-01T00:00:00Z"',
  }
  return samples[type.name] ?? '"1"'
}
