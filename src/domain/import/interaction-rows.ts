import { type Identifying, identifying } from '../../lib/text.ts'
import { booleanField, decimalText, jsonField, keyField, nameOf, numberOf, withoutBlanks } from './cells.ts'

export const interactionColumns: ReadonlySet<string> = new Set([
  'externalId',
  'customerExternalId',
  'kind',
  'channel',
  'subchannel',
  'direction',
  'stage',
  'occurredAt',
  'amount',
  'cost',
  'currency',
  'subject',
  'body',
  'outcome',
  'score',
  'lines',
  'cancelled',
  'synthetic',
])

/** What one row says, in the form of `interactionRecord`'s input. What it leaves out is not there. */
export interface InteractionRow {
  externalId: Identifying
  customer: Identifying
  synthetic: boolean | undefined
  /** What the row says of the interaction itself, as `parseInteractionFacts` reads it. */
  said: Record<string, unknown>
}

/** @throws Fault */
export function readInteractionRow(fields: Record<string, unknown>): InteractionRow {
  const { externalId, customerExternalId, synthetic, ...rest } = fields
  const said = withoutBlanks(rest)
  for (const name of ['kind', 'channel', 'direction', 'stage'])
    if (name in said) said[name] = nameOf(said[name])
  for (const name of ['amount', 'cost']) if (name in said) said[name] = decimalText(name, said[name])
  if ('score' in said) said.score = numberOf('score', said.score)
  if (said.cancelled != null) said.cancelled = booleanField(said, 'cancelled')
  if ('lines' in said) said.lines = lines(jsonField(said, 'lines'))
  return {
    externalId: identifying(keyField({ externalId }, 'externalId', 200)),
    customer: identifying(keyField({ customerExternalId }, 'customerExternalId', 200)),
    synthetic: booleanField({ synthetic }, 'synthetic'),
    said,
  }
}

function lines(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((line: unknown, at) => {
    if (typeof line !== 'object' || line === null) return line
    const said: Record<string, unknown> = { ...line }
    for (const name of ['amount', 'cost'])
      if (name in said) said[name] = decimalText(`lines.${at}.${name}`, said[name])
    if ('quantity' in said) said.quantity = numberOf(`lines.${at}.quantity`, said.quantity)
    return said
  })
}
