import {
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLUnionType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { schema } from '../../schema/index.ts'

type Input = Record<string, unknown>

export type Path = (string | number)[]

const fields = () => schema.getMutationType()?.getFields() ?? {}

/** The input type of a mutation. */
export const inputTypeOf = (name: string) => {
  const argument = fields()[name]?.args[0]
  if (!argument) throw new Error(`There is no mutation "${name}".`)
  return argument.type
}

/** A document that runs one mutation on `$input` and selects all that its payload says, and any error. */
export function documentOf(name: string): string {
  const union = getNamedType(fields()[name]?.type)
  if (!isUnionType(union)) throw new Error(`"${name}" answers no union.`)
  return `mutation ($input: ${inputTypeOf(name)}) { ${name}(input: $input) { ${selectionOf(union)} } }`
}

/** The same with the input in the document. */
export function documentWith(name: string, input: Input): string {
  const [, rest = ''] = documentOf(name).split(/^mutation \(\$input: \w+!\) /)
  return `mutation ${rest.replace('$input', () => literalOf(input, inputTypeOf(name)))}`
}

function literalOf(value: unknown, type: GraphQLInputType | undefined): string {
  const named = getNamedType(type)
  if (Array.isArray(value)) return `[${value.map(item => literalOf(item, type)).join(' ')}]`
  if (typeof value !== 'object' || value === null)
    return isEnumType(named) ? `${value}` : JSON.stringify(value)
  const fields = isInputObjectType(named) ? named.getFields() : {}
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return `{ ${entries.map(([key, entry]) => `${key}: ${literalOf(entry, fields[key]?.type)}`).join(' ')} }`
}

function selectionOf(union: GraphQLUnionType): string {
  const payload = union.getTypes().find(type => type.name.endsWith('Payload'))
  const selected = Object.values(payload?.getFields() ?? {}).map(field => {
    const type = getNamedType(field.type)
    if (isLeafType(type)) return field.name
    if (isUnionType(type)) return `${field.name} { ${selectionOf(type)} }`
    return `${field.name} { ${isObjectType(type) && type.getFields().id ? 'id' : '__typename'} }`
  })
  return `__typename ... on ${payload?.name} { ${selected.join(' ')} }
    ... on UserError { code message issues { path message } }
    ... on ConflictError { reason other }`
}

/** The way to a value of an input, from `patch.regions.0`; the input itself from the empty text. */
export const pathOf = (text: string): Path =>
  text === '' ? [] : text.split('.').map(step => (/^\d+$/.test(step) ? Number(step) : step))

export const valueAt = (input: unknown, path: Path): unknown =>
  path.reduce(
    (value: unknown, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    input,
  )

/** The input with one value changed, whatever was there. */
export function withValue(input: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value
  if (typeof first === 'number') {
    const list = Array.isArray(input) ? [...input] : []
    list[first] = withValue(list[first], rest, value)
    return list
  }
  return {
    ...(input as Input | undefined),
    [first]: withValue((input as Input | undefined)?.[first], rest, value),
  }
}

const bare = (type: GraphQLInputType): GraphQLInputType => (isNonNullType(type) ? bare(type.ofType) : type)

/** All leaves of an input type, with the type of each. */
export function leaves(type: GraphQLInputType, path: Path = [], seen: string[] = []): [Path, string][] {
  const inner = bare(type)
  if (isListType(inner)) return leaves(inner.ofType, [...path, 0], seen)
  if (!isInputObjectType(inner)) return [[path, isEnumType(inner) ? 'enum' : getNamedType(inner).name]]
  // Filters, as of a segment's rule, have tests of their own.
  if (seen.includes(inner.name) || inner.name.endsWith('Filter') || inner.isOneOf) return []
  return Object.values(inner.getFields()).flatMap((field: GraphQLInputField) =>
    leaves(field.type, [...path, field.name], [...seen, inner.name]),
  )
}
