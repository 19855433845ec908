import { defaultFieldResolver, type GraphQLField, type GraphQLFieldResolver } from 'graphql'
import type { PageSource } from '../../src/domain/lists/page.ts'
import type { Scope } from '../../src/domain/service/scopes.ts'
import type { GraphQLContext } from './builder.ts'

/** What one field reads of its parent's row; a field that says nothing reads the column that it exposes. */
export interface Needs {
  /** Columns of the parent's table. */
  columns?: readonly string[]
  /** The field's object is made of the parent's own row. */
  embedded?: true
  /** A relation of the parent's table: one row, or a list that cannot grow long. */
  relation?: string
  /** With `relation` to one row: whose rows they are, where not everybody reaches each. */
  source?: PageSource
  /** With `relation`: all columns of its rows, which are few and small. */
  whole?: true
  /** With `relation`: these columns of its rows. */
  linkColumns?: readonly string[]
  /** With `relation` or `page`: the relation of the linking row that leads to the field's object. */
  through?: string
  /** A page of a to-many relation. */
  page?: RelationPage
}

export interface RelationPage {
  relation: string
  source: PageSource
}

/** What Pothos tells of a field. */
interface FieldExtensions {
  pothosOptions?: { authScopes?: { scope?: Scope; signedIn?: boolean }; needs?: Needs }
  /** The resolver without what plugins put around it. */
  pothosOriginalResolve?: GraphQLFieldResolver<unknown, GraphQLContext>
  /** The property that `t.expose…` shows. */
  pothosExposedField?: string
}

const extensionsOf = (extensions: Readonly<Record<string, unknown>> | undefined): FieldExtensions =>
  extensions ?? {}

/** The scope that a field's rule names, if it names one. */
export function requiredScope(extensions: Readonly<Record<string, unknown>> | undefined): Scope | undefined {
  return extensionsOf(extensions).pothosOptions?.authScopes?.scope
}

/** The resolver of a field for whoever is known to hold the scope that its rule names. */
export function resolverBehindScope({
  resolve,
  extensions,
}: GraphQLField<unknown, GraphQLContext>): GraphQLFieldResolver<unknown, GraphQLContext> {
  const { pothosOptions, pothosOriginalResolve } = extensionsOf(extensions)
  const { scope: _, ...others } = pothosOptions?.authScopes ?? {}
  const behind = Object.keys(others).length === 0 ? pothosOriginalResolve : resolve
  return behind ?? resolve ?? defaultFieldResolver
}

/** What a field reads of its parent's row: what it says, else the column that it exposes. */
export function neededBy(extensions: Readonly<Record<string, unknown>> | undefined): Needs | undefined {
  const { pothosOptions, pothosExposedField } = extensionsOf(extensions)
  return pothosOptions?.needs ?? (pothosExposedField ? { columns: [pothosExposedField] } : undefined)
}
