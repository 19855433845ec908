import { followUps } from '../../src/database/tables/care/follow-ups.ts'
import {
  followUpList,
  followUpQueue,
  heldOutList,
  myFollowUpQueue,
  unassignedQueue,
} from '../../src/domain/follow-ups/queue.ts'
import {
  invalid,
  type List,
  type Noun,
  ofFirst,
  type Row,
  small,
  stamp,
  storedIn,
  sums,
  wide,
} from './noun.ts'

/** The staff member for whom the caller of a walk stands, and the day of the walk. */
export const me = 1
export const today = 10

const waits = (row: Row) =>
  (row.state === 'OPEN' || row.state === 'CLAIMED') && Number(row.snoozedUntil ?? 0) <= today

const [over, ahead] = [1, Date.UTC(2100)]

/** Whoever holds it, else its owner. */
const whose = (row: Row) =>
  row.state === 'CLAIMED' && Number(row.claimedUntil ?? 0) > over ? row.claimedBy : row.ownerId

const list: Omit<List, 'field' | 'source'> = {
  varying: {
    ...{
      dueOn: small,
      netSpendYear: sums,
      createdAt: small,
      updatedAt: small,
      expectedGain: [...sums, null],
    },
    state: ['OPEN', 'OPEN', 'CLAIMED', 'CLAIMED', 'DONE', 'EXPIRED', 'HELD'],
    snoozedUntil: [null, null, today, today + 1],
    ownerId: [1, 1, 2, null],
    claimedBy: [null, null, 1, 2],
    claimedUntil: [null, over, ahead],
  },
}

