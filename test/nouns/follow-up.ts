import { followUps } from '../../src/database/tables/care/follow-ups.ts'
import {
  followUpList,
  followUpQueue,
  heldOutList,
  myFollowUpQueue,
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

const isMine = (row: Row) => row.claimedBy === me || (row.ownerId === me && row.claimedBy === null)

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
    ...{ channel: 'PHONE', minutes: 8, expectedGain: wide, policyVersion: 1, holdOutPercent: 20 },
    ...{ drawPeriod: 'campaign:1', escalatedAt: 7 },
    ...{ closedAt: 6, note: 'Called', interactionId: 1, createdOn: 20_290, ...stamp },
    tactic: 'WIN_BACK',
    state: 'DONE',
    outcome: 'REACHED',
    reasons: [{ code: 'SPEND_DECLINED', threshold: 30, measured: 80, facts: [{ type: 'SNAPSHOT', id: 1 }] }],
  })),
  impersonal: ['FollowUpReason.measured', 'FollowUpReason.threshold', 'FollowUp.drawPeriod'],
  guarded: { claimedBy: ['staff:read'], customer: ['customers:read'], owner: ['staff:read'] },
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
      shown: row => waits(row) && isMine(row),
    },
    ofFirst('customer', { ...list, field: 'Customer.followUps', source: followUpList }),
  ],
  mutations: {
    followUpClaim: {
      action: 'follow-up.claim',
      touches: ['state', 'claimedBy'],
      good: ({ followUps, staff }) => ({ id: followUps[0], staff }),
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
