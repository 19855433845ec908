import * as z from 'zod'
import { channels } from '../../database/tables/customers/channels.ts'
import {
  type InteractionLine,
  interactionKinds,
  interactions,
} from '../../database/tables/customers/interactions.ts'
import { dayOfInstant, formatInstant, parseDay, parseInstant } from '../../lib/days.ts'
import { formatAmount } from '../../lib/money.ts'
import { identifying } from '../../lib/text.ts'
import { isTradeKind } from '../facts/purchases.ts'
import { label, parse, text } from '../input/fields.ts'
import { amountText, readAmount } from '../input/money.ts'
import { type Issue, UserError } from '../service/errors.ts'
import type { Workspace } from '../service/service.ts'
import { type IssueSaying, say } from '../wording/say.ts'

export const directions = interactions.direction.enumValues
export const saleStages = interactions.stage.enumValues

type Kind = (typeof interactionKinds)[number]
type Stage = (typeof saleStages)[number]
type Direction = (typeof directions)[number]

/** What happened, in stored form: instants in milliseconds, money in minor units, absent things null. */
export interface InteractionFacts {
  kind: Kind
  channel: (typeof channels)[number] | null
  subchannel: string | null
  direction: Direction | null
  stage: Stage | null
  occurredAt: number
  day: number
  amount: number | null
  /** What the goods of a purchase or a refund cost the company; null where nobody said. */
  cost: number | null
  cancelled: boolean
  subject: string | null
  body: string | null
  outcome: string | null
  score: number | null
  lines: InteractionLine[] | null
  /** What is compared of the keys, and the texts as given where they differ. */
  source: string | null
  sourceGiven: string | null
  externalId: string | null
  externalIdGiven: string | null
}

/** What a kind says by itself about where in the sale it belongs [O]. */
const stageOf: Partial<Record<Kind, Stage>> = {
  INQUIRY: 'BEFORE_SALE',
  QUOTE: 'BEFORE_SALE',
  PURCHASE: 'DURING_SALE',
  CONTRACT: 'DURING_SALE',
  PAYMENT: 'DURING_SALE',
  REFUND: 'AFTER_SALE',
  DELIVERY: 'AFTER_SALE',
  THANK_YOU: 'AFTER_SALE',
  SURVEY_RESPONSE: 'AFTER_SALE',
}

/** What a kind says by itself about who approached whom [O]. */
const directionOf: Partial<Record<Kind, Direction>> = {
  INQUIRY: 'INBOUND',
  COMPLAINT: 'INBOUND',
  FEEDBACK: 'INBOUND',
  SURVEY_RESPONSE: 'INBOUND',
  THANK_YOU: 'OUTBOUND',
  NEWSLETTER: 'OUTBOUND',
  GIFT: 'OUTBOUND',
  GREETING: 'OUTBOUND',
}

const clockSkew = 5 * 60_000
const firstDay = parseDay('1900-01-01') ?? 0
const farthestAppointment = 10 * 366 * 86_400_000
const mostLines = 2_000
const largestQuantity = 10 ** 9

const line = z.strictObject({
  product: label(200),
  quantity: z.number().refine(value => Math.abs(value) <= largestQuantity, say('tooLarge')),
  amount: amountText.nullish(),
  cost: amountText.nullish(),
})

/** Everything about an interaction but whom it concerns and who logged it. */
export const factFields = {
  kind: z.enum(interactionKinds),
  channel: z.enum(channels).nullish(),
  subchannel: label(100).nullish(),
  direction: z.enum(directions).nullish(),
  stage: z.enum(saleStages).nullish(),
  /** ISO 8601 with an offset, or local to the workspace without one; now when nothing is said. */
  occurredAt: z.string().trim().nullish(),
  /** Decimal text, never negative: a refund subtracts. */
  amount: amountText.nullish(),
  /** Decimal text, of a purchase or a refund; the sum of the lines' costs when nothing is said and all have one. */
  cost: amountText.nullish(),
  /** ISO 4217; the workspace's when nothing is said. */
  currency: z.string().trim().nullish(),
  cancelled: z.boolean().nullish(),
  subject: text(500).nullish(),
  body: text(20_000).nullish(),
  outcome: text(500).nullish(),
  score: z.number().nullish(),
  /** Amount and cost of a line are decimal texts for the whole line; an amount below 0 is a discount. */
  lines: z
    .array(line)
    .max(mostLines, say('moreLines', { max: mostLines }))
    .nullish(),
  source: text(100).nullish(),
  externalId: text(200).nullish(),
}

const factInput = z.object(factFields)

export type InteractionFactsInput = z.input<typeof factInput>

/**
 * Reads one interaction as a mutation's input says it, and a row of a file that was read so. Pure: the same
 * input at the same `now` (milliseconds) gives the same facts. Unknown fields are left alone.
 */
