import {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../../src/database/tables/customers/profile.ts'
import { employmentList, occasionList } from '../../src/domain/profile/lists.ts'
import { invalid, missing, type Noun, oneOfTwo, small, stamp, storedIn, taken } from './noun.ts'

const personal = {
  read: 'customers:personal',
  write: 'customers:write',
  guarded: { customer: ['customers:read'] },
} as const

const occasion: Noun = {
  ...{ type: 'Occasion', kind: 'occasion', ...personal },
  foreign: world => world.otherProfile.occasion,
  stored: storedIn(occasions)(id => ({
    ...{ id, customerId: id, kind: 'DEATH_ANNIVERSARY', label: 'Giỗ', person: 'Ông Ba', kinship: 'PARENT' },
    ...{ calendar: 'LUNAR', month: 6, day: 30, leapMonth: true, year: 1979, nextOn: 20_000 + id, ...stamp },
  })),
  lists: [
    {
      field: 'Query.occasions',
      source: occasionList,
      varying: { nextOn: [...small, null], customerId: small },
    },
  ],
  mutations: {
    occasionAdd: {
      action: 'occasion.add',
      touches: [
        ...['customerId', 'kind', 'label', 'person', 'kinship', 'calendar', 'month', 'day', 'leapMonth'],
        'year',
      ],
      good: ({ customer }) => ({
        ...{ customer, kind: 'DEATH_ANNIVERSARY', label: 'Giỗ', person: 'Ông Ba', kinship: 'PARENT' },
        ...{ calendar: 'LUNAR', month: 6, day: 30, leapMonth: true, year: 1979 },
      }),
      anew: true,
      refuses: [
        invalid('a month that no year has', 'month', () => 13),
        invalid('a day that no lunar month has', 'day', () => 31),
        invalid('a leap month of the sun', 'calendar', () => 'SOLAR', 'leapMonth'),
      ],
    },
    occasionUpdate: {
      action: 'occasion.update',
      touches: ['label', 'person', 'month', 'day'],
      good: ({ profile }) => ({
        id: profile.occasion[0],
        patch: { label: 'Giỗ đầu', person: 'Bà Ba', month: 3, day: 29 },
      }),
    },
    occasionRemove: {
      action: 'occasion.remove',
      touches: ['customerId', 'kind', 'calendar', 'month', 'day', 'leapMonth'],
      good: ({ profile }) => ({ id: profile.occasion[1] }),
      anew: true,
    },
  },
}

const preference: Noun = {
  ...{ type: 'Preference', kind: 'preference', ...personal },
  foreign: world => world.otherProfile.preference,
  stored: storedIn(preferences)(id => ({
    ...{ id, customerId: id, topic: 'colour', value: 'red', source: 'INFERRED', confidence: 0.5 },
    ...{ observedOn: 20_000, expiresOn: 30_000, ...stamp },
  })),
  mutations: {
    preferenceAdd: {
      action: 'preference.add',
      touches: ['customerId', 'topic', 'value', 'source', 'confidence', 'observedOn', 'expiresOn'],
      good: ({ customer, day }) => ({
        ...{ customer, topic: 'drink', value: 'Trà sen', source: 'INFERRED', confidence: 0.8 },
        ...{ observedOn: day(-5), expiresOn: day(50) },
      }),
      anew: true,
      refuses: [
        invalid('an inference that nobody vouches for', 'confidence', () => null),
        invalid('a confidence in what was said', 'source', () => 'SAID', 'confidence'),
        invalid('a day to come', 'observedOn', ({ day }) => day(2)),
        invalid('an end before the beginning', 'expiresOn', ({ day }) => day(-6)),
      ],
    },
    preferenceUpdate: {
      action: 'preference.update',
      touches: ['value', 'expiresOn'],
      good: ({ profile, day }) => ({ id: profile.preference[0], patch: { value: 'Trà', expiresOn: day(9) } }),
    },
    preferenceRemove: {
      action: 'preference.remove',
      touches: ['customerId', 'topic', 'value', 'source', 'observedOn'],
      good: ({ profile }) => ({ id: profile.preference[1] }),
      anew: true,
    },
  },
}

const note: Noun = {
  ...{ type: 'Note', kind: 'note', ...personal },
  foreign: world => world.otherProfile.note,
  stored: storedIn(notes)(id => ({
    ...{ id, customerId: id, text: 'Prefers mornings', pinned: true, author: 'key:1', ...stamp },
  })),
  mutations: {
    noteAdd: {
      action: 'note.add',
      touches: ['customerId', 'text', 'pinned'],
      good: ({ customer }) => ({ customer, text: 'Gọi buổi sáng', pinned: true }),
      anew: true,
      refuses: [invalid('nothing written', 'text', () => ' ')],
    },
    noteUpdate: {
      action: 'note.update',
      touches: ['text', 'pinned'],
      good: ({ profile }) => ({ id: profile.note[0], patch: { text: 'Gọi buổi chiều', pinned: true } }),
    },
    noteRemove: {
      action: 'note.remove',
      touches: ['customerId', 'text', 'pinned'],
      good: ({ profile }) => ({ id: profile.note[1] }),
      anew: true,
    },
  },
}

const fileReference: Noun = {
  ...{ type: 'FileReference', kind: 'fileReference', ...personal },
  foreign: world => world.otherProfile.fileReference,
  stored: storedIn(fileReferences)(id => ({
    ...{ id, customerId: id, name: 'Contract', mediaType: 'application/pdf' },
    ...{ url: `https://files.example.com/${id}`, ...stamp },
  })),
  mutations: {
    fileReferenceAdd: {
      action: 'file-reference.add',
      touches: ['customerId', 'name', 'mediaType', 'url'],
      good: ({ customer }) => ({
        ...{ customer, name: 'Hợp đồng', mediaType: 'application/pdf' },
        url: 'https://files.example.com/contract.pdf',
      }),
      anew: true,
      refuses: [
        invalid('an address without https', 'url', () => 'http://files.example.com/contract.pdf'),
        invalid('an address with a password', 'url', () => 'https://lan:secret@files.example.com/'),
        invalid('a type that is none', 'mediaType', () => 'contract'),
      ],
    },
    fileReferenceUpdate: {
      action: 'file-reference.update',
      touches: ['name'],
      good: ({ profile }) => ({ id: profile.fileReference[0], patch: { name: 'Hợp đồng mới' } }),
    },
    fileReferenceRemove: {
      action: 'file-reference.remove',
      touches: ['customerId', 'name', 'mediaType', 'url'],
      good: ({ profile }) => ({ id: profile.fileReference[1] }),
      anew: true,
    },
  },
}

const careTeamMember: Noun = {
  ...{ type: 'CareTeamMember', kind: 'careTeamMember', read: 'customers:read', write: 'customers:write' },
  foreign: world => world.otherProfile.careTeamMember,
  guarded: { staffMember: ['staff:read'], customer: ['customers:read'] },
  impersonal: ['CareTeamMember.role'],
  stored: storedIn(careTeamMembers)(id => ({
    ...{ id, customerId: id, staffId: 1, role: 'Deliveries on Mondays', ...stamp },
  })),
  mutations: {
    careTeamMemberAdd: {
      action: 'care-team-member.add',
      touches: ['customerId', 'staffId', 'role'],
      good: ({ customer, newStaff }) => ({ customer, staffMember: newStaff, role: 'Deliveries on Mondays' }),
      anew: true,
      refuses: [
        missing('staffMember', ({ formerStaff }) => formerStaff),
        taken('somebody who is in it', 'staffMember', ({ staff }) => staff),
      ],
    },
    careTeamMemberUpdate: {
      action: 'care-team-member.update',
      touches: ['role'],
      good: ({ profile }) => ({ id: profile.careTeamMember[0], patch: { role: 'repairs' } }),
    },
    careTeamMemberRemove: {
      action: 'care-team-member.remove',
      touches: ['customerId', 'staffId'],
      good: ({ profile }) => ({ id: profile.careTeamMember[1] }),
      anew: true,
    },
  },
}

const employment: Noun = {
  ...{ type: 'Employment', kind: 'employment', read: 'customers:read', write: 'customers:write' },
  foreign: world => world.otherProfile.employment,
  guarded: { customer: ['customers:read'], title: ['customers:personal'] },
  stored: storedIn(employments)(id => ({
    ...{ id, customerId: id, organisationId: id === 1 ? 2 : 1, title: 'Buyer', from: 19_000, until: 20_000 },
    ...{ chosenAt: 1_000, ...stamp },
  })),
  lists: [
    {
      ...{ field: 'Customer.contacts', source: employmentList, parent: { kind: 'customer', id: 1 } },
      varying: { from: [...small, null], organisationId: oneOfTwo },
      shown: row => row.organisationId === 1,
    },
  ],
  mutations: {
    employmentAdd: {
      action: 'employment.add',
      touches: ['customerId', 'organisationId', 'title', 'from', 'until', 'chosenAt'],
      good: ({ customer, firm, day }) => ({
        ...{ customer, organisation: firm, title: 'Trưởng phòng', from: day(-300), until: day(30) },
        primary: true,
      }),
      anew: true,
      refuses: [
        invalid('a person as the employer', 'organisation', ({ customer }) => customer),
        invalid('an end before the beginning', 'until', ({ day }) => day(-301)),
      ],
    },
    employmentUpdate: {
      action: 'employment.update',
      touches: ['title', 'until'],
      good: ({ profile, day }) => ({
        id: profile.employment[0],
        patch: { title: 'Giám đốc', until: day(9) },
      }),
    },
    employmentRemove: {
      action: 'employment.remove',
      touches: ['customerId', 'organisationId', 'title', 'chosenAt'],
      good: ({ profile }) => ({ id: profile.employment[1] }),
      anew: true,
    },
  },
}

const reachability: Noun = {
  ...{ type: 'ChannelReachability', kind: 'channelReachability' },
  ...{ read: 'customers:read', write: 'customers:write' },
  foreign: world => world.otherProfile.channelReachability,
  guarded: { customer: ['customers:read'] },
  impersonal: ['ChannelReachability.subchannel'],
  stored: storedIn(channelReachability)(id => ({
    ...{
      id,
      customerId: id,
      channel: 'SOCIAL',
      subchannel: 'Zalo',
      reachable: true,
      expiresAt: 1_000,
      reason: 'BOUNCED',
      ...stamp,
    },
  })),
  mutations: {
    channelReachabilityAdd: {
      action: 'channel-reachability.add',
      touches: ['customerId', 'channel', 'subchannel', 'reachable', 'expiresAt'],
      good: ({ customer, day }) => ({
        ...{
          customer,
          channel: 'SOCIAL',
          subchannel: 'Facebook',
          reachable: true,
          expiresAt: `${day(2)}T10:00`,
        },
      }),
      anew: true,
      refuses: [
        invalid('an end that is no instant', 'expiresAt', () => 'soon'),
        taken('a channel that is known', 'subchannel', () => 'Zalo', 'channel'),
      ],
    },
    channelReachabilityUpdate: {
      action: 'channel-reachability.update',
      touches: ['reachable'],
      good: ({ profile }) => ({ id: profile.channelReachability[0], patch: { reachable: false } }),
    },
    channelReachabilityRemove: {
      action: 'channel-reachability.remove',
      touches: ['customerId', 'channel', 'subchannel', 'reachable'],
      good: ({ profile }) => ({ id: profile.channelReachability[1] }),
      anew: true,
    },
  },
}

/** What is known of a customer besides its own row. */
export const profile: readonly Noun[] = [
  ...[occasion, preference, note, fileReference, careTeamMember, reachability, employment],
]
