import type { Issue } from '../service/errors.ts'
import type { Scope } from '../service/scopes.ts'
import type { FieldInput, FieldTable, Relation, Test } from './field.ts'

/** A leaf: what is asked of one field of a row. */
export interface Leaf {
  kind: 'FIELD'
  field: string
  /** What a question of the field looks like, and this one as it was asked. */
  input: FieldInput
  asked: unknown
  /** The property of the column that it compares, where it is one. */
  column: string | undefined
  /** Whether it can be told of a past day. */
  dated: boolean
  /** What it costs besides a question of a column. */
  cost: number
  scopes: readonly Scope[]
  test: Test
  path: Issue['path']
}

/** What is asked of the rows that belong to a row: of some, of none, of every one; of the one that it belongs to. */
export interface Related {
  kind: 'SOME' | 'NONE' | 'EVERY' | 'ONE'
  name: string
  relation: Relation
  to: FieldTable
  of: Condition
  path: Issue['path']
}

/** A condition as it was read and found to be one: a tree of Kleene's logic. */
export type Condition =
  | { kind: 'ALL' | 'ANY'; of: readonly Condition[] }
  | { kind: 'NOT'; of: Condition }
  | Leaf
  | Related

/** Every leaf and every related row's question in a condition. */
export function* partsOf(condition: Condition): Generator<Leaf | Related> {
  switch (condition.kind) {
    case 'ALL':
    case 'ANY':
      for (const inner of condition.of) yield* partsOf(inner)
      return
    case 'NOT':
      yield* partsOf(condition.of)
      return
    case 'FIELD':
      yield condition
      return
    case 'SOME':
    case 'NONE':
    case 'EVERY':
    case 'ONE':
      yield condition
      yield* partsOf(condition.of)
      return
    default:
      condition satisfies never
  }
}

/** Every scope that answering the condition takes: to find by a value is to read it. */
export const scopesOf = (condition: Condition): Set<Scope> =>
  new Set(
    [...partsOf(condition)].flatMap(part => (part.kind === 'FIELD' ? part.scopes : part.relation.scopes)),
  )
