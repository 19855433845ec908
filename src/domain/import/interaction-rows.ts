import { type Identifying, identifying } from '../../lib/text.ts'
import { booleanField, decimalText, jsonField, keyField, nameOf, numberOf, withoutBlanks } from './cells.ts'

export const interactionColumns: ReadonlySet<string> = new Set([
  // An export has them: they are passed over.
  'id',
  'export',
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
  input: Record<string, unknown>
}

/** @throws Fault */
export function readInteractionRow(fields: Record<string, unknown>): InteractionRow {
  const { id: _, export: __, externalId, customerExternalId, synthetic, ...rest } = fields
  const input = withoutBlanks(rest)
  for (const name of ['kind', 'channel', 'direction', 'stage'])
    if (name in input) input[name] = nameOf(input[name])
  for (const name of ['amount', 'cost']) if (name in input) input[name] = decimalText(name, input[name])
  if ('score' in input) input.score = numberOf('score', input.score)
  if (input.cancelled != null) input.cancelled = booleanField(input, 'cancelled')
  if ('lines' in input) input.lines = lines(jsonField(input, 'lines'))
  return {
    externalId: identifying(keyField({ externalId }, 'externalId', 200)),
    customer: identifying(keyField({ customerExternalId }, 'customerExternalId', 200)),
    synthetic: booleanField({ synthetic }, 'synthetic'),
    input,
  }
}

function lines(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((line: unknown, at) => {
    if (typeof line !== 'object' || line === null) return line
    const input: Record<string, unknown> = { ...line }
    for (const name of ['amount', 'cost'])
      if (name in input) input[name] = decimalText(`lines.${at}.${name}`, input[name])
    if ('quantity' in input) input.quantity = numberOf(`lines.${at}.quantity`, input.quantity)
    return input
  })
}
