import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { conditionLimits } from '../../../src/domain/filters/read.ts'
import { parse } from '../../../src/domain/input/fields.ts'
import { requireDated, ruleIn, storedRule } from '../../../src/domain/segments/rules/rule.ts'
import { UserError } from '../../../src/domain/service/errors.ts'
import { write } from '../../../src/domain/wording/say.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import type { GivenRule } from './given-rule.ts'

const workspace = { currency: 'GBP', decimals: 2, timeZone: 'Europe/London', phoneCountry: 'GB' }

function issuesOf(attempt: () => unknown): string[] {
  try {
    attempt()
  } catch (error) {
    if (error instanceof UserError)
      return error.issues.map(({ path, saying }) => `${path.join('.')}: ${write(saying, 'en')}`)
    throw error
  }
  return []
}

const read = (rule: unknown) => parse(z.strictObject({ rule: ruleIn(workspace) }), { rule }).rule

const faultsOf = (rule: unknown) => issuesOf(() => read(rule))

const bought: GivenRule = { purchases: { atLeast: 1 } }
const region = (id: number) => encodeId('region', id)

describe('a rule', () => {
  test('is read the same from what is stored as from what was given', () => {
    const rule: GivenRule = {
      all: [
        { region: { in: [region(7), region(8)] } },
        { not: { spend: { from: '2026-01-01', until: '2026-01-31', atLeast: '50000000.05' } } },
      ],
      vulnerability: { verdict: 'VULNERABLE', grade: 'SHARP', campaign: encodeId('campaign', 9) },
    }
    expect(faultsOf(rule)).toEqual([])
    const stored: unknown = JSON.parse(JSON.stringify(rule))
    const { given, condition } = read(rule)
    expect(given).toEqual(rule)
    expect(JSON.stringify(storedRule(stored, workspace))).toBe(JSON.stringify(condition))
  })

  test.each([
    [{ all: [] }, 'all: is empty'],
    [{ not: {} }, 'not: is empty: say a condition, or leave it out'],
    [{ birthday: {} }, ': has no field "birthday"'],
    [{ region: { in: [] } }, 'region.in: is empty'],
    [{ region: { ids: [], in: [region(1)] } }, 'region: has no field "ids"'],
    [{ lifecycle: { in: [] } }, 'lifecycle.in: is empty'],
    [{ region: { in: ['cus_1'] } }, 'region.in.0: is not the id of a region'],
    [{ spend: {} }, 'spend: needs "atLeast" or "atMost"'],
    [{ spend: { atLeast: '0.005' } }, 'spend.atLeast: has more decimals than GBP has (2)'],
    [{ spend: { atLeast: '9'.repeat(40) } }, 'spend.atLeast: is too large'],
    [{ purchases: { atLeast: 3, atMost: 2 } }, 'purchases.atMost: is below "atLeast"'],
    [
      { purchases: { atLeast: 3, lastDays: 9, until: '2026-01-01' } },
      'purchases.lastDays: cannot stand beside "from" or "until"',
    ],
    [{ spend: { atMost: '3', from: '2026-01-02', until: '2026-01-01' } }, 'spend.until: lies before "from"'],
    [{ spend: { atMost: '3', from: '2026-02-30' } }, 'spend.from: is not a calendar day (YYYY-MM-DD)'],
    [{ lastPurchase: {} }, 'lastPurchase: needs "withinDays" or "atLeastDaysAgo"'],
    [
      { lastPurchase: { withinDays: 3, atLeastDaysAgo: 9 } },
      'lastPurchase.withinDays: is below "atLeastDaysAgo"',
    ],
    [
      { vulnerability: { verdict: 'RESISTANT', grade: 'SHARP' } },
      'vulnerability.grade: belongs to the verdict VULNERABLE alone',
    ],
  ])('that cannot apply is an error with a path: %j', (rule, issue) => {
    const at = (path: string) => `${path}${issue.startsWith(':') ? '' : '.'}${issue}`
    expect(faultsOf(rule)).toEqual([at('rule')])
    expect(faultsOf({ any: [bought, rule] })).toEqual([at('rule.any.1')])
  })

  test('has an end in its depth and in the number of its conditions', () => {
    const deep = (levels: number) =>
      new Array(levels - 1).fill(0).reduce<GivenRule>(inner => ({ not: inner }), bought)
    const wide = (leaves: number): GivenRule => ({ all: new Array<GivenRule>(leaves).fill(bought) })
    const { depth, leaves } = conditionLimits
    expect(faultsOf(deep(depth))).toEqual([])
    for (const levels of [depth + 1, 20_000])
      expect(faultsOf(deep(levels))).toEqual([
        `rule${'.not'.repeat(depth)}: is nested deeper than ${depth} levels`,
      ])
    expect(faultsOf(wide(leaves))).toEqual([])
    expect(faultsOf(wide(leaves + 1))).toEqual([
      `rule.all.${leaves}.purchases: has more than ${leaves} conditions`,
    ])
    expect(faultsOf({ any: [wide(leaves / 2 + 1), wide(leaves / 2)] })).toHaveLength(1)
  })

  test.each([[null], [undefined], [3], ['all'], [[]], [{ all: 3 }], [{ not: null }], [{ all: [null] }]])(
    'is no %j',
    rule => {
      expect(faultsOf(rule)).not.toEqual([])
    },
  )
})

test('what no past day can tell is named, wherever it stands, and no other part', () => {
  const undated = (rule: unknown) => issuesOf(() => requireDated(read(rule).condition))
  const dated: GivenRule = {
    ...bought,
    region: { in: [region(1)] },
    lifecycle: { in: ['LOYAL'] },
    spend: { atLeast: '1' },
    lastPurchase: { withinDays: 3 },
    vulnerability: { verdict: 'RESISTANT' },
  }
  expect(undated({ any: [dated, { not: dated }] })).toEqual([])
  const reason = 'cannot be told of a past day, as a watched segment needs it'
  expect(
    undated({
      ...dated,
      any: [{ kind: { equals: 'PERSON' } }, { not: { netSpend: { atLeast: '1' } } }, dated],
      segments: { some: { segment: { equals: encodeId('segment', 1) } } },
    }),
  ).toEqual([
    `rule.any.0.kind: ${reason}`,
    `rule.any.1.not.netSpend: ${reason}`,
    `rule.segments.some: ${reason}`,
    `rule.segments.some.segment: ${reason}`,
  ])
})
