import { expect, test } from 'vitest'
import { idsIn, valueText } from '../../../src/console/screens/customer/trail.ts'

const field = (before: unknown, after: unknown) => ({
  ...{ field: 'owner', label: null, hidden: false },
  ...{ before, after },
})

test('whoever a trail tells by id is looked up once, and what has no name is not', () => {
  const fields = [field('stf_1', 'stf_2'), field(null, ['reg_9', 'stf_2']), field('cus_5', 'not an id')]
  expect(idsIn([{ fields }])).toEqual(['stf_1', 'stf_2', 'reg_9'])
})

test('an id reads as the name of what it stands for, and as it is where nobody knows it', () => {
  const names = new Map([
    ['stf_1', 'Lan'],
    ['reg_9', 'Huế'],
  ])
  expect(valueText(['stf_1', 'reg_9', 'stf_2'], names)).toBe('Lan, Huế, stf_2')
})
