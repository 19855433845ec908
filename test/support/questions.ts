import type { Field, FieldTable } from '../../src/domain/filters/field.ts'
import { encodeId } from '../../src/lib/ids.ts'

/** Of fields whose input has a shape of its own: something that it takes. */
const own: Record<string, unknown> = {
  region: { in: [encodeId('region', 2)] },
  within: { in: [encodeId('region', 2)] },
  runningOn: { date: '2026-01-01' },
  attributes: { path: ['a'], text: { equals: 'b' } },
  consent: { purpose: 'CARE', given: true },
  spend: { from: '2026-01-01', until: '2026-01-01', atLeast: '5' },
  purchases: { atLeast: 5 },
  lastPurchase: { withinDays: 5 },
  probabilityAlive: { atLeast: 0.5 },
  vulnerability: { verdict: 'VULNERABLE' },
}

/** Something that can be asked of a field. */
export function questionOf(name: string, { input }: Field): unknown {
  switch (input.is) {
    case 'ID':
      return { equals: encodeId(input.kind, 2) }
    case 'ENUM':
      return { equals: input.values[0] }
    case 'LIST':
      return { any: [input.values[0]] }
    case 'TEXTS':
      return { any: ['VIP'] }
    case 'TEXT':
      return { equals: '0912345678' }
    case 'INT':
    case 'NUMBER':
      return { equals: 1 }
    case 'MONEY':
      return { equals: '1' }
    case 'DAY':
    case 'INSTANT':
      return { from: { date: '2026-01-01' } }
    case 'FLAG':
      return true
    case 'WORDS':
      return 'Lan'
    case 'OWN':
      if (!(name in own)) throw new Error(`Nobody knows what "${name}" takes.`)
      return own[name]
    default:
      return input satisfies never
  }
}

export interface Asked {
  /** The part's name, or the names on the way to it. */
  path: readonly { table: FieldTable; part: string }[]
  filter: object
}

/** Everything that can be asked of a table's rows, up to so many relations away. */
export function everyQuestion(table: FieldTable, away: number): Asked[] {
  const own = Object.entries(table.fields).map(([part, field]) => ({
    path: [{ table, part }],
    filter: { [part]: questionOf(part, field) },
  }))
  if (away === 0) return own
  const related = Object.entries(table.relations).flatMap(([part, relation]) =>
    everyQuestion(relation.to(), away - 1).map(inner => ({
      path: [{ table, part }, ...inner.path],
      filter: { [part]: relation.many ? { some: inner.filter } : inner.filter },
    })),
  )
  return [...own, ...related]
}
