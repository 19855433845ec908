import { getTableName } from 'drizzle-orm'
import * as z from 'zod'
import { checked, json } from '../../../database/checked-rows.ts'
import { decodeId, encodeId } from '../../../lib/ids.ts'
import { customerTable } from '../../fields/tables.ts'
import { type Condition, type Leaf, partsOf, type Related } from '../../filters/condition.ts'
import { recordKindOf } from '../../filters/explain-sql.ts'
import type { FactShape, FieldTable, Reference } from '../../filters/field.ts'
import { toldFact } from '../../filters/told-fact.ts'
import { kindsOfTables } from '../../personal-reads/kinds.ts'
import type { PersonalKind } from '../../service/personal-reads.ts'
import type { Scope } from '../../service/scopes.ts'
import type { Workspace } from '../../service/service.ts'

/** Null is unknown. */
type Truth = boolean | null

/** One part of a rule, as it stands to one customer. */
export interface ExplainedPart {
  /** Where in the list the part stands that this one belongs to; null of the whole rule. */
  parent: number | null
  kind: Condition['kind']
  /** The field, or the relation. */
  name: string | null
  condition: Condition
  /** Whose rows it asks about. */
  table: FieldTable
  /** Undefined where it may not be told, or there is no row to judge. */
  truth: Truth | undefined
  hidden: boolean
  /** The value that was compared, as a condition would name it; null where there is none. */
  fact: unknown
  shape: FactShape | null
  /** The row that decides, or that the value comes from. */
  record: string | null
  /** For how many related rows it is so. */
  rows: { true: number; false: number; unknown: number } | null
}

/** What of a customer a rule reads that is personal. */
const personalFields: Readonly<Record<string, PersonalKind>> = {
  ...{ name: 'NAME', text: 'NAME', email: 'EMAIL', phone: 'PHONE', gender: 'GENDER' },
  ...{ birthDate: 'BIRTH_DATE', attributes: 'ATTRIBUTES', tags: 'TAGS', consent: 'TEXT' },
}

/** What of a customer a rule reads that is personal: its own fields, and as free text what belongs to it. */
export const personalKindsIn = (rule: Condition): Set<PersonalKind> =>
  new Set(
    [...partsOf(rule)].flatMap(part => {
      if (part.kind !== 'FIELD') return part.relation.scopes.includes('customers:personal') ? ['TEXT'] : []
      return part.scopes.includes('customers:personal') ? [personalFields[part.field] ?? 'TEXT'] : []
    }),
  )

const truthCell = z.union([z.literal(0), z.literal(1)]).nullable()
const leafCell = json(z.tuple([truthCell, z.unknown(), z.int().nullable()])).nullable()
const relatedCell = json(z.tuple([z.int(), z.int(), z.int(), z.int(), z.int().nullable()])).nullable()

interface Place {
  table: FieldTable
  parent: number | null
  hidden: boolean
  /** What of a person all parts here tell. */
  personal: PersonalKind | null
}

interface Found {
  truth: Truth | undefined
  hidden: boolean
}

/** The parts of a rule from the outside in, as one customer was found to stand to each, for whoever holds some scopes. */
export class Explanation {
  readonly parts: ExplainedPart[] = []
  /** What was told of the person. */
  readonly personal = new Set<PersonalKind>()
  readonly #cells: Iterator<unknown>
  readonly #scopes: ReadonlySet<Scope>
  readonly #workspace: Workspace

  /** @param cells what `explainRow` found */
  constructor(rule: Condition, cells: readonly unknown[], scopes: ReadonlySet<Scope>, workspace: Workspace) {
    this.#cells = cells.values()
    this.#scopes = scopes
    this.#workspace = workspace
    this.#add(rule, { table: customerTable, parent: null, hidden: false, personal: null })
  }

  /** The rows that are named by what was found. */
  get named(): Pick<Reference, 'kind' | 'id'>[] {
    return this.parts.flatMap(({ fact, shape }) => {
      const id = shape?.is === 'ID' && typeof fact === 'string' ? decodeId(fact) : null
      return id ? [id] : []
    })
  }

