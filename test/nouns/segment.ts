import { segmentMembers, segmentOverrides, segments } from '../../src/database/tables/care/segments.ts'
import { relationshipLevelChanges } from '../../src/database/tables/value/relationships.ts'
import {
  customerSegmentList,
  membershipList,
  segmentList,
  segmentMemberList,
  segmentOverrideList,
} from '../../src/domain/segments/list.ts'
import {
  invalid,
  missing,
  type Noun,
  ofFirst,
  small,
  stamp,
  storedIn,
  taken,
  unknownId,
  words,
} from './noun.ts'

const negated = (levels: number): unknown =>
  levels === 0 ? { lifecycle: { in: ['LOST'] } } : { not: negated(levels - 1) }

const membership = storedIn(segmentMembers)(id => ({ segmentId: id, customerId: id, joinedAt: 4 }))

const override = storedIn(segmentOverrides)(id => ({
  ...{ segmentId: id, customerId: id, included: true, reason: 'A friend of the house', author: 'key:1' },
  ...{ createdAt: 4, updatedAt: 4, version: 1, changeId: 1 },
}))

const overrides = { stored: override, varying: {}, source: segmentOverrideList }

const memberships = { stored: membership, varying: {} }

export const segment: Noun = {
  type: 'Segment',
  read: 'segments:read',
  write: 'segments:write',
  common: true,
  kind: 'segment',
  stored: storedIn(segments)(id => ({
    ...{ id, name: `Segment ${id}`, sortName: `S${id}`, description: 'Who buys' },
    ...{ rule: { lifecycle: { in: ['ACTIVE'] } }, memberCount: 3, unknownCount: 1, computedAt: 4 },
    ...{ market: true, ...stamp },
  })),
  parts: [
    membership,
    override,
    storedIn(relationshipLevelChanges)(id => ({
      ...{ customerId: id, on: 20_150, from: 1, to: 4, reason: 'SEGMENT', segmentId: 1 },
      measured: { customers: 9, sizeClass: 'FEW', marginClass: 'MEDIUM', policyVersion: 1 },
    })),
  ],
  impersonal: ['Segment.description', 'Segment.rule', 'SegmentRuleVersion.rule'],
  lists: [
    {
      field: 'Query.segments',
      source: segmentList,
      varying: {
        ...{ sortName: words, createdAt: small, updatedAt: small },
        ...{ memberCount: small, unknownCount: small },
      },
    },
    {
      ...ofFirst('segment', { ...memberships, field: 'Segment.members', source: segmentMemberList }),
      identity: { selection: 'id', column: 'customerId' },
    },
    {
      ...ofFirst('customer', { ...memberships, field: 'Customer.segments', source: customerSegmentList }),
      identity: { selection: 'id', column: 'segmentId' },
    },
    {
      ...ofFirst('segment', { ...memberships, field: 'Segment.memberships', source: membershipList }),
      identity: { selection: 'customer { id }', column: 'customerId' },
    },
    {
      ...ofFirst('segment', { ...overrides, field: 'Segment.overrides' }),
      identity: { selection: 'customer { id }', column: 'customerId' },
    },
    {
      ...ofFirst('customer', { ...overrides, field: 'Customer.segmentOverrides' }),
      identity: { selection: 'segment { id }', column: 'segmentId' },
    },
  ],
  mutations: {
    segmentCreate: {
      action: 'segment.create',
      touches: ['name', 'rule', 'market', 'watched'],
      good: ({ region }) => ({
        ...{ name: 'New', market: true },
        rule: { all: [{ region: { in: [region] } }, { spend: { atLeast: '1' } }] },
      }),
      anew: true,
      refuses: [
        invalid('a rule of nothing', 'rule', () => ({ all: [] }), 'rule.all'),
        invalid('a rule too deep', 'rule', () => negated(30)),
        invalid(
          'a spend past all bounds',
          'rule',
          () => ({ spend: { atLeast: '9'.repeat(40) } }),
          'rule.spend.atLeast',
        ),
        taken('a name that another has', 'name', () => 'Going'),
      ],
    },
    segmentOverridesSet: {
      action: 'segment-override.set',
      touches: ['segmentId', 'included', 'reason', 'author'],
      good: ({ segment, customer }) => ({
        ...{ segment, customers: [customer], membership: 'IN', reason: 'An old friend' },
      }),
      refuses: [
        missing('segment', ({ segment }) => unknownId(segment)),
        invalid('nobody', 'customers', () => []),
      ],
    },
    segmentOverridesClear: {
      action: 'segment-override.clear',
      touches: ['segmentId', 'included', 'reason', 'author'],
      good: ({ segment, otherCustomer }) => ({ segment, customers: [otherCustomer] }),
      anew: true,
    },
    segmentUpdate: {
      action: 'segment.update',
      touches: ['rule'],
      spelled: 'name',
      good: ({ segment, campaign }) => ({
        id: segment,
        patch: { rule: { vulnerability: { verdict: 'VULNERABLE', campaign } } },
      }),
    },
  },
}
