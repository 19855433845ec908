import SchemaBuilder, {
  type FieldNullability,
  type InputFieldMap,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import type { GraphQLResolveInfo } from 'graphql'
import { requireScope } from '../../src/domain/service/actor.ts'
import { AuthorizationError } from '../../src/domain/service/errors.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import type { Service } from '../../src/domain/service/service.ts'
import type { Language } from '../../src/domain/wording/language.ts'
import { say } from '../../src/domain/wording/say.ts'
import type { Loaders } from './loaders.ts'
import { type Needs, requiredScope } from './needs.ts'

/**
 * What every resolver gets. `mutations` counts the request's mutation fields for `Idempotency-Key`, and keeps the codes
 * of those that came to a user error. Texts for people are written in `language`.
 */
export interface GraphQLContext {
  service: Service
  idempotencyKey: string | null
  language: Language
  mutations: { count: number; codes: string[] }
  loaders: Loaders
}

declare global {
  export namespace PothosSchemaTypes {
    // The declaration repeats Pothos' own parameters, which interface merging demands.
    export interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** What the field reads of its parent's row besides a column that it exposes; `select.ts` makes one query of all. */
      needs?: Needs
    }
  }
}

export const builder = new SchemaBuilder<{
  Context: GraphQLContext
  AuthScopes: { scope: Scope; signedIn: boolean; anyone: boolean }
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: string; Output: number }
    Date: { Input: string; Output: number }
    Decimal: { Input: string; Output: string }
    BigInt: { Input: string; Output: bigint }
    JSON: { Input: unknown; Output: unknown }
  }
  DefaultFieldNullability: false
}>({
  plugins: [ScopeAuthPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ service: { actor } }) => ({
      scope: scope => actor.scopes.has(scope),
      signedIn: actor.kind !== 'ANONYMOUS',
      anyone: true,
    }),
    unauthorizedError: (_parent, { service }, info) => denied(service, info),
  },
  complexity: { defaultComplexity: 1, defaultListMultiplier: 1, disabled: true },
})

export type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never

/** What makes the fields of an input type, where several inputs share them. */
export type InputFields = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>

/** What makes the fields of an object type, where several types share them. */
export type ObjectFields<Row> = PothosSchemaTypes.ObjectFieldBuilder<Types, Row>

export type QueryFields = PothosSchemaTypes.QueryFieldBuilder<Types, Types['Root']>

/** The reason in the words of `requireScope`, so that a field and a verb refuse alike. */
function denied(service: Service, info: GraphQLResolveInfo): Error {
  const scope = requiredScope(info.parentType.getFields()[info.fieldName]?.extensions)
  try {
    if (scope) requireScope(service.actor, scope)
  } catch (error) {
    if (error instanceof Error) return error
  }
  return new AuthorizationError('UNAUTHENTICATED', say('signIn'))
}

/** The values of an enum from those of a closed union: each says what it means. */
export const described = <Name extends string>(values: Record<Name, string>) =>
  Object.fromEntries(
    Object.entries<string>(values).map(([name, description]) => [name, { description }]),
    // Its keys are those of `values`, which `fromEntries` forgets.
  ) as Record<Name, { description: string }>

builder.queryType({
  description:
    'What can be asked. Every list is a connection, every id is opaque. A field that is refused is null, and ' +
    '`errors` says why; its neighbours are answered.',
})
builder.mutationType({
  description:
    'What can be changed. Every mutation answers a union: its payload, or an error that implements `UserError`; one ' +
    'that you lack the scope for is null, and `errors` says why. ' +
    'With an `Idempotency-Key` header the same payload is applied once, however often it is sent.',
})
