import { GraphQLError } from 'graphql'
import { formatDay, formatInstant, parseDay } from '../../src/lib/days.ts'
import { builder } from './builder.ts'

const refuse = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })

function asText(value: unknown, type: string): string {
  if (typeof value === 'string') return value
  throw refuse(`${type} is written as a string.`)
}

builder.scalarType('DateTime', {
  description:
    'An instant: ISO 8601 with an offset, answered in UTC with milliseconds. An input without an offset is ' +
    "read in the workspace's time zone.",
  serialize: value => formatInstant(value),
  parseValue: value => asText(value, 'DateTime'),
})

builder.scalarType('Date', {
  description: "A calendar day of the workspace's time zone, `YYYY-MM-DD`.",
  serialize: value => formatDay(value),
  parseValue: value => {
    const text = asText(value, 'Date')
    if (parseDay(text) === null) throw refuse(`"${text.slice(0, 40)}" is not a calendar day (YYYY-MM-DD).`)
    return text
  },
})

builder.scalarType('Decimal', {
  description:
    'A decimal number as a string, such as `"139.12"`: no grouping, no exponent. In an input exactly three digits ' +
    'behind the point are refused where the currency has fewer decimals: `250.000` may mean 250 or 250,000.',
  serialize: value => value,
  parseValue: value => asText(value, 'Decimal'),
})

builder.scalarType('BigInt', {
  description: 'An integer as a string of digits, because it may pass 2^53.',
  serialize: value => value.toString(),
  parseValue: value => asText(value, 'BigInt'),
})

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: value => value,
  parseValue: value => value,
})
