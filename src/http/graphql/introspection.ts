import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getVariableValues,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql'

/** Characters about the schema that cost as much as one field. */
const charactersPerCost = 150
/** What a value adds to its name and its text: quotes, a colon, a comma, the work of finding it. */
const perValue = 10

interface Within {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Coerced once they are needed: hardly any operation asks of the schema. */
  variables: () => Record<string, unknown>
  most: number
  characters: number
}

const metaFields = new Map<string, GraphQLField<unknown, unknown>>([
  [SchemaMetaFieldDef.name, SchemaMetaFieldDef],
  [TypeMetaFieldDef.name, TypeMetaFieldDef],
])

/**
 * What the operations of a valid document ask of the schema itself, by the length of the answer. Its lists multiply
 * as no static bound could tell, and the schema is at hand: it is walked as for the answer, what `@skip` and `@include`
 * leave out too, and no further than to a cost above `most`.
 */
export function introspectionCost(
  document: DocumentNode,
  { schema, variables, most }: { schema: GraphQLSchema; variables: Record<string, unknown>; most: number },
): number {
  const root = schema.getQueryType()
  if (!root) return 0
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  let characters = 0
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    let coerced: Record<string, unknown> | undefined
    const within: Within = {
      schema,
      fragments,
      variables: () => {
        coerced ??= getVariableValues(schema, definition.variableDefinitions ?? [], variables).coerced ?? {}
        return coerced
      },
      most: most * charactersPerCost,
      characters,
    }
    walk(definition.selectionSet, null, undefined, within)
    characters = within.characters
  }
  return Math.ceil(characters / charactersPerCost)
}

/** Adds what a selection answers of a value; `type` is null at the root, where only the meta fields count. */
function walk(set: SelectionSetNode, type: GraphQLObjectType | null, value: unknown, within: Within): void {
  for (const node of set.selections) {
    if (within.characters > within.most) return
    if (node.kind === Kind.INLINE_FRAGMENT) {
      walk(node.selectionSet, type, value, within)
      continue
    }
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = within.fragments.get(node.name.value)
      if (fragment) walk(fragment.selectionSet, type, value, within)
      continue
    }
    const field = type ? type.getFields()[node.name.value] : metaFields.get(node.name.value)
    const key = (node.alias ?? node.name).value
    if (field) {
      const args = getArgumentValues(field, node, within.variables())
      // The resolvers of introspection look at nothing but the schema.
      const info = { schema: within.schema } as GraphQLResolveInfo
      add(field.resolve?.(value, args, null, info), field.type, node.selectionSet, within)
      within.characters += key.length + perValue
    } else if (type) {
      // `__typename`
      within.characters += key.length + perValue + type.name.length
    }
  }
}

function add(
  value: unknown,
  type: GraphQLOutputType,
  set: SelectionSetNode | undefined,
  within: Within,
): void {
  if (Array.isArray(value)) {
    for (const one of value) {
      within.characters += perValue
      add(one, type, set, within)
    }
    return
  }
  if (typeof value === 'string') within.characters += value.length
  const named = getNamedType(type)
  if (value != null && set && isObjectType(named)) walk(set, named, value, within)
}
