import fc from 'fast-check'
import { channels } from '../../../src/database/tables/customers/channels.ts'
import { consentPurposes } from '../../../src/database/tables/customers/customers.ts'
import { clockOf } from '../../../src/domain/fields/requests/person-request.ts'
import { formatDay } from '../../../src/lib/days.ts'
import {
  dayPoint,
  empty,
  flagLeaf,
  idOf,
  money,
  numberLeaf,
  pick,
  type Spelling,
  spaced,
  type Truth,
  textLeaf,
  together,
} from './leaves.ts'
import { asOf, fit, scale, startOf, values, type World } from './world.ts'

export type Row = Readonly<Record<string, unknown>>

/** A question of a whole row. */
export interface RowLeaf {
  asked: unknown
  truth(row: Row, world: World): Truth
}

/** The value of a field where it is no column of its name. */
export const computed: Record<string, (row: Row, world: World) => unknown> = {
  'Customer.name': row => (row.name === null ? null : row.foldedName),
  'Customer.owner': row => row.ownerId,
  'Customer.cycleDays': row => (row.cycleDoubled === null ? null : Number(row.cycleDoubled) / 2),
  'Customer.recencyScore': row => scores(row)?.recency,
  'Customer.frequencyScore': row => scores(row)?.frequency,
  'Customer.monetaryScore': row => scores(row)?.monetary,
  'Customer.rfmCell': row => {
    const found = scores(row)
    if (!found) return null
    const within = (score: number, [from = 0, to = 0]: readonly number[]) => from <= score && score <= to
    const cell = scale.cells.find(
      ({ recency, frequency, monetary }) =>
        within(found.recency, recency) &&
        within(found.frequency, frequency) &&
        within(found.monetary, monetary),
    )
    return cell?.name ?? 'Others'
  },
  'Interaction.staff': row => row.staffId,
  'Preference.confidenceNow': ({ source, confidence, observedOn, expiresOn }) => {
    if (expiresOn !== null && Number(expiresOn) < asOf) return 0
    const age = Math.max(0, asOf - Number(observedOn))
    return source === 'SAID' ? 1 : Math.round(Number(confidence) * 2 ** (-age / 365) * 1e6) / 1e6
  },
  'PersonRequest.owner': row => row.ownerId,
  'PersonRequest.clock': row => clockOf(row as Parameters<typeof clockOf>[0], asOf),
  'Survey.about': row => row.aboutId,
  'Survey.staff': row => row.staffId,
  'Survey.state': row => (row.state === 'OPEN' && Number(row.expiresOn) < asOf ? 'EXPIRED' : row.state),
  'OwnCampaign.segment': row => row.segmentId,
  'FollowUp.owner': row => row.ownerId,
  'FeedbackItem.owner': row => row.ownerId,
  'Note.by': row => row.author,
  'Employment.organisation': row => row.organisationId,
  'CareTeamMember.staffMember': row => row.staffId,
  'FollowUp.waiting': ({ state, snoozedUntil }) =>
    (state === 'OPEN' || state === 'CLAIMED') && (snoozedUntil === null || Number(snoozedUntil) <= asOf),
  'FollowUp.queueOf': ({ state, claimedUntil, claimedBy, ownerId }) =>
    state === 'CLAIMED' && claimedUntil !== null && Number(claimedUntil) > startOf(asOf + 1)
      ? claimedBy
      : ownerId,
  'SegmentMembership.segment': row => row.segmentId,
  'SegmentSnapshotMember.snapshot': row => row.segmentSnapshotId,
  'VulnerabilitySnapshot.region': row => (row.scope === 'REGION' ? row.scopeId : null),
  'VulnerabilitySnapshot.segment': row => (row.scope === 'SEGMENT' ? row.scopeId : null),
  'VulnerabilitySnapshot.latest': (row, { snapshots }) =>
    !snapshots.some(
      one =>
        one.sealedAt !== null &&
        one.campaignId === row.campaignId &&
        one.scope === row.scope &&
        one.scopeId === row.scopeId &&
        (one.asOf > Number(row.asOf) || (one.asOf === row.asOf && one.method > String(row.method))),
    ),
}

const isScored = (row: Row) => row.restrictedAt === null && row.scoringObjectedAt === null

function scores(row: Row) {
  if (Number(row.purchaseDays) === 0 || !isScored(row)) return null
  const of = (value: unknown, cuts: readonly (number | string | null)[]) =>
    1 + cuts.filter(cut => cut !== null && value !== null && Number(value) >= Number(cut)).length
  return {
    recency: of(row.lastPurchaseOn, scale.recency),
    frequency: of(row.purchaseDays, scale.frequency),
    monetary: of(row.netSpend, scale.monetary),
  }
}