  #add(condition: Condition, place: Place): Found {
    const { table, parent } = place
    const part: ExplainedPart = {
      ...{ parent, condition, table, kind: condition.kind, name: null, truth: undefined, hidden: false },
      ...{ fact: null, shape: null, record: null, rows: null },
    }
    const at = this.parts.push(part) - 1
    const { truth, hidden } = this.#found(condition, part, { ...place, parent: at })
    part.truth = hidden ? undefined : truth
    part.hidden = hidden
    return { truth, hidden }
  }

  #found(condition: Condition, part: ExplainedPart, place: Place): Found {
    switch (condition.kind) {
      case 'ALL':
      case 'ANY': {
        const inner = condition.of.map(one => this.#add(one, place))
        const hidden = place.hidden || inner.some(one => one.hidden)
        return { hidden, truth: together(inner, condition.kind === 'ANY') }
      }
      case 'NOT': {
        const { truth, hidden } = this.#add(condition.of, place)
        return { hidden, truth: typeof truth === 'boolean' ? !truth : truth }
      }
      case 'FIELD':
        return this.#leaf(condition, part, place)
      default:
        return this.#related(condition, part, place)
    }
  }

  #mayTell = (scopes: readonly Scope[]) => scopes.every(scope => this.#scopes.has(scope))

  #leaf({ field, scopes, test }: Leaf, part: ExplainedPart, place: Place): Found {
    const hidden = place.hidden || !this.#mayTell(scopes)
    part.name = field
    const found = checked(leafCell, this.#cells.next().value)
    if (!found) return { truth: undefined, hidden }
    const [truth, fact, record] = found
    if (!hidden) {
      if (test.fact) {
        part.shape = test.fact.shape
        part.fact = toldFact(fact, test.fact.shape, this.#workspace)
        part.record = test.fact.record && record !== null ? encodeId(test.fact.record.kind, record) : null
      }
      const kind = place.personal ?? (scopes.includes('customers:personal') ? personalFields[field] : null)
      if (kind) this.personal.add(kind)
    }
    return { truth: truth === null ? null : truth === 1, hidden }
  }

  #related({ kind, name, relation, to, of }: Related, part: ExplainedPart, place: Place): Found {
    part.name = name
    const found = checked(relatedCell, this.#cells.next().value)
    const [yes = 0, no = 0, unknown = 0, unseen = 0, record = null] = found ?? []
    // Nothing is told by rows of customers whom the asker does not reach.
    const hidden = place.hidden || !this.#mayTell(relation.scopes) || unseen > 0
    const kindOfTable = kindsOfTables[getTableName(to.table)]
    const inner = this.#add(of, {
      table: to,
      parent: place.parent,
      hidden,
      personal: relation.scopes.includes('customers:personal')
        ? typeof kindOfTable === 'string'
          ? kindOfTable
          : 'TEXT'
        : place.personal,
    })
    const isHidden = hidden || inner.hidden
    if (found && !isHidden) part.rows = { true: yes, false: no, unknown }
    const recordKind = recordKindOf(to)
    if (!isHidden && record !== null && recordKind) part.record = encodeId(recordKind, record)
    if (!found) return { truth: undefined, hidden: isHidden }
    return { truth: quantified(kind, yes, no, unknown), hidden: isHidden }
  }
}

/** Kleene's logic over parts; not judged where one of them is not. */
function together(parts: readonly Found[], any: boolean): Truth | undefined {
  const truths = parts.map(({ truth }) => truth)
  if (truths.includes(undefined)) return undefined
  if (truths.includes(any)) return any
  return truths.includes(null) ? null : !any
}

/** What so many related rows come to. */
function quantified(kind: Related['kind'], yes: number, no: number, unknown: number): Truth {
  const some = (deciding: number): Truth => (deciding > 0 ? true : unknown > 0 ? null : false)
  const not = (truth: Truth): Truth => (truth === null ? null : !truth)
  switch (kind) {
    case 'SOME':
      return some(yes)
    case 'NONE':
      return not(some(yes))
    case 'EVERY':
      return not(some(no))
    case 'ONE':
      return yes + no === 0 ? null : yes > 0
  }
}
