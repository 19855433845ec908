import { type GraphQLNamedType, getNamedType, isInputObjectType } from 'graphql'
import * as z from 'zod'
import { idOf } from '../../src/domain/input/fields.ts'
import { type IdKind, idPrefixes } from '../../src/lib/ids.ts'

export type JsonSchema = z.core.JSONSchema.BaseSchema

const isIdKind = (text: string): text is IdKind => Object.hasOwn(idPrefixes, text)

/** An id as it stands in addresses and answers. */
export const idSchema = (kind: IdKind): JsonSchema => ({
  type: 'string',
  pattern: `^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]+$`,
})

/** The schemas of ids, which also take the number that an id stands for: that is for the house alone. */
const ids = new Map<unknown, IdKind>(
  Object.keys(idPrefixes)
    .filter(isIdKind)
    .map(kind => [idOf(kind), kind]),
)

/** What a schema takes, as JSON Schema. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema: made }) {
      const kind = ids.get(zodSchema)
      if (kind !== undefined) {
        delete made.anyOf
        Object.assign(made, idSchema(kind))
      }
    },
  })
  return json
}

/** What is answered, each schema once under its name. */
export function answerSchemas(answers: Readonly<Record<string, z.ZodType>>): Record<string, JsonSchema> {
  const named = z.registry<{ id: string }>()
  for (const [id, answer] of Object.entries(answers)) named.add(answer, { id })
  const { schemas } = z.toJSONSchema(named, { io: 'output', uri: addressOf, override: asPromised })
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...json }]) => [name, json]),
  )
}

/** Without bounds that say only what a double can hold; and an object may have more than is told unless it is strict. */
function asPromised({ zodSchema, jsonSchema: made }: Overriding): void {
  if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum
  if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum
  const { def } = zodSchema._zod
  if (def.type === 'object' && !def.catchall) delete made.additionalProperties
}

type Overriding = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0]

export const addressOf = (name: string) => `#/components/schemas/${name}`

/** The same with what the GraphQL input of that shape says of its fields. */
export function described(json: JsonSchema, type: GraphQLNamedType | undefined): JsonSchema {
  if (json.anyOf) return { ...json, anyOf: json.anyOf.map(one => described(one, type)) }
  if (isSchema(json.items)) return { ...json, items: described(json.items, type) }
  if (!isInputObjectType(type) || !json.properties) return json
  const fields = type.getFields()
  const properties = Object.entries(json.properties).map(([name, property]) => {
    const field = fields[name]
    if (!field || !isSchema(property)) return [name, property]
    return [name, { ...described(property, getNamedType(field.type)), description: field.description }]
  })
  return { ...json, properties: Object.fromEntries(properties) }
}

export const isSchema = (json: unknown): json is JsonSchema =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
