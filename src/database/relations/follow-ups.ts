import { relations } from 'drizzle-orm'
import { customers } from '../tables/customers.ts'
import { followUps } from '../tables/follow-ups.ts'
import { interactions } from '../tables/interactions.ts'
import { staffMembers } from '../tables/staff.ts'

export const followUpsWing = {
  followUps,
  followUpRelations: relations(followUps, ({ one }) => ({
    customer: one(customers, { fields: [followUps.customerId], references: [customers.id] }),
    owner: one(staffMembers, { fields: [followUps.ownerId], references: [staffMembers.id] }),
    claimer: one(staffMembers, { fields: [followUps.claimedBy], references: [staffMembers.id] }),
    interaction: one(interactions, { fields: [followUps.interactionId], references: [interactions.id] }),
  })),
}
