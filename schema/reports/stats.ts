import type { InputRef } from '@pothos/core'
import { type GraphQLResolveInfo, getNamedType, isObjectType } from 'graphql'
import { costOfCondition } from '../../src/domain/filters/read.ts'
import type { StatsGroup, StatsKey, Summary } from '../../src/domain/stats/group.ts'
import { readStats, type Stats } from '../../src/domain/stats/read-stats.ts'
import { mostGroups, mostRowsAtAll } from '../../src/domain/stats/statement.ts'
import {
  customerStats,
  followUpStats,
  interactionStats,
  type StatsTable,
} from '../../src/domain/stats/tables.ts'
import { customerInputs } from '../customers/customer-filter.ts'
import { interactionInputs } from '../customers/interaction.ts'
import { followUpInputs } from '../follow-ups/follow-up.ts'
import { Money } from '../house/money.ts'
import { builder } from '../kernel/builder.ts'
import { conditionOf } from '../kernel/connection.ts'
import { needs } from '../kernel/filters/filter.ts'
import { selectedFields } from '../kernel/selection.ts'

const Key = builder.objectRef<StatsKey>('StatsKey').implement({
  description: 'By what a group was made, and its value.',
  fields: t => ({
    key: t.exposeString('key', { description: 'The key, as it was asked for.' }),
    value: t.exposeString('value', {
      nullable: true,
      description:
        'For programs: the value of an enum, an id, a number, a day (`2026-11-29`; of a week its Monday) or a month (`2026-11`). Null for those of whom it is unknown.',
    }),
    label: t.exposeString('label', {
      nullable: true,
      description: 'For people: the name of a region, a segment or a staff member; null for all else.',
    }),
  }),
})

const MoneySummary = builder.objectRef<Summary>('MoneySummary').implement({
  description: 'What amounts of money come to, exact however large. Rows without one count in none of it.',
  fields: t => ({
    count: t.exposeInt('count', { description: 'Rows that have one.' }),
    sum: t.expose('sum', { type: Money, description: 'All together.' }),
    average: t.expose('average', {
      type: Money,
      nullable: true,
      description: 'Their mean, halves rounded away from zero; null without any.',
    }),
    minimum: t.expose('minimum', {
      type: Money,
      nullable: true,
      description: 'The smallest; null without any.',
    }),
    maximum: t.expose('maximum', {
      type: Money,
      nullable: true,
      description: 'The largest; null without any.',
    }),
  }),
})

const NumberSummary = builder.objectRef<Summary>('NumberSummary').implement({
  description: 'What numbers come to. Rows without one count in none of it.',
  fields: t => ({
    count: t.exposeInt('count', { description: 'Rows that have one.' }),
    sum: t.expose('sum', { type: 'BigInt', description: 'All together.' }),
    average: t.exposeFloat('mean', { nullable: true, description: 'Their mean; null without any.' }),
    minimum: t.expose('minimum', {
      type: 'BigInt',
      nullable: true,
      description: 'The smallest; null without any.',
    }),
    maximum: t.expose('maximum', {
      type: 'BigInt',
      nullable: true,
      description: 'The largest; null without any.',
    }),
  }),
})

interface Answer extends Stats {
  total: (Stats & { group: StatsGroup }) | null
}

interface StatsOptions {
  field: string
  /** As types begin. */
  name: string
  table: StatsTable
  filter: InputRef<object>
  /** What is counted, in the plural. */
  rows: string
  /** Of each measure. */
  tell: Readonly<Record<string, string>>
}

/** What each key is, where its name does not say it. */
const keyWords: Readonly<Record<string, string>> = {
  REGION: 'The region of the customer, at a `level` of the tree, 1 at the top.',
  SEGMENT: 'Each segment of the customer, who counts in each: groups add up to more than the total.',
  RFM_CELL: 'The named cell of the RFM scores as of the newest night.',
  AGE_BAND: 'Completed years as of today: 0-17, 18-24, 25-34, 35-44, 45-54, 55-64, 65+.',
  CUSTOMER_OWNER: 'Who answers for the customer.',
  RELATIONSHIP_LEVEL: 'The assigned relationship level, as of the newest night.',
}

const wordsOfKey = (name: string) => keyWords[name] ?? `By ${name.toLowerCase().replaceAll('_', ' ')}.`

