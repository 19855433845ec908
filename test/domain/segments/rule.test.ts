import { describe, expect, test } from 'vitest'
import { parse } from '../../../src/domain/input/fields.ts'
import { type Rule, ruleSchema } from '../../../src/domain/segments/rules/rule.ts'
import { UserError } from '../../../src/domain/service/errors.ts'
import { write } from '../../../src/domain/wording/say.ts'
import { parseDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'

const read = (rule: unknown) => parse(ruleSchema, rule)

function issuesOf(rule: unknown): string[] {
  try {
    read(rule)
  } catch (error) {
    if (error instanceof UserError)
      return error.issues.map(({ path, saying }) => `${path.join('.')}: ${write(saying, 'en')}`)
    throw error
  }
  return []
}

const bought: Rule = { purchases: { atLeast: 1 } }

describe('a rule', () => {
  test('is kept as it came, with ids and days as numbers and without nulls', () => {
    const rule = {
      all: [
        { region: { ids: [encodeId('region', 7), 8], descendants: null }, spend: null },
        { not: { spend: { from: '2026-01-01', until: '2026-01-31', atLeast: 5_000_000_000 } } },
        {
          any: [
            { vulnerability: { verdict: 'VULNERABLE', grade: 'SHARP', campaign: encodeId('campaign', 9) } },
          ],
        },
      ],
      not: undefined,
    }
    const from = parseDay('2026-01-01')
    const expected = {
      all: [
        { region: { ids: [7, 8] } },
        { not: { spend: { from, until: (from ?? 0) + 30, atLeast: 5_000_000_000 } } },
        { any: [{ vulnerability: { verdict: 'VULNERABLE', grade: 'SHARP', campaign: 9 } }] },
      ],
    }
    expect(read(rule)).toEqual(expected)
    expect(read(expected)).toEqual(expected)
  })

  test('has exactly one condition per node', () => {
    expect(issuesOf({})).toEqual([': needs exactly one condition, and has 0'])
    expect(issuesOf({ not: { not: bought, ...bought } })).toEqual([
      'not: needs exactly one condition, and has 2',
    ])
    expect(issuesOf({ all: [{ birthday: {} }] })[0]).toContain('birthday')
  })

  test.each([
    [{ all: [] }, 'all: is empty'],
    [{ region: { ids: [] } }, 'region.ids: is empty'],
    [{ lifecycle: { in: [] } }, 'lifecycle.in: is empty'],
    [{ region: { ids: ['cus_1'] } }, 'region.ids.0: is not the id of a region'],
    [{ spend: {} }, 'spend: needs "atLeast" or "atMost"'],
    [{ purchases: { atLeast: 3, atMost: 2 } }, 'purchases.atMost: is below "atLeast"'],
    [
      { purchases: { atLeast: 3, lastDays: 9, until: '2026-01-01' } },
      'purchases.lastDays: cannot stand beside "from" or "until"',
    ],
    [{ spend: { atMost: 3, from: '2026-01-02', until: '2026-01-01' } }, 'spend.until: lies before "from"'],
    [{ spend: { atMost: 3, from: '2026-02-30' } }, 'spend.from: is not a calendar day (YYYY-MM-DD)'],
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
    expect(issuesOf(rule)).toEqual([issue])
    expect(issuesOf({ any: [bought, rule] })).toEqual([`any.1.${issue}`])
  })

  test('is at most five levels deep and has at most fifty conditions', () => {
    const deep = (levels: number) =>
      new Array(levels - 1).fill(0).reduce<Rule>(inner => ({ not: inner }), bought)
    const wide = (leaves: number): Rule => ({ all: new Array<Rule>(leaves).fill(bought) })
    expect(issuesOf(deep(5))).toEqual([])
    expect(issuesOf(deep(6))).toEqual([': is nested deeper than 5 levels'])
    expect(issuesOf(deep(20_000))).toEqual([': is nested deeper than 5 levels'])
    const list = new Array(20_000).fill(0).reduce<unknown>(inner => [inner], [])
    expect(issuesOf({ region: { ids: list } })).not.toEqual([])
    expect(issuesOf(wide(50))).toEqual([])
    expect(issuesOf(wide(51))).toEqual([': has more than 50 conditions'])
    expect(issuesOf({ any: [wide(26), wide(26)] })).toEqual([': has more than 50 conditions'])
  })

  test.each([[null], [undefined], [3], ['all'], [[]], [{ all: 3 }], [{ not: null }], [{ all: [null] }]])(
    'is no %j',
    rule => {
      expect(issuesOf(rule)).not.toEqual([])
    },
  )
})
