import type { Actor } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'
import { mayRead } from '../writes/may-read.ts'
import type { HeldKind } from './tables.ts'
import type { mergedFields } from './united.ts'

/** What it takes to read rows of a kind. */
const readingOf: Readonly<Record<HeldKind, Scope>> = {
  CONTACT_POINT: 'customers:personal',
  CONSENT: 'customers:read',
  EXTERNAL_ID: 'customers:read',
  REGION: 'customers:read',
  EXPOSURE: 'exposures:read',
  FEEDBACK: 'feedback:read',
  FOLLOW_UP: 'follow-ups:read',
  INTERACTION: 'interactions:read',
  LIFECYCLE: 'customers:read',
  POSTAL_ADDRESS: 'customers:personal',
  OCCASION: 'customers:personal',
  PREFERENCE: 'customers:personal',
  NOTE: 'customers:personal',
  FILE_REFERENCE: 'customers:personal',
  CARE_TEAM_MEMBER: 'customers:read',
  EMPLOYMENT: 'customers:personal',
  CHANNEL_REACHABILITY: 'customers:read',
  RELATIONSHIP_LEVEL: 'relationships:read',
  RELATIONSHIP_OVERRIDE: 'relationships:read',
  SEGMENT: 'segments:read',
  SEGMENT_OVERRIDE: 'segments:read',
  SEGMENT_SNAPSHOT: 'segments:read',
  PAST_SEGMENT: 'segments:read',
  SURVEY: 'interactions:read',
  TOUCH: 'campaigns:read',
  PERSON_REQUEST: 'privacy:read',
  VERDICT: 'vulnerability:read',
}

export const mayReadRows = ({ scopes }: Actor, kind: HeldKind): boolean => scopes.has(readingOf[kind])

/** Whether the actor may learn how two customers compare in a field. */
export const mayReadField = (actor: Actor, field: (typeof mergedFields)[number]): boolean =>
  mayRead(actor, 'customer.update', { [field]: null })