/** `<field>(filter, groupBy, empty)`: rows of a list counted by keys, with what their measures come to. */
function statsField({ field, name, table, filter, rows, tell }: StatsOptions): void {
  const keys = { ...table.customerKeys, ...table.keys }
  const GroupKey = builder.enumType(`${name}GroupKey`, {
    description: `By what ${rows} can be put together.`,
    values: Object.fromEntries(
      Object.entries(keys).map(([key, { scopes }]) => [
        key,
        {
          description: `${wordsOfKey(key)}${needs([
            ...(Object.hasOwn(table.customerKeys, key) ? ['customers:read'] : []),
            ...scopes,
          ])}`,
        },
      ]),
    ),
  })
  const Grouping = builder.inputType(`${name}Grouping`, {
    description: `One key by which ${rows} are put together.`,
    fields: t => ({
      key: t.field({ type: GroupKey, required: true, description: 'Which.' }),
      level: t.int({
        description: 'Of `REGION`: the level of the tree, 1 at the top, which is meant when not said.',
      }),
    }),
  })
  const Group = builder.objectRef<StatsGroup>(`${name}StatsGroup`).implement({
    description: `Some ${rows}, and what they come to.`,
    fields: t => ({
      keys: t.expose('keys', { type: [Key], description: 'The values of the keys, in the order asked for.' }),
      count: t.exposeInt('count', { description: `How many ${rows}.` }),
      customers: t.exposeInt('customers', {
        nullable: true,
        description: 'How many different customers. Needs `customers:read`.',
        authScopes: { scope: 'customers:read' },
      }),
      ...Object.fromEntries(
        Object.entries(table.measures).map(([measure, { is }]) => [
          measure,
          t.field({
            type: is === 'MONEY' ? MoneySummary : NumberSummary,
            description: tell[measure] ?? '',
            resolve: (group): Summary => {
              const summary = group.measures[measure]
              if (!summary) throw new Error(`Nobody asked for "${measure}"`)
              return summary
            },
          }),
        ]),
      ),
    }),
  })
  const Type = builder.objectRef<Answer>(`${name}Stats`).implement({
    description: `How many ${rows} there are, by group and in all.`,
    fields: t => ({
      groups: t.expose('groups', {
        type: [Group],
        description: `At most ${mostGroups}: in the order of their values where these have one, else the largest first; what is unknown last.`,
      }),
      total: t.field({
        type: Group,
        description: 'All of them, whatever their group: without keys.',
        resolve: ({ total, groups }) => {
          const found = total?.group ?? groups[0]
          if (!found) throw new Error('Nothing was counted')
          return { ...found, keys: [] }
        },
      }),
      exact: t.boolean({
        description: `False where there are more rows to look at than an answer does: ${mostRowsAtAll.toLocaleString('en')}, fewer by keys, with measures and where the filter looks at other rows. The figures are then of so many of them, that is "at least".`,
        resolve: ({ exact, total }) => exact && (total?.exact ?? true),
      }),
      cut: t.exposeBoolean('cut', { description: 'Whether smaller groups were left out.' }),
    }),
  })
  builder.queryField(field, t =>
    t.field({
      type: Type,
      nullable: true,
      description: `Counts ${rows} within your reach by up to two keys. Each key costs 100, each question of the filter 50, and more where it looks at other rows.`,
      authScopes: { scope: table.scope },
      args: {
        filter: t.arg({ type: filter, description: 'Which ones: every part must hold.' }),
        groupBy: t.arg({
          type: [Grouping],
          description: 'By up to two keys; one group of all when not said.',
        }),
        empty: t.arg.boolean({
          description:
            'Whether groups that nobody is in are answered too: every value of an enum, every row with a name, and all days, weeks or months between the first and the last.',
        }),
      },
      complexity: ({ filter: asked, groupBy }) =>
        100 + 100 * (groupBy?.length ?? 0) + costOfCondition(table.source.fields, asked, 50),
      resolve: async (_root, { filter: asked, ...grouping }, { service }, info): Promise<Answer> => {
        const condition = conditionOf(table.source, asked, service)
        const wanted = measuresIn(info, table)
        const keyed = (grouping.groupBy?.length ?? 0) > 0
        const [stats, total] = await Promise.all([
          readStats(service, table, condition, grouping, wanted.groups),
          keyed && wanted.total ? readStats(service, table, condition, {}, wanted.total) : null,
        ])
        const group = total?.groups[0]
        return { ...stats, total: total && group ? { ...total, group } : null }
      },
    }),
  )
}

/** The measures that the selection names, of groups and of the total; null for a total that nobody asks for. */
function measuresIn(
  info: GraphQLResolveInfo,
  table: StatsTable,
): { groups: string[]; total: string[] | null } {
  const stats = getNamedType(info.returnType)
  const found = { groups: new Set<string>(), total: new Set<string>() }
  let asksForTotal = false
  if (isObjectType(stats))
    for (const { selectionSet } of info.fieldNodes)
      for (const part of selectedFields(info, stats, selectionSet)) {
        const name = part.name.value
        const group = getNamedType(stats.getFields()[name]?.type)
        if ((name !== 'groups' && name !== 'total') || !isObjectType(group)) continue
        if (name === 'total') asksForTotal = true
        for (const inner of selectedFields(info, group, part.selectionSet))
          if (Object.hasOwn(table.measures, inner.name.value)) found[name].add(inner.name.value)
      }
  // Without keys the one group is the total.
  const groups = [...new Set([...found.groups, ...found.total])]
  return { groups, total: asksForTotal ? [...found.total] : null }
}

statsField({
  field: 'customerStats',
  name: 'Customer',
  table: customerStats,
  filter: customerInputs.filter,
  rows: 'customers',
  tell: {
    netSpend: 'Net spend of all time, as of the newest night.',
    netSpendYear: 'Net spend of 365 days, as of the newest night.',
    purchaseDays: 'Purchase days, as of the newest night.',
  },
})

statsField({
  field: 'interactionStats',
  name: 'Interaction',
  table: interactionStats,
  filter: interactionInputs.filter,
  rows: 'interactions',
  tell: {
    amount: 'Their amounts, refunds positive too: ask for one kind.',
    cost: 'What their goods cost the company.',
    score: 'The scores of surveys.',
  },
})

statsField({
  field: 'followUpStats',
  name: 'FollowUp',
  table: followUpStats,
  filter: followUpInputs.filter,
  rows: 'follow-ups',
  tell: { netSpendYear: "The customers' net spend of 365 days when they were made." },
})
