import type { OrphanKind } from '../../src/domain/staff/offboarding/holdings.ts'
import { encodeId, type IdKind } from '../../src/lib/ids.ts'
import { builder, described, type ObjectFields } from '../kernel/builder.ts'

export const HoldingKind = builder.enumType('StaffHoldingKind', {
  description: 'What can belong to a staff member, and must not stay with one who left.',
  values: described<OrphanKind>({
    CUSTOMER: 'A customer, by its owner.',
    FOLLOW_UP: 'An open follow-up, by its owner.',
    FOLLOW_UP_CLAIM: 'A follow-up that somebody has claimed.',
    FEEDBACK: 'Feedback that is not closed, by who answers for it.',
    FEEDBACK_ESCALATION: 'Feedback that is not closed, by whom it was passed on to.',
    CARE_TEAM_MEMBER: 'A place in the care team of a customer.',
    PERSON_REQUEST: "A person's request that is open, by who answers for it.",
    GOAL: 'A goal that is not over, by who sees to it.',
    API_KEY: 'A key, by whom it stands for; of somebody who left it is refused, revoked or not.',
    WEBHOOK: 'A webhook that is not paused, by whose rights it has.',
    CUSTOMER_UPDATE_JOB: 'A change of many customers that is under way, by whose rights it has.',
  }),
})

export interface Held {
  kind: OrphanKind
  id: number
}

const idKinds: Readonly<Record<OrphanKind, IdKind>> = {
  CUSTOMER: 'customer',
  FOLLOW_UP: 'followUp',
  FOLLOW_UP_CLAIM: 'followUp',
  FEEDBACK: 'feedback',
  FEEDBACK_ESCALATION: 'feedback',
  CARE_TEAM_MEMBER: 'careTeamMember',
  PERSON_REQUEST: 'personRequest',
  GOAL: 'goal',
  API_KEY: 'apiKey',
  WEBHOOK: 'webhook',
  CUSTOMER_UPDATE_JOB: 'customerUpdateJob',
}

export const heldFields = <Row extends Held>(t: ObjectFields<Row>) => ({
  kind: t.field({ type: HoldingKind, description: 'What it is.', resolve: ({ kind }) => kind }),
  record: t.id({ description: 'Its id.', resolve: ({ kind, id }) => encodeId(idKinds[kind], id) }),
})
