import { expect, test } from 'vitest'
import { idsIn, valueText } from '../../../src/console/screens/customer/trail.ts'
import { learnLabels } from '../../../src/console/words/labels.ts'

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
  expect(valueText(['stf_1', 'reg_9', 'stf_2'], names, 'CUSTOMER', 'owner')).toBe('Lan, Huế, stf_2')
})

test('a value of an enum reads as that of its field, whatever it means elsewhere', () => {
  learnLabels([
    { name: 'SurveyState', values: [{ value: 'OPEN', label: 'Chờ trả lời' }] },
    { name: 'FollowUpState', values: [{ value: 'OPEN', label: 'Đang chờ' }] },
    { name: 'Channel', values: [{ value: 'PHONE', label: 'Điện thoại' }] },
    { name: 'DuplicateGround', values: [{ value: 'PHONE', label: 'Trùng số điện thoại' }] },
  ])
  const text = (value: string, entity: string, field: string) => valueText(value, new Map(), entity, field)
  expect(text('OPEN', 'SURVEY', 'state')).toBe('Chờ trả lời')
  expect(text('OPEN', 'FOLLOW_UP', 'state')).toBe('Đang chờ')
  expect(text('PHONE', 'INTERACTION', 'channel')).toBe('Điện thoại')
  expect(text('OPEN', 'GOAL', 'standing')).toBe('OPEN')
})