export function parseInteractionFacts(
  workspace: Workspace,
  now: number,
  raw: unknown,
): { facts: InteractionFacts } | { issues: Issue[] } {
  let input: z.output<typeof factInput>
  try {
    input = parse(factInput, withoutEmpty(raw))
  } catch (error) {
    if (error instanceof UserError) return { issues: error.issues }
    throw error
  }
  const issues: Issue[] = []
  const blame = (path: Issue['path'], saying: IssueSaying) => {
    issues.push({ path, saying })
    return null
  }
  const money = (amount: string | null | undefined, path: Issue['path'], signed = false) => {
    if (amount == null) return null
    const read = readAmount(amount, workspace)
    if ('fault' in read) return blame(path, read.fault)
    if (read.minor < 0 && !signed) return blame(path, say('negative'))
    return read.minor
  }

  const occurredAt = input.occurredAt == null ? now : parseInstant(input.occurredAt, workspace.timeZone)
  const day = occurredAt === null ? 0 : dayOfInstant(occurredAt, workspace.timeZone)
  const fault = occurredAt === null ? say('notInstant') : timeFault(input.kind, occurredAt, day, now)
  if (fault) blame(['occurredAt'], fault)

  const amount = money(input.amount, ['amount'])
  if (isTradeKind(input.kind) && input.amount == null) blame(['amount'], say('missing'))
  if (!isTradeKind(input.kind) && input.kind !== 'GIFT' && input.cost != null)
    blame(['cost'], say('tradeOnly'))
  if (input.currency && input.currency.toUpperCase() !== workspace.currency)
    blame(['currency'], say('otherCurrency', { currency: workspace.currency }))

  const score = input.score ?? null
  if (score !== null && input.kind !== 'SURVEY_RESPONSE') blame(['score'], say('surveyOnly'))
  else if (score !== null && !(Number.isInteger(score) && score >= 0 && score <= 10))
    blame(['score'], say('notScore'))

  const direction = input.direction === undefined ? (directionOf[input.kind] ?? null) : input.direction
  if (input.kind === 'SURVEY_RESPONSE' && direction !== 'INBOUND') blame(['direction'], say('answersComeIn'))

  const priceLines = (input.lines ?? []).map((one, at): InteractionLine => {
    const lineAmount = money(one.amount, ['lines', at, 'amount'], true)
    const cost = money(one.cost, ['lines', at, 'cost'])
    if (one.quantity < 0 && lineAmount !== null && lineAmount > 0)
      blame(['lines', at, 'quantity'], say('quantityBelow'))
    return {
      product: one.product,
      quantity: one.quantity,
      ...(lineAmount === null ? {} : { amount: lineAmount }),
      ...(cost === null ? {} : { cost }),
    }
  })

  const cost = input.cost === undefined ? costOfLines(input.kind, priceLines) : money(input.cost, ['cost'])
  if (cost !== null && !Number.isSafeInteger(cost)) blame(['lines'], say('costTooMuch'))

  const source = input.source == null ? null : identifying(input.source)
  const externalId = input.externalId == null ? null : identifying(input.externalId)
  if (source === null && externalId !== null) blame(['source'], say('sourceMissing'))
  if (source !== null && externalId === null) blame(['externalId'], say('externalIdMissing'))

  if (issues.length > 0 || occurredAt === null) return { issues }
  return {
    facts: {
      kind: input.kind,
      channel: input.channel ?? null,
      subchannel: input.subchannel ?? null,
      direction,
      stage: input.stage === undefined ? (stageOf[input.kind] ?? null) : input.stage,
      occurredAt,
      day,
      amount,
      cost,
      cancelled: input.cancelled ?? false,
      subject: input.subject ?? null,
      body: input.body ?? null,
      outcome: input.outcome ?? null,
      score,
      lines: priceLines.length > 0 ? priceLines : null,
      source: source?.key ?? null,
      sourceGiven: source?.given ?? null,
      externalId: externalId?.key ?? null,
      externalIdGiven: externalId?.given ?? null,
    },
  }
}

/** What the lines cost together, where a purchase or a refund has some and each says its cost. */
function costOfLines(kind: Kind, lines: readonly InteractionLine[] | null): number | null {
  if (!isTradeKind(kind) || lines === null || lines.length === 0) return null
  let sum = 0
  for (const { cost } of lines) {
    if (cost === undefined) return null
    sum += cost
  }
  return sum
}

/** An empty text says nothing. */
export function withoutEmpty(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== ''))
}

function timeFault(kind: Kind, occurredAt: number, day: number, now: number): IssueSaying | null {
  if (day < firstDay) return say('beforeYear', { year: 1900 })
  if (kind === 'APPOINTMENT')
    return occurredAt > now + farthestAppointment ? say('yearsAhead', { years: 10 }) : null
  return occurredAt > now + clockSkew ? say('appointmentsOnly') : null
}

/** The reverse of `parseInteractionFacts`, for laying a correction over what stands. */
export function writeInteractionFacts(workspace: Workspace, facts: InteractionFacts): InteractionFactsInput {
  const money = (minor: number | null | undefined) =>
    minor == null ? null : formatAmount(BigInt(minor), workspace.decimals)
  return {
    kind: facts.kind,
    channel: facts.channel,
    subchannel: facts.subchannel,
    // What follows from the kind or the lines is left out, so that other ones bring their own.
    ...(facts.direction === (directionOf[facts.kind] ?? null) ? {} : { direction: facts.direction }),
    ...(facts.stage === (stageOf[facts.kind] ?? null) ? {} : { stage: facts.stage }),
    occurredAt: formatInstant(facts.occurredAt),
    amount: money(facts.amount),
    ...(facts.cost === costOfLines(facts.kind, facts.lines) ? {} : { cost: money(facts.cost) }),
    currency: workspace.currency,
    cancelled: facts.cancelled,
    subject: facts.subject,
    body: facts.body,
    outcome: facts.outcome,
    score: facts.score,
    lines: facts.lines?.map(one => ({ ...one, amount: money(one.amount), cost: money(one.cost) })) ?? null,
    source: facts.sourceGiven ?? facts.source,
    externalId: facts.externalIdGiven ?? facts.externalId,
  }
}
