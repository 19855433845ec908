import { type Issue, UserError } from '../service/errors.ts'
import type { Workspace } from '../service/service.ts'
import { type IssueSaying, say } from '../wording/say.ts'
import type { Condition } from './condition.ts'
import type { FieldTable, Relation } from './field.ts'

/** What a condition may hold at most: levels of conditions within conditions, and questions. */
export const conditionLimits = { depth: 8, leaves: 50 } as const

const quantifiers = { some: 'SOME', none: 'NONE', every: 'EVERY' } as const

/**
 * Reads a condition over the rows of a table: an object whose parts must all hold. Absent parts say nothing; null, an
 * empty list and an empty object, which would quietly widen, are errors.
 * @param path where in the caller's input it stands
 * @returns undefined where it asks nothing
 * @throws UserError `INVALID_INPUT` with an issue for each fault
 */
export function readCondition(
  table: FieldTable,
  raw: unknown,
  workspace: Workspace,
  path: Issue['path'] = ['filter'],
): Condition | undefined {
  const reader = new Reader(workspace, table)
  const parts = isObject(raw) && Object.values(raw).every(value => value === undefined)
  const condition = parts ? undefined : reader.read(table, raw, path, 1)
  if (reader.issues.length > 0) throw new UserError('INVALID_INPUT', say('inputNotValid'), reader.issues)
  return condition
}

/**
 * What a condition from outside costs a request, before anybody knows whether it is one: each question is asked of every
 * row.
 * @param plain what a question of a column of the row costs
 */
