import { relations } from 'drizzle-orm'
import { careReviews } from '../tables/care/care-reviews.ts'
import { careStandards } from '../tables/care/care-standards.ts'
import { feedback } from '../tables/care/feedback.ts'
import { followUps, followUpsLeftOut } from '../tables/care/follow-ups.ts'
import { ownCampaigns } from '../tables/care/own-campaigns.ts'
import { segments } from '../tables/care/segments.ts'
import { surveys } from '../tables/care/surveys.ts'
import { targetProfiles } from '../tables/care/target-profiles.ts'
import { touches } from '../tables/care/touches.ts'
import { customers } from '../tables/customers/customers.ts'
import { interactions } from '../tables/customers/interactions.ts'
import { staffMembers } from '../tables/house/staff.ts'

export const followUpsWing = {
  followUps,
  followUpsLeftOut,
  feedback,
  surveys,
  ownCampaigns,
  touches,
  targetProfiles,
  careReviews,
  careReviewRelations: relations(careReviews, ({ one }) => ({
    supersedes: one(careReviews, {
      ...{ fields: [careReviews.supersedesId], references: [careReviews.id], relationName: 'succession' },
    }),
    supersededBy: one(careReviews, {
      ...{ fields: [careReviews.id], references: [careReviews.supersedesId], relationName: 'successor' },
    }),
  })),
  careStandards,
  careStandardRelations: relations(careStandards, ({ one }) => ({
    segment: one(segments, { fields: [careStandards.segmentId], references: [segments.id] }),
    staff: one(staffMembers, { fields: [careStandards.staffId], references: [staffMembers.id] }),
  })),
  feedbackRelations: relations(feedback, ({ one }) => ({
    customer: one(customers, { fields: [feedback.customerId], references: [customers.id] }),
    interaction: one(interactions, { fields: [feedback.id], references: [interactions.id] }),
    owner: one(staffMembers, { fields: [feedback.ownerId], references: [staffMembers.id] }),
    answer: one(interactions, {
      fields: [feedback.answerId],
      references: [interactions.id],
      relationName: 'answer',
    }),
    superior: one(staffMembers, {
      fields: [feedback.escalatedTo],
      references: [staffMembers.id],
      relationName: 'superior',
    }),
  })),
  surveyRelations: relations(surveys, ({ one }) => ({
    customer: one(customers, { fields: [surveys.customerId], references: [customers.id] }),
    staff: one(staffMembers, { fields: [surveys.staffId], references: [staffMembers.id] }),
    about: one(interactions, { fields: [surveys.aboutId], references: [interactions.id] }),
    answer: one(interactions, {
      fields: [surveys.answerId],
      references: [interactions.id],
      relationName: 'answer',
    }),
  })),
  ownCampaignRelations: relations(ownCampaigns, ({ one, many }) => ({
    touches: many(touches),
    segment: one(segments, { fields: [ownCampaigns.segmentId], references: [segments.id] }),
  })),
  touchRelations: relations(touches, ({ one }) => ({
    ownCampaign: one(ownCampaigns, { fields: [touches.ownCampaignId], references: [ownCampaigns.id] }),
    customer: one(customers, { fields: [touches.customerId], references: [customers.id] }),
    interaction: one(interactions, { fields: [touches.interactionId], references: [interactions.id] }),
  })),
  followUpLeftOutRelations: relations(followUpsLeftOut, ({ one }) => ({
    customer: one(customers, { fields: [followUpsLeftOut.customerId], references: [customers.id] }),
    owner: one(staffMembers, { fields: [followUpsLeftOut.ownerId], references: [staffMembers.id] }),
  })),
  followUpRelations: relations(followUps, ({ one }) => ({
    customer: one(customers, { fields: [followUps.customerId], references: [customers.id] }),
    owner: one(staffMembers, { fields: [followUps.ownerId], references: [staffMembers.id] }),
    claimer: one(staffMembers, { fields: [followUps.claimedBy], references: [staffMembers.id] }),
    interaction: one(interactions, { fields: [followUps.interactionId], references: [interactions.id] }),
  })),
}
