import { dayOfInstant, instantOfLocal, parseDay, parseInstant } from '../../lib/days.ts'
import { decodeId, type IdKind } from '../../lib/ids.ts'
import { comparable } from '../../lib/text.ts'
import { readAmount } from '../input/money.ts'
import type { Workspace } from '../service/service.ts'
import { fieldLabel, relationLabel } from '../wording/conditions/field-label.ts'
import type { FieldLabel } from '../wording/conditions/label.ts'
import {
  conditionWords,
  isOperator,
  joints,
  operators,
  points,
  windows,
} from '../wording/conditions/phrases.ts'
import { figures } from '../wording/figures.ts'
import { labels } from '../wording/labels.ts'
import type { Language, Spoken } from '../wording/language.ts'
import type { Condition, Leaf, Related } from './condition.ts'
import type { FactShape, FieldInput, FieldTable } from './field.ts'

/** In which language a condition is said, and what the rows that it names are called. */
export interface Wording {
  language: Language
  workspace: Pick<Workspace, 'currency' | 'decimals' | 'timeZone'>
  /** Null where nobody knows, or the asker may not. */
  nameOf(kind: IdKind, id: number): string | null
}

/** What a value is that a question compares with. */
type Shape = Exclude<FieldInput['is'], 'OWN'> | 'REGION'

/** So many values of one list are said. */
const mostSaid = 10

/** A condition over the rows of a table as a sentence without its subject: `region lies in “Huế” and (… or …)`. */
export const paraphrase = (condition: Condition, table: FieldTable, wording: Wording): string =>
  new Paraphrase(wording).of(condition, table)

/** The value of a row that a question of a field compares, as `toldFact` has it. */
export const factInWords = (fact: unknown, { is }: FactShape, label: FieldLabel, wording: Wording): string =>
  new Paraphrase(wording).fact(fact, is, label)

