import {
  type GraphQLInputType,
  GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parseValue,
  valueFromASTUntyped,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { schema } from '../../schema/index.ts'
import { check } from '../../src/domain/input/issue-words.ts'
import { lifecyclePolicy } from '../../src/domain/metrics/lifecycle.ts'
import { relationshipPolicy } from '../../src/domain/relationships/policy.ts'
import { valuePolicy } from '../../src/domain/repeat-buying/policy.ts'
import { rfmPolicy } from '../../src/domain/rfm/policy.ts'
import { UserError } from '../../src/domain/service/errors.ts'
import { patchPolicy } from '../../src/domain/vulnerability/method/policy.ts'
import { say, write } from '../../src/domain/wording/say.ts'
import { run } from '../support/graphql.ts'
import { documentOf } from '../support/mutations.ts'
import { administrator } from '../support/service.ts'
import { literal, withoutDatabase } from '../support/without-database.ts'

/** How the checking library speaks when nobody has given it words. */
const foreign = /Invalid|Too (?:small|big)|expected|received|Unrecognized|>=|<=/

const wordsFor = (rule: z.ZodType, value: unknown) => {
  const checked = check(rule, value)
  return 'issues' in checked ? checked.issues.map(({ saying }) => write(saying, 'en')) : []
}

describe('what is wrong with a value', () => {
  const secret = 'nguyen@example.com'

  test.each<[z.ZodType, unknown, string]>([
    [z.string(), undefined, 'is missing'],
    [z.string(), 5, 'is not a text'],
    [z.number(), secret, 'is not a number'],
    [z.number(), Number.NaN, 'is not a number'],
    [z.int(), 1.5, 'is not a whole number'],
    [z.boolean(), 'true', 'is not true or false'],
    [z.array(z.string()), 5, 'is not a list'],
    [z.array(z.string()), null, 'cannot be cleared'],
    [z.object({}), [], 'is not an object'],
    [z.number().min(1), 0, 'is below 1'],
    [z.number().gt(1), 1, 'is not above 1'],
    [z.number().max(9), 10, 'is above 9'],
    [z.number().lt(9), 9, 'is not below 9'],
    [z.number().multipleOf(5), 3, 'is not a multiple of 5'],
    [z.string().min(1), '', 'is empty'],
    [z.string().min(3), 'ab', 'is shorter than 3 characters'],
    [z.string().max(3), secret, 'is longer than 3 characters'],
    [z.array(z.string()).min(1), [], 'is empty'],
    [z.array(z.string()).min(2), ['a'], 'has fewer than 2 entries'],
    [z.array(z.string()).max(1), ['a', 'b'], 'has more than 1 entries'],
    [z.email(), 'nobody', 'is not an e-mail address'],
    [z.string().regex(/^a$/), secret, 'is not in the form that is taken'],
    [z.enum(['A', 'B']), secret, 'is none of A, B'],
    [z.strictObject({}), { emaiz: secret }, 'has no field "emaiz"'],
    [z.strictObject({}), { ['x'.repeat(5_000)]: 1 }, `has no field "${'x'.repeat(60)}"`],
    [z.union([z.string(), z.number()]), true, 'is in none of the forms that are taken'],
    [z.union([z.string(), z.number()]), null, 'cannot be cleared'],
    [z.record(z.string().min(1, say('emptyKey')), z.number()), { '': 1 }, 'has an empty key'],
    [z.map(z.object(), z.number()), new Map([[{}, 'b']]), 'has an entry that is not taken'],
    [z.string().refine(() => false), secret, 'is not valid'],
    [z.string(say('notDecimal')), 5, 'is not a decimal text such as "12.50"'],
    // What is no text of the catalogue is not told.
    [z.string('is no name'), 5, 'is not valid'],
  ])('%# is said in our words, without the value', (rule, value, words) => {
    expect(wordsFor(rule, value)).toEqual([words])
  })
})

const bare = (type: GraphQLInputType): GraphQLInputType => (isNonNullType(type) ? bare(type.ofType) : type)

/** What a field takes by its type, and yet is hardly meant. */
function hardlyMeant(type: GraphQLInputType): string[] {
  const inner = bare(type)
  const nothing = isNonNullType(type) ? [] : ['null']
  if (isListType(inner)) {
    const entry = isInputObjectType(bare(inner.ofType)) ? [] : hardlyMeant(inner.ofType)
    return [...nothing, '[]', ...entry.map(value => `[${value}]`)]
  }
  if (isInputObjectType(inner)) return [...nothing, '{}']
  if (isEnumType(inner)) return nothing
  const values: Record<string, string[]> = {
    Int: ['0', '-1', '2147483647'],
    Float: ['-0.5', '1e300'],
    Boolean: [],
    String: ['""', '"nonsense"'],
    ID: ['""', '"nonsense"', '0'],
    Decimal: ['"-1"', '"99999999999999999999"'],
    BigInt: ['"-99999999999999999999"'],
    JSON: ['5', '"a"', '[]', '{spend: {atLeast: "x"}}'],
  }
  return [...nothing, ...(values[inner.toString()] ?? [])]
}

const isFilter = (name: string) => name.endsWith('Filter')

/** Literals of an input type with one value in it that is hardly meant. */
function inputs(type: GraphQLInputType, seen: readonly string[] = []): string[] {
  const inner = bare(type)
  if (isListType(inner)) return inputs(inner.ofType, seen).map(one => `[${one}]`)
  if (!isInputObjectType(inner) || seen.filter(name => name === inner.name).length > 1) return []
  // A condition holds every other by its relations, and itself: what those ask is tried where they stand first.
  if (isFilter(inner.name) && seen.some(isFilter)) return []
  const fields = Object.values(inner.getFields())
  return fields.flatMap(field => {
    const others = inner.isOneOf ? [] : fields.filter(one => one !== field && isNonNullType(one.type))
    const rest = others.map(one => `, ${one.name}: ${literal(one.type)}`).join('')
    const values = [...hardlyMeant(field.type), ...inputs(field.type, [...seen, inner.name])]
    return values.map(value => `{${field.name}: ${value}${rest}}`)
  })
}

const mutations = Object.values(
  (schema.getMutationType() ?? new GraphQLObjectType({ name: 'None', fields: {} })).getFields(),
)

describe('no mutation answers in the words of a library', () => {
  test.each(mutations.map(({ name, args }) => [name, args[0]?.type] as const))('%s', async (name, type) => {
    if (!type) throw new Error('A mutation without an input')
    const found: unknown[] = []
    let asked = 0
    for (const text of inputs(type)) {
      const input = valueFromASTUntyped(parseValue(text))
      const { data } = await run(withoutDatabase(administrator), documentOf(name), { input })
      const outcome = (data as Record<string, { issues?: { message: string }[] }> | undefined | null)?.[name]
      // What no type takes is refused before the verb is asked.
      if (data === undefined) continue
      asked += 1
      for (const { message } of outcome?.issues ?? []) if (foreign.test(message)) found.push([text, message])
    }
    expect(found).toEqual([])
    expect(asked).toBeGreaterThan(0)
  })

  const thresholds = {
    ...{ declinePercent: 20, sharpPercent: 50, tailDays: 14, settleDays: 14, minimumElapsedDays: 14 },
    ...{ lowObserved: 30, watchFrom: 20, highFrom: 40 },
  }

  const messagesOf = (patch: Record<string, unknown>) => {
    try {
      patchPolicy(thresholds, patch)
    } catch (error) {
      if (error instanceof UserError) return error.issues.map(({ saying }) => write(saying, 'en'))
      throw error
    }
    return []
  }

  const patchFields = (name: string) => {
    const patch = schema.getType(name)
    return isInputObjectType(patch) ? Object.keys(patch.getFields()) : []
  }

  test('nor does a policy', () => {
    const wrong = [-1, 1_000_000, 'nonsense', [], {}, [{}], 0.5]
    const policies = [
      { of: rfmPolicy, patch: 'RfmPolicyPatch' },
      { of: valuePolicy, patch: 'ValuePolicyPatch' },
      { of: relationshipPolicy, patch: 'RelationshipPolicyPatch' },
      { of: lifecyclePolicy, patch: 'LifecyclePolicyPatch' },
    ]
    const messages = wrong.flatMap(value => [
      ...Object.keys(thresholds).map(name => messagesOf({ [name]: value })),
      ...policies.flatMap(({ of, patch }) =>
        patchFields(patch).map(name => wordsFor(of.body, { [name]: value })),
      ),
    ])
    expect(messages.length).toBeGreaterThan(80)
    expect(messages.flat().filter(message => foreign.test(message))).toEqual([])
  })
})
