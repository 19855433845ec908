import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { schema } from '../../../schema/index.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { nouns } from '../../nouns/all.ts'

const idKinds = nouns.flatMap(({ kind }) => kind ?? [])

/** A query of any shape that the schema lets a client write, and its variables. */
export interface AnyQuery {
  text: string
  variables: Record<string, unknown>
}

const deepest = 4

/** What has been drawn so far of one query. */
interface Draft {
  draw: fc.GeneratorValue
  variables: Record<string, unknown>
  declared: string[]
  fragments: string[]
  aliases: number
}

const below = ({ draw }: Draft, count: number): number => draw(fc.nat, { max: count - 1 })
function among<Value>(draft: Draft, values: readonly Value[]): Value {
  const value = values[below(draft, values.length)]
  if (value === undefined) throw new Error('There is nothing to choose from.')
  return value
}
const chance = (draft: Draft, oneIn: number): boolean => below(draft, oneIn) === 0

export const anyQuery: fc.Arbitrary<AnyQuery> = fc.gen().map(draw => {
  const draft: Draft = { draw, variables: {}, declared: [], fragments: [], aliases: 0 }
  const root = schema.getQueryType()
  if (!root) throw new Error('There are no queries.')
  const set = selectionSet(draft, root, 0)
  const head = draft.declared.length > 0 ? `query (${draft.declared.join(', ')})` : 'query'
  return { text: [`${head} ${set}`, ...draft.fragments].join('\n'), variables: draft.variables }
})

function selectionSet(draft: Draft, type: GraphQLObjectType, depth: number): string {
  const fields = Object.values(type.getFields()).filter(
    field => depth < deepest || !isObjectType(getNamedType(field.type)),
  )
  const count = 1 + draft.draw(fc.nat, { max: depth === 0 ? 2 : 5 })
  const parts = Array.from({ length: count }, () => part(draft, type, fields, depth))
  return `{ ${parts.join(' ')} }`
}

function part(
  draft: Draft,
  type: GraphQLObjectType,
  fields: GraphQLField<unknown, unknown>[],
  depth: number,
): string {
  if (fields.length === 0 || chance(draft, 12)) return `__typename ${condition(draft)}`
  if (depth > 0 && chance(draft, 8)) {
    const inner = selectionSet(draft, type, depth + 1)
    if (chance(draft, 2))
      return `... ${chance(draft, 2) ? `on ${type.name} ` : ''}${condition(draft)} ${inner}`
    const name = `F${draft.fragments.length}`
    draft.fragments.push(`fragment ${name} on ${type.name} ${inner}`)
    return `...${name} ${condition(draft)}`
  }
  return selectedField(draft, among(draft, fields), depth)
}

function selectedField(draft: Draft, field: GraphQLField<unknown, unknown>, depth: number): string {
  const args = field.args.flatMap(argument => {
    const value = argumentValue(draft, argument)
    return value === null ? [] : [`${argument.name}: ${value}`]
  })
  // Two fields of one name must be asked with the same arguments.
  const alias = field.args.length > 0 || chance(draft, 5) ? `a${draft.aliases++}: ` : ''
  const named = getNamedType(field.type)
  const inner = isObjectType(named) ? selectionSet(draft, named, depth + 1) : ''
  const set = inner === '' && !isLeaf(field) ? '{ __typename }' : inner
  const given = args.length > 0 ? `(${args.join(', ')})` : ''
  return `${alias}${field.name}${given} ${condition(draft)} ${set}`
}

const isLeaf = (field: GraphQLField<unknown, unknown>) =>
  !('getFields' in getNamedType(field.type)) && !('getTypes' in getNamedType(field.type))

function condition(draft: Draft): string {
  if (!chance(draft, 9)) return ''
  const directive = among(draft, ['skip', 'include'])
  const value = draft.draw(fc.boolean)
  return `@${directive}(if: ${chance(draft, 2) ? String(value) : variable(draft, 'Boolean!', value)})`
}

function variable(draft: Draft, type: string, value: unknown): string {
  const name = `v${draft.declared.length}`
  draft.declared.push(`$${name}: ${type}`)
  draft.variables[name] = value
  return `$${name}`
}

/** @returns null where the argument is left out */
function argumentValue(draft: Draft, { name, type }: GraphQLArgument): string | null {
  const demanded = isNonNullType(type)
  if (!demanded && !chance(draft, 3)) return null
  if (!demanded && chance(draft, 8)) return chance(draft, 2) ? 'null' : variable(draft, String(type), null)
  return inputValue(draft, name, type, 0)
}

function inputValue(draft: Draft, name: string, type: GraphQLInputType, depth: number): string {
  if (isNonNullType(type)) return inputValue(draft, name, type.ofType, depth)
  if (isListType(type)) return `[${inputValue(draft, name, type.ofType, depth)}]`
  if (isEnumType(type)) return among(draft, type.getValues()).name
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields())
    const wanted = fields.filter(field => isNonNullType(field.type) || (depth < 2 && chance(draft, 4)))
    const given = type.isOneOf ? [among(draft, fields)] : wanted
    return `{ ${given.map(field => `${field.name}: ${inputValue(draft, field.name, field.type, depth + 1)}`).join(', ')} }`
  }
  return scalar(draft, name, type.name)
}

function scalar(draft: Draft, name: string, type: string): string {
  switch (type) {
    case 'Int': {
      const size =
        name === 'first' || name === 'last'
          ? among(draft, [1, 2, 3, 5, 100, 0, 101])
          : among(draft, [1, 2, 30])
      return chance(draft, 2) ? String(size) : variable(draft, 'Int', size)
    }
    case 'ID': {
      const id = chance(draft, 10) ? 'nobody' : encodeId(among(draft, idKinds), among(draft, [1, 2, 3, 999]))
      return chance(draft, 2) ? JSON.stringify(id) : variable(draft, 'ID!', id)
    }
    case 'Boolean':
      return String(draft.draw(fc.boolean))
    case 'Float':
      return among(draft, ['0.5', '2', '40'])
    case 'Date':
      return among(draft, ['"2026-01-05"', '"2025-06-01"'])
    case 'DateTime':
      return '"2026-01-05T08:00:00Z"'
    case 'Decimal':
    case 'BigInt':
      return '"12"'
    default:
      return among(draft, ['"N01"', '"a"', '"WyJ4Il0"'])
  }
}