export const followUp: Noun = {
  type: 'FollowUp',
  read: 'follow-ups:read',
  write: 'follow-ups:write',
  kind: 'followUp',
  foreign: world => world.otherFollowUp,
  stored: storedIn(followUps)(id => ({
    ...{ id, customerId: 1, period: `${id}`, netSpendYear: wide },
    ...{ dueOn: 20_300, expiresOn: 20_310, snoozedUntil: 20_301, ownerId: 1, claimedBy: 2, claimedAt: 5 },
    claimedUntil: 900_005,
    ...{ channel: 'PHONE', minutes: 8, expectedGain: wide, policyVersion: 1, holdOutPercent: 20 },
    ...{ drawPeriod: 'campaign:1', escalatedAt: 7 },
    ...{ closedAt: 6, note: 'Called', interactionId: 1, createdOn: 20_290, ...stamp },
    tactic: 'WIN_BACK',
    state: 'DONE',
    outcome: 'REACHED',
    reasons: [{ code: 'SPEND_DECLINED', threshold: 30, measured: 80, facts: [{ type: 'SNAPSHOT', id: 1 }] }],
  })),
  impersonal: ['FollowUpReason.measured', 'FollowUpReason.threshold', 'FollowUp.drawPeriod'],
  guarded: {
    queueOf: ['staff:read'],
    claimedBy: ['staff:read'],
    customer: ['customers:read'],
    owner: ['staff:read'],
  },
  lists: [
    { ...list, field: 'Query.followUps', source: followUpList },
    {
      ...{ ...list, field: 'Query.followUpsHeldOut', source: heldOutList },
      varying: { ...list.varying, state: ['HELD', 'OPEN', 'DONE'] },
      shown: row => row.state === 'HELD',
    },
    { ...list, field: 'Query.followUpQueue', source: followUpQueue, shown: waits },
    {
      ...{ ...list, field: 'Query.myFollowUps', source: myFollowUpQueue },
      shown: row => waits(row) && whose(row) === me,
    },
    {
      ...{ ...list, field: 'Query.unassignedFollowUps', source: unassignedQueue },
      varying: { ...list.varying, ownerId: [null, null, 1] },
      shown: row => waits(row) && row.ownerId === null && whose(row) === null,
    },
    ofFirst('customer', { ...list, field: 'Customer.followUps', source: followUpList }),
  ],
  mutations: {
    followUpClaim: {
      action: 'follow-up.claim',
      touches: ['state', 'claimedBy', 'claimedUntil'],
      good: ({ followUps, staff }) => ({ id: followUps[0], staff }),
    },
    followUpsClaim: {
      action: 'follow-up.claim',
      touches: ['state', 'claimedBy', 'claimedUntil'],
      good: ({ work, staff }) => ({ inputs: [{ id: work.open[0], staff }], atomic: true }),
    },
    followUpRelease: {
      action: 'follow-up.release',
      touches: ['state', 'claimedBy', 'claimedUntil'],
      good: ({ work }) => ({ id: work.claimed[0] }),
    },
    followUpsRelease: {
      action: 'follow-up.release',
      touches: ['state', 'claimedBy', 'claimedUntil'],
      good: ({ work }) => ({ inputs: [{ id: work.claimed[1] }], atomic: true }),
    },
    followUpReopen: {
      action: 'follow-up.reopen',
      touches: ['state', 'reason'],
      good: ({ work }) => ({ id: work.closed[0], reason: 'Came back' }),
      anew: true,
    },
    followUpsReopen: {
      action: 'follow-up.reopen',
      touches: ['state', 'reason'],
      good: ({ work }) => ({ inputs: [{ id: work.closed[1], reason: 'Came back' }], atomic: true }),
      anew: true,
    },
    followUpWake: {
      action: 'follow-up.wake',
      touches: ['snoozedUntil'],
      good: ({ work }) => ({ id: work.snoozed[0] }),
    },
    followUpsWake: {
      action: 'follow-up.wake',
      touches: ['snoozedUntil'],
      good: ({ work }) => ({ inputs: [{ id: work.snoozed[1] }], atomic: true }),
    },
    followUpsSnooze: {
      action: 'follow-up.snooze',
      touches: ['snoozedUntil'],
      good: ({ work, day }) => ({ inputs: [{ id: work.snoozed[1], until: day(6) }], atomic: true }),
    },
    followUpsComplete: {
      action: 'follow-up.complete',
      touches: ['state', 'outcome', 'note', 'interactionId'],
      good: ({ work, otherStaff }) => ({
        inputs: [
          {
            ...{ id: work.open[2], staff: otherStaff, outcome: 'REACHED', note: 'Liked it' },
            survey: { score: 9 },
          },
        ],
        atomic: true,
      }),
      anew: true,
    },
    followUpsDismiss: {
      action: 'follow-up.dismiss',
      touches: ['state', 'note', 'reason'],
      good: ({ work }) => ({ inputs: [{ id: work.open[1], reason: 'No need' }], atomic: true }),
      anew: true,
    },
    followUpComplete: {
      action: 'follow-up.complete',
      touches: ['state', 'outcome', 'note', 'interactionId'],
      good: ({ otherFollowUp, otherStaff }) => ({
        ...{ id: otherFollowUp, staff: otherStaff, outcome: 'REACHED', channel: 'PHONE' },
        note: 'Will come with her mother',
        survey: { score: 9 },
      }),
      anew: true,
    },
    followUpCreate: {
      action: 'follow-up.create',
      touches: ['customerId', 'tactic', 'state', 'dueOn', 'ownerId', 'note', 'minutes'],
      good: ({ customer, day, staff }) => ({
        customer,
        dueOn: day(5),
        owner: staff,
        note: 'Asks for the red one',
      }),
      anew: true,
      refuses: [invalid('work for yesterday’s decade', 'dueOn', () => '1900-01-01')],
    },
    followUpDismiss: {
      action: 'follow-up.dismiss',
      touches: ['state', 'note', 'reason'],
      good: ({ followUps }) => ({ id: followUps[1], reason: 'No need' }),
      anew: true,
    },
    followUpSnooze: {
      action: 'follow-up.snooze',
      touches: ['snoozedUntil'],
      good: ({ followUps, day }) => ({ id: followUps[2], until: day(4) }),
      refuses: [invalid('sleep until yesterday', 'until', ({ day }) => day(-1))],
    },
    followUpsUpdate: {
      action: 'follow-up.update',
      touches: ['dueOn', 'snoozedUntil', 'ownerId', 'note'],
      good: ({ followUps, day, otherStaff }) => ({
        inputs: [
          { id: followUps[2], patch: { dueOn: day(7), owner: otherStaff, note: 'Her daughter answers' } },
        ],
        atomic: true,
      }),
    },
    followUpUpdate: {
      action: 'follow-up.update',
      touches: ['dueOn', 'ownerId', 'note'],
      good: ({ followUps, day, otherStaff }) => ({
        id: followUps[3],
        patch: { dueOn: day(6), owner: otherStaff, note: 'Her son answers' },
      }),
    },
  },
}
