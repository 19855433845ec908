import { formatDay, parseDay } from '../../src/lib/days.ts'
import { largest } from '../../src/lib/mathematics/extremes.ts'
import { fold } from '../../src/lib/text.ts'
import {
  companyKinds,
  companyNames,
  familyNames,
  menGiven,
  menMiddle,
  womenGiven,
  womenMiddle,
} from './names.ts'
import type { Invoice } from './online-retail.ts'

/**
 * The synthetic part of the demo. Everything here follows from the ids of the data set, so that each load
 * makes the same; nothing here happened.
 */

export const label = 'Synthetic demo data.'

/** A number of 0..`bound` − 1 that looks random and follows from the texts: FNV-1a with a final mix. */
export function choice(bound: number, ...texts: string[]): number {
  let hash = 0x811c9dc5
  for (const character of texts.join('|')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % bound
}

/** One of several that looks random and follows from the texts. */
export function pick<Item>(items: readonly Item[], ...texts: string[]): Item {
  const item = items[choice(items.length, ...texts)]
  if (item === undefined) throw new Error('There is nothing to choose from.')
  return item
}

/** Who works in the demo. */
export const staff = [
  { name: 'Nguyễn Thu Hà', email: 'ha@example.com' },
  { name: 'Trần Quốc Bảo', email: 'bao@example.com' },
  { name: 'Lê Ngọc Ánh', email: 'anh@example.com' },
  { name: 'Phạm Đức Long', email: 'long@example.com' },
  { name: 'Đặng Minh Châu', email: 'chau@example.com' },
]

/** Who left the demo's house without handing over, and what nobody answers for since. */
export const leaver = { name: 'Vũ Hải Yến', email: 'yen@example.com' }

export const lastComplaint = {
  kind: 'COMPLAINT',
  channel: 'PHONE',
  subject: 'Khiếu nại chưa ai trả lời',
  body: `Đã gọi hai lần, chưa thấy ai gọi lại. (${label})`,
}

/** What the overlay adds to a customer's row of the import. */
export interface Identity {
  kind: 'PERSON' | 'ORGANISATION'
  name: string
  email: string
  phone: string
  gender?: 'FEMALE' | 'MALE'
  birthDate?: string
  owner?: string
  acquisitionSource: string
  synthetic: true
}

const firstBirthday = parseDay('1956-01-01') ?? 0
const birthdays = 50 * 365

/** @param id the data set's customer id: five digits */
export function identityOf(id: string): Identity {
  const isCompany = choice(12, id, 'kind') === 0
  const isWoman = choice(100, id, 'gender') < 55
  const name = isCompany
    ? `${pick(companyKinds, id, 'company')} ${pick(companyNames, id, 'named')}`
    : [
        pick(familyNames, id, 'family'),
        pick(isWoman ? womenMiddle : menMiddle, id, 'middle'),
        pick(isWoman ? womenGiven : menGiven, id, 'given'),
      ].join(' ')
  return {
    kind: isCompany ? 'ORGANISATION' : 'PERSON',
    name,
    email: `${fold(name).replaceAll(/[^a-z]+/g, '.')}.${id}@example.com`,
    phone: `+8455000${id.slice(-4)}`,
    ...(isCompany
      ? {}
      : {
          gender: isWoman ? 'FEMALE' : 'MALE',
          birthDate: formatDay(firstBirthday + choice(birthdays, id, 'birthday')),
        }),
    ...(choice(10, id, 'owned') < 6 ? { owner: pick(staff, id, 'owner').email } : {}),
    acquisitionSource: pick(['website', 'referral', 'trade fair', 'catalogue'], id, 'source'),
    synthetic: true,
  }
}

/** A row of the interaction import that the overlay adds. */
export interface SyntheticInteraction {
  externalId: string
  customerExternalId: string
  kind: 'DELIVERY' | 'COMPLAINT' | 'THANK_YOU' | 'CALL'
  channel: 'RETAIL_AGENT' | 'PHONE' | 'EMAIL' | 'LETTER'
  occurredAt: string
  subject: string
  body: string
  synthetic: true
}

const recentDays = 60

const complaints = [
  'Hàng giao chậm ba ngày so với hẹn.',
  'Hai chiếc cốc trong kiện bị vỡ, đề nghị đổi.',
  'Hoá đơn tính nhầm số lượng.',
  'Màu sản phẩm không giống ảnh trên trang.',
]

/** Deliveries, complaints, thanks and calls after some of the last invoices, none later than the last one. */
export function afterSales(invoices: readonly Invoice[]): SyntheticInteraction[] {
  const last = largest(invoices.map(invoice => invoice.day))
  return invoices.flatMap(invoice => {
    const { number, customer, cancellation } = invoice
    const after = (days: number) => invoice.day + days
    if (cancellation || invoice.day < last - recentDays) return []
    const make = (
      kind: SyntheticInteraction['kind'],
      channel: SyntheticInteraction['channel'],
      day: number,
      subject: string,
      body: string,
    ): SyntheticInteraction[] =>
      day > last
        ? []
        : [
            {
              externalId: `demo-${kind.toLowerCase()}-${number}`,
              customerExternalId: customer,
              kind,
              channel,
              occurredAt: `${formatDay(day)}T09:${String(choice(60, number, 'minute')).padStart(2, '0')}:00`,
              subject,
              body: `${body} (${label})`,
              synthetic: true,
            },
          ]
    const lot = choice(240, number, 'lot')
    if (lot < 12) {
      const body = 'Đã giao đủ, khách ký nhận.'
      return make('DELIVERY', 'RETAIL_AGENT', after(2 + (lot % 3)), `Giao hàng đơn ${number}`, body)
    }
    if (lot < 15) {
      const body = pick(complaints, number, 'complaint')
      return make(
        'COMPLAINT',
        lot === 12 ? 'EMAIL' : 'PHONE',
        after(3 + lot - 12),
        `Khiếu nại đơn ${number}`,
        body,
      )
    }
    if (lot < 17)
      return make('THANK_YOU', 'LETTER', after(2), `Thư cảm ơn đơn ${number}`, 'Đã gửi thư viết tay.')
    if (lot < 20) return make('CALL', 'PHONE', after(5), `Gọi hỏi thăm sau đơn ${number}`, 'Khách hài lòng.')
    return []
  })
}

/** Customers whose last invoice was in the country, in the order of the data set's ids. */
function customersIn(invoices: readonly Invoice[], country: string): string[] {
  const home = new Map(invoices.map(invoice => [invoice.customer, invoice.country]))
  return [...home].flatMap(([customer, at]) => (at === country ? [customer] : [])).sort()
}

export const competitors = [
  {
    name: 'Chợ Quà Phố (demo)',
    aliases: ['CQP'],
    products: ['gifts', 'party decoration'],
    regions: ['Germany', 'Austria'],
    notes: label,
  },
  {
    name: 'Nhà Xinh Express (demo)',
    aliases: [],
    products: ['home decoration', 'kitchenware'],
    regions: ['United Kingdom', 'EIRE'],
    notes: label,
  },
]

/** One campaign that is over, by the first competitor, and one that runs, by the second. */
export function campaignsAround(lastInvoice: number) {
  return [
    {
      name: 'Autumn price week (demo)',
      kind: 'PRICE',
      regions: ['Germany'],
      controlRegions: ['France'],
      products: ['gifts'],
      offer: `15 % off everything, free delivery. ${label}`,
      firstDay: formatDay(lastInvoice - 48),
      lastDay: formatDay(lastInvoice - 7),
    },
    {
      name: 'Winter voucher (demo)',
      kind: 'OFFER',
      regions: ['United Kingdom'],
      controlRegions: [],
      products: ['home decoration'],
      offer: `A voucher of 10 pounds for every new account. ${label}`,
      firstDay: formatDay(lastInvoice - 21),
      lastDay: formatDay(lastInvoice + 20),
    },
  ]
}

/** What the goods of an invoice cost, as far as anybody would know: a share of the amount that belongs to the customer. */
export const costOf = ({ customer, amount }: Invoice): string =>
  ((Number(amount) * (50 + choice(30, customer, 'margin'))) / 100).toFixed(2)

const exposureKinds = ['REPORTED', 'INFERRED', 'APPROACHED', 'REPORTED', 'BOUGHT_FROM_COMPETITOR']

/**
 * Which customers a campaign reached, and on which day it is heard of; `campaign` is its place in `campaignsAround`. Nobody
 * is known before the first invoice.
 */
export function exposures(invoices: readonly Invoice[]) {
  const last = largest(invoices.map(invoice => invoice.day))
  const firstDays = firstDaysOf(invoices)
  return [
    { campaign: 0, country: 'Germany', oneIn: 8, from: last - 47, days: 40 },
    { campaign: 1, country: 'United Kingdom', oneIn: 200, from: last - 20, days: 20 },
  ].flatMap(({ campaign, country, oneIn, from, days }) =>
    customersIn(invoices, country)
      .filter(customer => choice(oneIn, customer, 'exposed') === 0)
      .map(customer => ({
        campaign,
        customer,
        day: Math.max(from + choice(days, customer, 'heard'), firstDays.get(customer) ?? 0),
        kind: pick(exposureKinds, customer, 'exposure'),
        confidence: 40 + 10 * choice(6, customer, 'confidence'),
        evidence: `Khách kể lại qua điện thoại. (${label})`,
      })),
  )
}

function firstDaysOf(invoices: readonly Invoice[]): Map<string, number> {
  const firstDays = new Map<string, number>()
  for (const { customer, day } of invoices)
    firstDays.set(customer, Math.min(day, firstDays.get(customer) ?? day))
  return firstDays
}

/**
 * Consents, as rows of a file: nine customers in ten agreed to care when they first bought, a third of them to marketing
 * by e-mail too; one in six of those withdrew that later. Nobody asked the others.
 */
export function consents(invoices: readonly Invoice[]) {
  return [...firstDaysOf(invoices)]
    .filter(([customer]) => choice(10, customer, 'consented') > 0)
    .flatMap(([customerExternalId, first]) => {
      const said = { customerExternalId, textVersion: '2026-01', evidence: label, synthetic: true }
      const on = (time: string) => `${formatDay(first)}T${time}`
      const marketing = { ...said, purpose: 'MARKETING', channel: 'EMAIL' }
      const asked = choice(3, customerExternalId, 'marketing') === 0
      const withdrew = choice(6, customerExternalId, 'withdrew') === 0
      return [
        { ...said, purpose: 'CARE', channel: null, given: true, at: on('08:00') },
        ...(asked ? [{ ...marketing, given: true, at: on('08:00') }] : []),
        ...(asked && withdrew ? [{ ...marketing, given: false, at: on('08:30') }] : []),
      ]
    })
}

/** @param campaigns ids of the campaigns in the order of `campaignsAround` */
export function segments([over = '', runs = '']: readonly string[]) {
  return [
    {
      name: 'Khách trung thành chi tiêu cao',
      description: `Loyal or active, at least 2,000.00 in the last 365 days. ${label}`,
      rule: {
        all: [{ lifecycle: { in: ['LOYAL', 'ACTIVE'] } }, { spend: { lastDays: 365, atLeast: '2000' } }],
      },
      market: true,
    },
    {
      name: 'Mua thường xuyên',
      description: `At least three purchase days in the last 180. ${label}`,
      rule: { purchases: { lastDays: 180, atLeast: 3 } },
      watched: true,
    },
    {
      name: 'Sắp rời bỏ',
      description: `Lapsing with at least three purchase days in the last year. ${label}`,
      rule: { all: [{ lifecycle: { in: ['LAPSING'] } }, { purchases: { lastDays: 365, atLeast: 3 } }] },
    },
    {
      name: 'Dễ bị đối thủ lôi kéo',
      description: `In the vulnerable set of one of the two campaigns. ${label}`,
      rule: {
        any: [over, runs].map(campaign => ({ vulnerability: { verdict: 'VULNERABLE', campaign } })),
      },
    },
    {
      name: 'Mới mua trong tháng',
      description: `First bought lately. ${label}`,
      rule: { all: [{ lifecycle: { in: ['NEW'] } }, { lastPurchase: { withinDays: 30 } }] },
      market: true,
    },
  ]
}
