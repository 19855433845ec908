import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Entity } from '../../src/domain/changes/fields.ts'
import type { IdKind } from '../../src/lib/ids.ts'
import type { World } from '../support/world.ts'
import { apiKey } from './api-key.ts'
import { campaign } from './campaign.ts'
import { careReview } from './care-review.ts'
import { careStandard } from './care-standard.ts'
import { competitor } from './competitor.ts'
import { consent } from './consent.ts'
import { contactPoint } from './contact-point.ts'
import { customer } from './customer.ts'
import { customerDuplicate } from './customer-duplicate.ts'
import { customerMerge } from './customer-merge.ts'
import { customerUpdateJob } from './customer-update-job.ts'
import { exposure } from './exposure.ts'
import { feedback } from './feedback.ts'
import { followUp } from './follow-up.ts'
import { followUpLeftOut } from './follow-up-left-out.ts'
import { goal } from './goal.ts'
import { importNoun } from './import.ts'
import { interaction } from './interaction.ts'
import { night } from './night.ts'
import type { Input, List, Mutation, Noun, Stored } from './noun.ts'
import { ownCampaign } from './own-campaign.ts'
import { answeredRequest, personRequest } from './person-request.ts'
import { personalRead } from './personal-read.ts'
import { policies } from './policies.ts'
import { postalAddress } from './postal-address.ts'
import { erasure, personExport, processingLimit } from './privacy.ts'
import { profile } from './profile.ts'
import { region } from './region.ts'
import { relationshipOverride } from './relationship-override.ts'
import { segment } from './segment.ts'
import { segmentSnapshot } from './segment-snapshot.ts'
import { staffMember } from './staff-member.ts'
import { survey } from './survey.ts'
import { targetProfile } from './target-profile.ts'
import { timelineEntry } from './timeline-entry.ts'
import { touch } from './touch.ts'
import { vulnerabilityMember } from './vulnerability-member.ts'
import { vulnerabilitySnapshot } from './vulnerability-snapshot.ts'
import { webhook } from './webhook.ts'
import { webhookDelivery } from './webhook-delivery.ts'

/** Every noun of the schema; the rows of each refer only to those before it. */
export const nouns: readonly Noun[] = [
  ...[
    staffMember,
    region,
    competitor,
    campaign,
    customer,
    consent,
    contactPoint,
    postalAddress,
    ...profile,
    relationshipOverride,
    exposure,
  ],
  ...[
    interaction,
    segment,
    segmentSnapshot,
    ownCampaign,
    vulnerabilitySnapshot,
    vulnerabilityMember,
    followUp,
    timelineEntry,
    night,
  ],
  followUpLeftOut,
  feedback,
  survey,
  touch,
  careReview,
  careStandard,
  targetProfile,
  goal,
  personRequest,
  answeredRequest,
  personExport,
  erasure,
  processingLimit,
  importNoun,
  customerUpdateJob,
  customerMerge,
  customerDuplicate,
  ...[apiKey, personalRead, webhook, webhookDelivery, ...policies],
]

/** The noun with ids that the trail calls so. */
export function nounCalled(entity: Exclude<Entity, 'policy'>): Noun & { kind: IdKind } {
  const called = entity.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
  for (const noun of nouns) if (noun.kind === called) return { ...noun, kind: noun.kind }
  throw new Error(`No noun is what the trail calls "${entity}".`)
}

/** Every list of the schema, each with its noun. */
export const lists: readonly { noun: Noun; list: List }[] = nouns.flatMap(noun =>
  (noun.lists ?? []).map(list => ({ noun, list })),
)

/** The rows that those of a table may refer to: of every noun before the one that they are of. */
export function storedBefore(table: SQLiteTable): Stored[] {
  const own = nouns.findIndex(one => one.stored?.table === table)
  return nouns.slice(0, own === -1 ? nouns.length : own).flatMap(one => one.stored ?? [])
}

/** Every mutation of the schema, in the order of their names, each with its noun. */
export const mutations: readonly (Mutation & { name: string; noun: Noun })[] = nouns
  .flatMap(noun =>
    Object.entries(noun.mutations ?? {}).map(([name, mutation]) => ({ ...mutation, name, noun })),
  )
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))

/** An input that a mutation takes. */
export function goodInput(world: World, name: string): Input {
  const mutation = mutations.find(one => one.name === name)
  if (!mutation) throw new Error(`No noun has the mutation "${name}".`)
  return mutation.good(world)
}
