import { postalAddresses } from '../../database/tables/customers/postal-addresses.ts'
import {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../../database/tables/customers/profile.ts'
import {
  careTeamMemberTable,
  channelReachabilityTable,
  employmentTable,
  fileReferenceTable,
  noteTable,
  occasionTable,
  postalAddressTable,
  preferenceTable,
} from '../fields/tables.ts'
import { pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

const within = ofCustomersWithinReach

/** Occasions of the customers within reach, the next to come first. */
export const occasionList = pageSource(occasions, occasionTable, {
  usual: [{ column: 'nextOn', descending: false, nullable: true }],
  within,
})

export const postalAddressList = pageSource(postalAddresses, postalAddressTable, { usual: [], within })
export const preferenceList = pageSource(preferences, preferenceTable, { usual: [], within })
export const noteList = pageSource(notes, noteTable, { usual: [], within })
export const fileReferenceList = pageSource(fileReferences, fileReferenceTable, { usual: [], within })
export const careTeamMemberList = pageSource(careTeamMembers, careTeamMemberTable, { usual: [], within })
export const channelReachabilityList = pageSource(channelReachability, channelReachabilityTable, {
  usual: [],
  within,
})
export const employmentList = pageSource(employments, employmentTable, { usual: [], within })
