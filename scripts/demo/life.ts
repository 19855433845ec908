import { formatDay } from '../../src/lib/days.ts'
import { choice, label, pick } from './overlay.ts'

/** What the demo's house knows of some customers besides what they bought, and what it plans. All of it is made up. */

const kin = [
  ['SPOUSE', 'Vợ'],
  ['CHILD', 'Con gái'],
  ['CHILD', 'Con trai'],
  ['PARENT', 'Mẹ'],
] as const

/** Birthdays of families, and days of the lunar calendar on which ancestors are remembered. */
export function occasions(customers: ReadonlyMap<string, string>) {
  return [...customers].flatMap(([externalId, customer]) => {
    const date = (what: string) => ({
      day: 1 + choice(28, externalId, what, 'day'),
      month: 1 + choice(12, externalId, what, 'month'),
    })
    const family = kin
      .filter(([, person]) => choice(3, externalId, person) > 0)
      .map(([kinship, person]) => ({
        ...{ customer, kinship, person, kind: 'BIRTHDAY', label },
        ...date(person),
      }))
    const remembered = { customer, kind: 'DEATH_ANNIVERSARY', calendar: 'LUNAR', person: 'Ông nội', label }
    return choice(5, externalId, 'lunar') === 0 ? [...family, { ...remembered, ...date('lunar') }] : family
  })
}

const notes = [
  'Thích được gọi vào buổi chiều.',
  'Luôn hỏi về hộp quà gỗ; báo khi có mẫu mới.',
  'Quyết định mua cùng chị kế toán.',
  'Mở thêm cửa hàng thứ hai vào mùa xuân.',
]

export const notesOn = (customers: ReadonlyMap<string, string>) =>
  [...customers].map(([externalId, customer]) => ({
    customer,
    text: `${pick(notes, externalId, 'note')} (${label})`,
    pinned: choice(4, externalId, 'pinned') === 0,
  }))

const tastes = [
  ['packaging', 'gift boxes'],
  ['delivery', 'mornings'],
  ['colours', 'pastel'],
] as const

export const preferences = (customers: ReadonlyMap<string, string>) =>
  [...customers].map(([externalId, customer]) => {
    const [topic, value] = pick(tastes, externalId, 'taste')
    return { customer, topic, value, source: 'SAID' }
  })

const streets = ['Lê Lợi', 'Hai Bà Trưng', 'Nguyễn Huệ', 'Trần Phú', 'Quang Trung']
const cities = ['Hà Nội', 'Huế', 'Đà Nẵng', 'Cần Thơ']

export const postalAddresses = (customers: ReadonlyMap<string, string>) =>
  [...customers].map(([externalId, customer]) => ({
    customer,
    lines: [`${1 + choice(200, externalId, 'number')} ${pick(streets, externalId, 'street')} (demo)`],
    locality: pick(cities, externalId, 'city'),
    country: 'VN',
    primary: true,
  }))

/** @param staff their ids */
export const careTeams = (customers: ReadonlyMap<string, string>, staff: readonly string[]) =>
  [...customers].map(([externalId, customer]) => ({
    customer,
    staffMember: pick(staff, externalId, 'team'),
    role: pick(['specialist', 'accounts', 'delivery'], externalId, 'role'),
  }))

/** Rows of a second source, of customers whom the shop knows already: the same phone and name. */
export const counterCustomers = (known: readonly { externalId: string; name: string; phone: string }[]) =>
  known.map(({ externalId, name, phone }) => ({
    ...{ externalId: `counter-${externalId}`, name, phone, synthetic: true },
    acquisitionSource: 'shop counter',
  }))

/** What the house itself tells customers. */
export function ownCampaigns(firstDay: number, today: number, nearlyLost: string) {
  return [
    {
      name: 'Thư nhà hàng tháng (demo)',
      kind: 'PLAN',
      cadence: 'MONTHLY',
      purpose: 'MARKETING',
      channels: ['EMAIL'],
      firstDay: formatDay(firstDay),
      theme: `Quà tặng theo mùa. ${label}`,
      cost: '0',
    },
    {
      name: 'Mời quay lại mùa thu (demo)',
      kind: 'OFFER',
      purpose: 'CARE',
      channels: ['LETTER'],
      segment: nearlyLost,
      firstDay: formatDay(today - 38),
      lastDay: formatDay(today - 17),
      offer: `Giảm 10 % cho đơn kế tiếp. ${label}`,
      cost: '120',
    },
  ]
}

/** What some customers are owed, from the first day on. */
export function careStandards(day: number, [loyal, frequent, , , fresh]: readonly string[]) {
  const firstDay = formatDay(day)
  return [
    {
      ...{ name: 'Khách chi tiêu cao: gọi hỏi thăm (demo)', segment: loyal, deed: 'CALL', everyDays: 60 },
      ...{ channels: ['PHONE'], minutes: 8, priority: 20, firstDay },
    },
    {
      ...{ name: 'Khách mua thường xuyên: gọi sau giao hàng (demo)', segment: frequent, deed: 'CALL' },
      ...{ trigger: 'DELIVERY', withinDays: 7, channels: ['PHONE'], minutes: 6, priority: 10, firstDay },
    },
    {
      ...{ name: 'Khách mới: cảm ơn đơn đầu (demo)', segment: fresh, deed: 'THANK_YOU' },
      ...{ trigger: 'FIRST_PURCHASE', withinDays: 10, channels: ['LETTER', 'EMAIL'], minutes: 5, firstDay },
    },
  ]
}

/** @param day the day on which they are made */
export function goals(day: number, segment: string, campaign: string, owner: string) {
  const span = { firstDay: formatDay(day), lastDay: formatDay(day + 180), owner, note: label }
  return [
    { ...span, name: 'Việc xong đúng hạn', metric: 'FOLLOW_UPS_IN_TIME', direction: 'AT_LEAST', target: 80 },
    {
      ...span,
      ...{
        name: 'Khách mua thường xuyên',
        metric: 'SEGMENT_MEMBERS',
        direction: 'AT_LEAST',
        target: 900,
        segment,
      },
    },
    {
      ...span,
      ...{
        name: 'Ít khách lung lay',
        metric: 'VULNERABILITY_INDEX',
        direction: 'AT_MOST',
        target: 40,
        campaign,
      },
    },
    { ...span, name: 'Khách hài lòng', metric: 'SATISFACTION', direction: 'AT_LEAST', target: 8 },
  ]
}
