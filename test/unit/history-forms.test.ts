import { expect, test } from 'vitest'
import { fieldsOf } from '../../src/domain/changes/fields.ts'
import { shownValue } from '../../src/domain/history/forms.ts'

/** Names of what is stored as a number and is none: an id, a day, an instant. */
const numbered = /(Id|At|On|Until|Since|By|Day)$|^(from|until|since)$/

test('no field of the trail shows the number of a row, a day or an instant', () => {
  const raw = Object.entries(fieldsOf).flatMap(([entity, fields]) =>
    Object.keys(fields)
      .filter(name => numbered.test(name) && name !== 'externalId' && shownValue(name, 20_000) === 20_000)
      .map(name => `${entity}.${name}`),
  )
  expect(raw).toEqual([])
})
