import type { Client } from '@libsql/client/http'
import { formatDay } from '../../lib/days.ts'
import { encodeId } from '../../lib/ids.ts'
import { currencyDecimals, formatAmount } from '../../lib/money.ts'

/**
 * Gives rules of segments that a version stored which kept numbers for ids, days and amounts the form in which they
 * are given: what a rule means stays. Rules in that form already are left as they are.
 */
export async function carryRules(client: Client): Promise<void> {
  const [rules, workspace] = await client.batch(
    ['SELECT id, rule FROM segments', 'SELECT currency FROM workspace'],
    'read',
  )
  const decimals = currencyDecimals(String(workspace?.rows[0]?.currency ?? '')) ?? 0
  const carried = (rules?.rows ?? []).flatMap(({ id = null, rule }) => {
    const text = String(rule)
    const after = JSON.stringify(given(JSON.parse(text), decimals))
    return after === text
      ? []
      : [{ sql: 'UPDATE segments SET rule = ? WHERE id = ? AND rule = ?', args: [after, id, text] }]
  })
  if (carried.length > 0) await client.batch(carried, 'write')
}

type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One node of a rule, and those within it. */
function given(node: unknown, decimals: number): unknown {
  if (!isJson(node)) return node
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => {
      if (name === 'all' || name === 'any')
        return [name, Array.isArray(value) ? value.map(one => given(one, decimals)) : value]
      if (name === 'not') return [name, given(value, decimals)]
      return [name, isJson(value) ? leaf(name, value, decimals) : value]
    }),
  )
}

function leaf(name: string, value: Json, decimals: number): Json {
  switch (name) {
    case 'region':
      return region(value)
    case 'spend':
      return { ...days(value), ...amount(value, 'atLeast', decimals), ...amount(value, 'atMost', decimals) }
    case 'purchases':
      return days(value)
    case 'vulnerability':
      return typeof value.campaign === 'number'
        ? { ...value, campaign: encodeId('campaign', value.campaign) }
        : value
    default:
      return value
  }
}

function region({ ids, descendants, ...others }: Json): Json {
  if (!Array.isArray(ids)) return ids === undefined ? others : { ids, descendants, ...others }
  const named = ids.map(id => (typeof id === 'number' ? encodeId('region', id) : id))
  return descendants === false ? { exactly: named } : { in: named }
}

const days = (value: Json): Json => ({
  ...value,
  ...(typeof value.from === 'number' && { from: formatDay(value.from) }),
  ...(typeof value.until === 'number' && { until: formatDay(value.until) }),
})

const amount = (value: Json, bound: string, decimals: number): Json => {
  const minor = value[bound]
  return typeof minor === 'number' ? { [bound]: formatAmount(BigInt(minor), decimals) } : {}
}
