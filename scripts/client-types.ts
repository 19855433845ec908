import { type GraphQLSchema, getNamedType, isAbstractType, isObjectType } from 'graphql'

/** What a client with a normalised cache asks about the schema before it can keep what it reads. */
export interface ClientTypes {
  /** The objects that each interface and union can be. */
  possibleTypes: Record<string, string[]>
  /** Objects without an id of their own: part of what shows them. */
  embedded: string[]
  /** The fields that are connections, by their type. */
  connections: Record<string, string[]>
}

const sorted = <Value>(of: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1)))

export function clientTypes(schema: GraphQLSchema): ClientTypes {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const objects = types.filter(isObjectType)
  const roots = [schema.getQueryType(), schema.getMutationType()]
  const connectionsOf = objects.map(type => {
    const fields = Object.values(type.getFields())
    const names = fields.filter(field => getNamedType(field.type).name.endsWith('Connection'))
    return [type.name, names.map(({ name }) => name).toSorted()] as const
  })
  return {
    possibleTypes: sorted(
      Object.fromEntries(
        types.filter(isAbstractType).map(type => {
          const possible = schema.getPossibleTypes(type).map(({ name }) => name)
          return [type.name, possible.toSorted()]
        }),
      ),
    ),
    embedded: objects
      .filter(type => !roots.includes(type) && !type.getFields().id)
      .map(({ name }) => name)
      .toSorted(),
    connections: sorted(Object.fromEntries(connectionsOf.filter(([, names]) => names.length > 0))),
  }
}