export function costOfCondition(table: FieldTable, raw: unknown, plain: number): number {
  if (Array.isArray(raw)) return sum(raw.map(one => costOfCondition(table, one, plain)))
  if (!isObject(raw)) return 0
  const parts = Object.entries(raw).map(([name, value]) => {
    if (name === 'all' || name === 'any' || name === 'not') return costOfCondition(table, value, plain)
    const relation = Object.hasOwn(table.relations, name) ? table.relations[name] : undefined
    if (!relation) return plain + ((Object.hasOwn(table.fields, name) && table.fields[name]?.cost) || 0)
    const asked = relation.many && isObject(value) ? Object.values(value) : [value]
    return sum(asked.map(one => relation.cost + Math.max(plain, costOfCondition(relation.to(), one, plain))))
  })
  return sum(parts)
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const everyRow: Condition = { kind: 'ALL', of: [] }

class Reader {
  readonly issues: Issue[] = []
  #leaves = 0
  /** The tables on the way from the root: a condition that came back to one would cost what its rows cost squared. */
  readonly #trail: FieldTable[]
  readonly #workspace: Workspace

  constructor(workspace: Workspace, root: FieldTable) {
    this.#workspace = workspace
    this.#trail = [root]
  }

  /** A fault is remembered and leaves nothing to ask. */
  read(table: FieldTable, raw: unknown, path: Issue['path'], depth: number): Condition | undefined {
    if (depth > conditionLimits.depth)
      return this.#fault(path, say('tooDeep', { levels: conditionLimits.depth }))
    if (!isObject(raw)) return this.#fault(path, raw === null ? isNull : say('notObject'))
    const parts = Object.entries(raw).filter(([, value]) => value !== undefined)
    if (parts.length === 0) return this.#fault(path, say('emptyCondition'))
    const read = parts.flatMap(
      ([name, value]) => this.#part(table, name, value, [...path, name], depth) ?? [],
    )
    return read.length === 1 ? read[0] : { kind: 'ALL', of: read }
  }

  #part(
    table: FieldTable,
    name: string,
    value: unknown,
    path: Issue['path'],
    depth: number,
  ): Condition | undefined {
    if (value === null) return this.#fault(path, isNull)
    if (name === 'all' || name === 'any') return this.#several(table, name, value, path, depth)
    if (name === 'not') {
      const of = this.read(table, value, path, depth + 1)
      return of && { kind: 'NOT', of }
    }
    const relation = Object.hasOwn(table.relations, name) ? table.relations[name] : undefined
    if (relation) return this.#related(name, relation, value, path, depth)
    const field = Object.hasOwn(table.fields, name) ? table.fields[name] : undefined
    if (!field) return this.#fault(path.slice(0, -1), say('unknownField', { field: name.slice(0, 60) }))
    if (!this.#count(path)) return undefined
    const found = field.read(value, this.#workspace)
    if ('test' in found) {
      const { references = [], scopes = [] } = found.test
      const test = {
        ...found.test,
        references: references.map(one => ({ ...one, path: [...path, ...one.path] })),
      }
      const { input, column, dated, cost = 0 } = field
      return {
        kind: 'FIELD',
        field: name,
        input,
        asked: value,
        column,
        dated,
        cost,
        scopes: [...field.scopes, ...scopes],
        test,
        path,
      }
    }
    for (const issue of found.issues) this.#fault([...path, ...issue.path], issue.saying)
    return undefined
  }

  #several(
    table: FieldTable,
    name: 'all' | 'any',
    value: unknown,
    path: Issue['path'],
    depth: number,
  ): Condition | undefined {
    // GraphQL lets a list of one stand without its brackets.
    const list = Array.isArray(value) ? value : [value]
    if (list.length === 0) return this.#fault(path, say('empty'))
    // A list that holds too many is refused by the first one too many, before the others are looked at.
    const most = list.slice(0, conditionLimits.leaves + 1)
    const of = most.flatMap((one, at) => this.read(table, one, [...path, at], depth + 1) ?? [])
    return { kind: name === 'all' ? 'ALL' : 'ANY', of }
  }

  #related(
    name: string,
    relation: Relation,
    value: unknown,
    path: Issue['path'],
    depth: number,
  ): Condition | undefined {
    const to = relation.to()
    if (this.#trail.includes(to)) return this.#fault(path, say('leadsBack'))
    this.#trail.push(to)
    const read = relation.many
      ? this.#quantified(name, relation, to, value, path, depth)
      : this.read(to, value, path, depth + 1)
    this.#trail.pop()
    return relation.many ? read : read && { kind: 'ONE', name, relation, to, of: read, path }
  }

  #quantified(
    name: string,
    relation: Relation,
    to: FieldTable,
    value: unknown,
    path: Issue['path'],
    depth: number,
  ): Condition | undefined {
    if (!isObject(value)) return this.#fault(path, say('notObject'))
    const asked = Object.entries(value).filter(([, one]) => one !== undefined)
    if (asked.length === 0) return this.#fault(path, say('needsQuantifier'))
    const read = asked.flatMap(([quantifier, inner]): Condition[] => {
      const kind = isQuantifier(quantifier) ? quantifiers[quantifier] : undefined
      const at = [...path, quantifier]
      if (kind === undefined) {
        this.#fault(path, say('unknownField', { field: quantifier.slice(0, 60) }))
        return []
      }
      if (inner === null) this.#fault(at, isNull)
      // Any row at all is meant where nothing is asked of it: that there is some, or none.
      const any = kind !== 'EVERY' && isObject(inner) && Object.values(inner).every(one => one === undefined)
      if (any) this.#count(path)
      const of = any ? everyRow : inner === null ? undefined : this.read(to, inner, at, depth + 1)
      return of ? [{ kind, name, relation, to, of, path: at }] : []
    })
    return read.length === 1 ? read[0] : { kind: 'ALL', of: read }
  }

  /** Whether there is room for one question more. */
  #count(path: Issue['path']): boolean {
    if (++this.#leaves <= conditionLimits.leaves) return true
    this.#fault(path, say('moreConditions', { max: conditionLimits.leaves }))
    return false
  }

  #fault(path: Issue['path'], saying: IssueSaying): undefined {
    this.issues.push({ path, saying })
    return undefined
  }
}

const isNull = say('nullCondition')

const isQuantifier = (name: string): name is keyof typeof quantifiers => Object.hasOwn(quantifiers, name)