/** Texts that are compared in a form of their own. */
export const spellings: Record<string, Spelling> = {
  'Customer.name': {
    whole: pick([
      'an',
      'AN',
      'An, Nam',
      'nam  an',
      'O\u2019Neil',
      "o'neil",
      'B\u00ecnh',
      'Bi\u0300nh',
      '\u2014',
    ]),
    start: pick(['a', 'AN', "O'N", 'b\u00ec', 'n', '\u2014']),
    form: text =>
      spaced(
        text
          .normalize('NFD')
          .replace(/[\u0300-\u036f]/g, '')
          .toLowerCase()
          .replace(/[^a-z]+/g, ' '),
      ) || text,
  },
  'FileReference.mediaType': {
    whole: pick(['image/png', 'Application/PDF', ' image/PNG', 'text/plain']),
    start: pick(['image', 'APP', ' A', 'text']),
    form: text => spaced(text).toLowerCase(),
  },
  'Customer.email': {
    whole: fc.oneof(values.email, pick(['AN@example.com', ' b@Example.com'])),
    start: pick(['an', 'AN.', 'b@']),
    form: text => spaced(text).toLowerCase(),
  },
  'Customer.phone': {
    whole: fc.oneof(values.phone, pick(['0901234567', '0901 234 568', '028 3822 1234'])),
    start: pick(['+84', '+8490', '+8428']),
    form: text => text.replace(/\s/g, '').replace(/^0/, '+84'),
  },
  'ContactPoint.value': {
    whole: fc.oneof(values.email, values.phone, pick(['AN@example.com', '0901 234 568'])),
    start: pick(['an', 'AN.', 'b@', '+8490']),
    form: text =>
      /\p{L}/u.test(text) ? spaced(text).toLowerCase() : text.replace(/\s/g, '').replace(/^0/, '+84'),
  },
}

const liesIn = (region: unknown, above: number) => String(region).startsWith(String(above))
const regionsNamed = fc.array(idOf('region'), { minLength: 1, maxLength: 2 })

const regionOf = (property: string): fc.Arbitrary<RowLeaf> =>
  together<unknown>([
    regionsNamed.map(named => ({
      asked: { in: named.map(({ written }) => written) },
      truth: region => (region === null ? null : named.some(({ is }) => liesIn(region, is))),
    })),
    regionsNamed.map(named => ({
      asked: { exactly: named.map(({ written }) => written) },
      truth: region => (region === null ? null : named.some(({ is }) => region === is)),
    })),
    empty,
  ]).map(({ asked, truth }) => ({ asked, truth: row => truth(row[property]) }))

/** A value of a type within JSON: of another type it is unknown. */
function attribute(path: string[], kind: 'text' | 'number' | 'flag' | 'empty'): fc.Arbitrary<RowLeaf> {
  const found = (row: Row) =>
    path.reduce<unknown>(
      (inner, key) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.entries(inner).find(([name]) => name === key)?.[1]
          : undefined,
      row.attributes,
    )
  if (kind === 'empty')
    return fc.boolean().map(asked => ({
      asked: { path, empty: asked },
      truth: row => ((found(row) ?? null) === null) === asked,
    }))
  const type = { text: 'string', number: 'number', flag: 'boolean' }[kind]
  const leaf = { text: textLeaf(true), number: numberLeaf(true), flag: flagLeaf }[kind]
  return leaf.map(({ asked, truth }) => ({
    asked: { path, [kind]: asked },
    truth: row => {
      const value = found(row)
      return truth(typeof value === type ? value : null)
    },
  }))
}

const window = fc.oneof(
  fc.constant({ asked: {}, has: (_: number) => true }),
  fc.integer({ min: 1, max: 5 }).map(lastDays => ({
    asked: { lastDays },
    has: (day: number) => day > asOf - lastDays,
  })),
  values.day.map(from => ({ asked: { from: formatDay(from) }, has: (day: number) => day >= from })),
  values.day.map(until => ({ asked: { until: formatDay(until) }, has: (day: number) => day <= until })),
  fc.tuple(values.day, fc.nat(2)).map(([from, width]) => ({
    asked: { from: formatDay(from), until: formatDay(from + width) },
    has: (day: number) => from <= day && day <= from + width,
  })),
)

/** One bound or both, by what they are called. */
function bounds(low: string, high: string, of: fc.Arbitrary<{ written: unknown; is: number }>) {
  return fc.tuple(of, of, pick([low, high, 'both'])).map(([one, other, which]) => {
    const [least, most] = one.is <= other.is ? [one, other] : [other, one]
    return {
      asked: {
        ...(which !== high && { [low]: least.written }),
        ...(which !== low && { [high]: most.written }),
      },
      takes: (value: number) => (which === high || value >= least.is) && (which === low || value <= most.is),
    }
  })
}

const count = values.count.map(is => ({ written: is, is }))

/** What of a customer's purchases and refunds has happened and counts. */
const tradesOf = (row: Row, { interactions }: World) =>
  interactions.filter(
    ({ customerId, kind, cancelled, day }) =>
      customerId === row.id && (kind === 'PURCHASE' || kind === 'REFUND') && !cancelled && day <= asOf,
  )

const purchaseDaysOf = (row: Row, world: World) => [
  ...new Set(
    tradesOf(row, world).flatMap(({ kind, amount, day }) =>
      kind === 'PURCHASE' && (amount ?? 0) > 0 ? [day] : [],
    ),
  ),
]