/** A text of somebody's within a sentence: in quotation marks that it cannot end, on one line, without marks of direction. */
export const quoted = (text: string): string => {
  const shown = [...comparable(text).replace(/["\u00ab\u00bb\u201c-\u201f]/g, "'")]
  return `“${shown.length > 200 ? `${shown.slice(0, 200).join('')}…` : shown.join('')}”`
}

/** Fields whose questions have a shape of their own: what the values in them are. */
const ownShapes: Readonly<Record<string, Shape>> = {
  'Customer.spend': 'MONEY',
  'Customer.purchases': 'INT',
  'Customer.lastPurchase': 'INT',
  'Customer.probabilityAlive': 'NUMBER',
  'Customer.region': 'REGION',
  'Campaign.region': 'REGION',
}

class Paraphrase {
  readonly #wording: Wording

  constructor(wording: Wording) {
    this.#wording = wording
  }

  of(condition: Condition, table: FieldTable): string {
    switch (condition.kind) {
      case 'ALL':
      case 'ANY':
        return condition.of
          .map(one => this.#within(one, table, condition.of.length > 1))
          .join(this.#say(condition.kind === 'ALL' ? joints.and : joints.or))
      case 'NOT':
        return this.#say(joints.not, this.#bracketed(condition.of, table))
      case 'FIELD':
        return this.#leaf(condition, table)
      default:
        return this.#related(condition)
    }
  }

  fact(value: unknown, is: FactShape['is'], label: FieldLabel): string {
    if (!isSaid(value)) return this.#say(conditionWords.nothing)
    switch (is) {
      case 'FLAG':
        return this.#say(value === true ? conditionWords.isYes : conditionWords.isNo)
      case 'INSTANT':
        return this.#instant(String(value))
      case 'JSON': {
        const { verdict, grade } = isObject(value) ? value : {}
        if (isSaid(grade)) return this.#label('VulnerabilityGrade', grade)
        if (isSaid(verdict)) return this.#label('VulnerabilityVerdict', verdict)
        return quoted(typeof value === 'string' ? value : JSON.stringify(value))
      }
      case 'LIST':
      case 'TEXTS':
        if (Array.isArray(value) && value.length === 0) return this.#say(conditionWords.nothing)
        return this.#values(value, is, label, joints.and)
      default:
        return this.#values(value, is, label, joints.and)
    }
  }

  /** In brackets where it is put together itself, so that it reads in one way only. */
  #within(condition: Condition, table: FieldTable, beside: boolean): string {
    const several = (condition.kind === 'ALL' || condition.kind === 'ANY') && condition.of.length > 1
    return several && beside ? this.#bracketed(condition, table) : this.of(condition, table)
  }

  #bracketed = (condition: Condition, table: FieldTable) => `(${this.of(condition, table)})`

  #related({ kind, name, to, of }: Related): string {
    const named = kind === 'EVERY' || kind === 'ONE' ? null : this.#memberOf(kind, name, of, to)
    if (named !== null) return named
    const joint = { SOME: joints.some, NONE: joints.none, EVERY: joints.every, ONE: joints.one }[kind]
    const anyAtAll = of.kind === 'ALL' && of.of.length === 0
    const atAll = kind === 'NONE' ? joints.noneAtAll : joints.someAtAll
    const said = this.#say(anyAtAll ? atAll : joint, anyAtAll ? '' : this.#bracketed(of, to))
    return said.replace('{noun}', () => this.#say(relationLabel(name)))
  }

  /** Membership of segments that are named, as people say it. */
  #memberOf(kind: 'SOME' | 'NONE', name: string, of: Condition, to: FieldTable): string | null {
    if (name !== 'segments' || of.kind !== 'FIELD' || of.field !== 'segment' || !isObject(of.asked))
      return null
    const { equals, in: among, ...others } = of.asked
    if ((equals === undefined) === (among === undefined) || Object.values(others).some(isSaid)) return null
    return this.#say(
      kind === 'SOME' ? joints.memberOf : joints.noMemberOf,
      this.#values(equals ?? among, 'ID', fieldLabel(to.name, of.field), joints.or),
    )
  }

  #leaf({ field, asked, input }: Leaf, table: FieldTable): string {
    const label = fieldLabel(table.name, field)
    const name = this.#say(label)
    if (input.is === 'FLAG') return this.#flag(name, asked)
    if (input.is === 'WORDS') return this.#say(conditionWords.words, quoted(String(asked)))
    if (!isObject(asked)) return name
    if (input.is !== 'OWN') return `${name} ${this.#operators(asked, input.is, label)}`
    switch (field) {
      case 'consent':
        return this.#consent(asked)
      case 'vulnerability':
        return this.#verdict(name, asked)
      case 'attributes':
        return this.#attribute(name, asked, label)
      case 'runningOn':
        return this.#say(conditionWords.runningOn, this.#point(asked))
      case 'spend':
      case 'purchases': {
        const { lastDays, from, until, ...bounds } = asked
        const window = [
          isSaid(lastDays) && this.#say(windows.lastDays, this.#days(lastDays)),
          isSaid(from) && this.#say(windows.from, this.#date(from)),
          isSaid(until) && this.#say(windows.until, this.#date(until)),
        ].filter(part => part !== false)
        return [name, ...window, this.#operators(bounds, shapeOf(table, field), label)].join(' ')
      }
      default:
        return `${name} ${this.#operators(asked, shapeOf(table, field), label)}`
    }
  }

  #flag = (field: string, asked: unknown) =>
    this.#say(asked === true ? conditionWords.yes : conditionWords.no).replace('{field}', () => field)

  /** What is asked of a value, each part behind the name of the field. */
  #operators(asked: Readonly<Record<string, unknown>>, shape: Shape, label: FieldLabel): string {
    return Object.entries(asked)
      .filter(([, value]) => isSaid(value))
      .map(([name, value]) => {
        if (name === 'empty') return this.#say(value === true ? conditionWords.empty : conditionWords.known)
        if (!isOperator(name)) throw new Error(`How is "${name}" said?`)
        const days = name === 'withinDays' || name === 'atLeastDaysAgo'
        const said = days
          ? this.#days(value)
          : this.#values(value, shape, label, name === 'all' ? joints.and : joints.or)
        const lies = name === 'in' && shape === 'REGION'
        return this.#say(lies ? conditionWords.liesIn : operators[name], said)
      })
      .join(this.#say(joints.and))
  }

  #consent({ purpose, channel, given }: Readonly<Record<string, unknown>>): string {
    const said = this.#say(
      given === true ? conditionWords.given : conditionWords.notGiven,
      this.#label('ConsentPurpose', purpose),
    )
    return isSaid(channel) ? `${said} ${this.#say(conditionWords.by, this.#label('Channel', channel))}` : said
  }

  #verdict(name: string, { verdict, grade, campaign }: Readonly<Record<string, unknown>>): string {
    const of = isSaid(campaign)
      ? this.#say(conditionWords.ofCampaign, this.#named(campaign))
      : this.#say(conditionWords.anyCampaign)
    const is = this.#say(operators.equals, this.#label('VulnerabilityVerdict', verdict))
    const by = isSaid(grade)
      ? [this.#say(conditionWords.grade, this.#label('VulnerabilityGrade', grade))]
      : []
    return [name, of, is, ...by].join(' ')
  }

  #attribute(
    name: string,
    { path, text, number, flag, empty }: Readonly<Record<string, unknown>>,
    label: FieldLabel,
  ): string {
    const field = `${name} ${quoted(Array.isArray(path) ? path.map(String).join(' › ') : String(path))}`
    if (isSaid(flag)) return this.#flag(field, flag)
    if (isSaid(empty)) return `${field} ${this.#operators({ empty }, 'TEXT', label)}`
    const [asked, shape, as] = isSaid(text)
      ? ([text, 'TEXT', conditionWords.asText] as const)
      : ([number, 'NUMBER', conditionWords.asNumber] as const)
    return `${field} ${this.#say(as)} ${this.#operators(isObject(asked) ? asked : {}, shape, label)}`
  }

  /** One value or several, the first of them where they are many. */
  #values(given: unknown, shape: Shape, label: FieldLabel, joint: Spoken): string {
    const list = Array.isArray(given) ? given : [given]
    const said = list.slice(0, mostSaid).map(value => this.#value(value, shape, label))
    const more = list.length - said.length
    const all = more > 0 ? [...said, this.#say(conditionWords.more, this.#number(more))] : said
    const [last = '', ...before] = all.toReversed()
    return before.length === 0 ? last : `${before.toReversed().join(', ')}${this.#say(joint)}${last}`
  }

  #value(value: unknown, shape: Shape, label: FieldLabel): string {
    switch (shape) {
      case 'ID':
      case 'REGION':
        return this.#named(value)
      case 'ENUM':
      case 'LIST':
        return this.#label(label.values, value)
      case 'MONEY': {
        const amount = readAmount(String(value), this.#wording.workspace)
        return 'minor' in amount
          ? figures[this.#wording.language].money(amount.minor, this.#wording.workspace)
          : quoted(String(value))
      }
      case 'INT':
      case 'NUMBER':
        return this.#number(value)
      case 'DAY':
      case 'INSTANT':
        return isObject(value) ? this.#point(value) : this.#date(value)
      default:
        return quoted(String(value))
    }
  }

  #named(value: unknown): string {
    const id = decodeId(String(value))
    const name = id && this.#wording.nameOf(id.kind, id.id)
    return quoted(name ?? String(value))
  }

  #label(values: string | undefined, value: unknown): string {
    const spoken = values === undefined ? undefined : labels[values]?.[String(value)]
    return spoken ? spoken[this.#wording.language] : quoted(String(value))
  }

  #point({ at, date, daysAgo, daysAhead }: Readonly<Record<string, unknown>>): string {
    if (isSaid(at)) return this.#instant(String(at))
    if (isSaid(date)) return this.#date(date)
    const [days, ahead] = isSaid(daysAgo) ? [daysAgo, false] : [daysAhead, true]
    if (days === 0) return this.#say(points.today)
    return this.#say(ahead ? points.daysAhead : points.daysAgo, this.#days(days))
  }

  /** As the clocks of the workspace show it. */
  #instant(text: string): string {
    const { timeZone } = this.#wording.workspace
    const instant = parseInstant(text, timeZone)
    if (instant === null) return quoted(text)
    const day = dayOfInstant(instant, timeZone)
    const minutes = Math.floor((instant - instantOfLocal(day, 0, timeZone)) / 60_000)
    const clock = [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0'))
    return `${figures[this.#wording.language].date(day)} ${clock.join(':')}`
  }

  #date = (value: unknown) =>
    parseDay(String(value)) === null
      ? quoted(String(value))
      : figures[this.#wording.language].date(String(value))

  #number = (value: unknown) =>
    typeof value === 'number' ? figures[this.#wording.language].number(value) : quoted(String(value))

  #days = (value: unknown) =>
    this.#say(value === 1 ? conditionWords.day : conditionWords.days, this.#number(value))

  #say = (phrase: Spoken, value = '') => phrase[this.#wording.language].replace('{}', () => value)
}

/** What the values are in a question of a shape of its own. */
function shapeOf({ name }: FieldTable, field: string): Shape {
  const shape = ownShapes[`${name}.${field}`]
  if (!shape) throw new Error(`How is a question of ${name}.${field} said?`)
  return shape
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