const words = pick(['an', 'AN', 'a', 'na', 'nam an', 'o', 'O\u2019Ne', 'b\u00ec', 'am', '!', 'an!'])

const shares = fc.oneof(pick([0, 0.2, 0.333333, 0.5, 1]), fc.double({ min: 0, max: 1, noNaN: true }))

/** MBG/NBD as it is published, rounded as it is shown; null of who has no purchase day. */
function aliveOf(row: Row): number | null {
  const { purchaseDays, firstPurchaseOn, lastPurchaseOn, metricsOn } = row
  if (!isScored(row)) return null
  if (purchaseDays === 0 || firstPurchaseOn === null || lastPurchaseOn === null) return null
  const [x, first, last] = [Number(purchaseDays) - 1, Number(firstPurchaseOn), Number(lastPurchaseOn)]
  const day = Math.max(asOf, Number(metricsOn ?? last), last)
  const weeks = (to: number) => fit.alpha + (to - first) / 7
  const gone = (fit.a / (fit.b + x)) * (weeks(day) / weeks(last)) ** (fit.r + x)
  return Math.round(1_000_000 / (1 + gone)) / 1_000_000
}

/** The questions of a shape of their own. */
export const ownLeaves: Record<string, fc.Arbitrary<RowLeaf>> = {
  'Customer.text': words.map(asked => {
    const wanted =
      asked
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase()
        .match(/[a-z]+/g) ?? []
    return {
      asked,
      truth: row => {
        const held = String(row.foldedName).split(' ')
        return wanted.length > 0 && wanted.every(one => held.some(word => word.startsWith(one)))
      },
    }
  }),
  'Customer.attributes': fc
    .tuple(pick([['a'], ['b c'], ['b c', 'a'], ['d']]), pick(['text', 'number', 'flag', 'empty'] as const))
    .chain(([path, kind]) => attribute(path, kind)),
  'Customer.region': regionOf('regionId'),
  'Customer.probabilityAlive': together<unknown>([
    shares.map(is => ({
      asked: { atLeast: is },
      truth: alive => (alive === null ? null : Number(alive) >= is),
    })),
    shares.map(is => ({
      asked: { atMost: is },
      truth: alive => (alive === null ? null : Number(alive) <= is),
    })),
    empty,
  ])
    // Of both bounds the lower is the least.
    .filter(({ asked }) => !(Object(asked).atLeast > Object(asked).atMost))
    .map(({ asked, truth }) => ({ asked, truth: row => truth(aliveOf(row)) })),
  'Customer.consent': fc
    .tuple(pick(consentPurposes), pick([undefined, ...channels.slice(0, 2)]), fc.boolean())
    .map(([purpose, channel, given]) => ({
      asked: { purpose, ...(channel && { channel }), given },
      truth: (row, { consents }) => {
        const newest = consents
          .filter(
            one =>
              row.erasedAt === null &&
              one.customerId === row.id &&
              one.purpose === purpose &&
              (one.channel === null || one.channel === channel),
          )
          .toSorted((a, b) => a.at - b.at || a.id - b.id)
          .at(-1)
        return newest ? newest.given === given : null
      },
    })),
  'Customer.spend': fc.tuple(window, bounds('atLeast', 'atMost', money)).map(([days, { asked, takes }]) => ({
    asked: { ...days.asked, ...asked },
    truth: (row, world) =>
      takes(
        tradesOf(row, world)
          .filter(({ day }) => days.has(day))
          .reduce((sum, { kind, amount }) => sum + (kind === 'PURCHASE' ? 1 : -1) * (amount ?? 0), 0),
      ),
  })),
  'Customer.purchases': fc
    .tuple(window, bounds('atLeast', 'atMost', count))
    .map(([days, { asked, takes }]) => ({
      asked: { ...days.asked, ...asked },
      truth: (row, world) => takes(purchaseDaysOf(row, world).filter(days.has).length),
    })),
  'Customer.lastPurchase': bounds('atLeastDaysAgo', 'withinDays', count).map(({ asked, takes }) => ({
    asked,
    truth: (row, world) => {
      const days = purchaseDaysOf(row, world)
      return days.length === 0 ? null : takes(asOf - Math.max(...days))
    },
  })),
  'Campaign.runningOn': dayPoint.map(({ written, is }) => ({
    asked: written,
    truth: ({ firstDay, lastDay }) => Number(firstDay) <= is && (lastDay === null || Number(lastDay) >= is),
  })),
  'OwnCampaign.runningOn': dayPoint.map(({ written, is }) => ({
    asked: written,
    truth: ({ firstDay, lastDay }) => Number(firstDay) <= is && (lastDay === null || Number(lastDay) >= is),
  })),
  'Campaign.region': regionsNamed.map(named => ({
    asked: { in: named.map(({ written }) => written) },
    truth: (row, { campaignRegions }) =>
      campaignRegions.some(
        ({ campaignId, role, regionId }) =>
          campaignId === row.id &&
          role === 'TARGET' &&
          named.some(({ is }) => liesIn(regionId, is) || liesIn(is, regionId)),
      ),
  })),
}
