import type { timelineEntries } from '../../src/database/views/timeline.ts'
import type { TimelineKind } from '../../src/domain/fields/timeline.ts'
import { timelineList } from '../../src/domain/timeline/list.ts'
import { dayOfInstant } from '../../src/lib/days.ts'
import { type ExposureRow, exposureNoun } from '../competition/exposure.ts'
import { type FollowUpRow, followUpNoun } from '../follow-ups/follow-up.ts'
import { builder, described } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { listed, related, relationPage } from '../kernel/noun.ts'
import { type SegmentRow, segmentNoun } from '../segments/segment.ts'
import { LevelChange, type LevelMove } from '../value/relationship-history.ts'
import { type MemberRow, members } from '../vulnerability/member.ts'
import { type ConsentRow, consentNoun } from './consent.ts'
import { customerNoun } from './customer.ts'
import { LifecycleChange, type LifecycleMove } from './customer-parts.ts'
import { type InteractionRow, interactionNoun } from './interaction.ts'
import { type RegionRow, regionNoun } from './region.ts'

type EntryRow = typeof timelineEntries.$inferSelect & {
  interaction?: InteractionRow | null
  lifecycle?: LifecycleMove | null
  region?: RegionRow | null
  consent?: ConsentRow | null
  exposure?: ExposureRow | null
  followUp?: FollowUpRow | null
  level?: LevelMove | null
  verdict?: MemberRow | null
  segment?: SegmentRow | null
}

const Kind = builder.enumType('TimelineKind', {
  description: 'What an entry of a timeline is, and the field that tells more of it.',
  values: described<TimelineKind>({
    INTERACTION: 'Something happened between the company and the customer: `interaction`.',
    LIFECYCLE: 'A night moved the customer to another lifecycle stage: `lifecycle`.',
    REGION:
      'The customer counts as being in another region since that day: `region`. Not where nobody said since when.',
    CONSENT: 'Consent was given or withdrawn: `consent`.',
    EXPOSURE: "It was recorded that a competitor's campaign reached the customer: `exposure`.",
    FOLLOW_UP_OPENED: 'A follow-up came up, by a night or by hand: `followUp`.',
    FOLLOW_UP_CLOSED: 'A follow-up was done, dismissed, or expired: `followUp`.',
    RELATIONSHIP_LEVEL: 'The kept relationship level moved: `level`.',
    VERDICT:
      'What a night found of the customer in a campaign as a whole, as of that day, where verdict, exclusion or grade differ from the night before it: `verdict`.',
    SEGMENT_JOINED: 'The customer became a member of a segment: `segment`.',
    SEGMENT_LEFT: 'The customer stopped being one: `segment`.',
  }),
})

const Entry = builder.objectRef<EntryRow>('TimelineEntry')
const timeline = listed({ type: Entry, scope: 'customers:read', source: timelineList })

Entry.implement({
  description:
    'One thing that happened with a customer, as it is now: what was corrected or cancelled since shows so. Beside the day and the kind only the fields that the kind names hold something.',
  fields: t => ({
    kind: t.expose('kind', { type: Kind, description: 'What it is.' }),
    day: t.field({
      type: 'Date',
      description: "The workspace's calendar day.",
      needs: { columns: ['day', 'at'] },
      resolve: ({ day, at }, _args, { service }) => day ?? dayOfInstant(at, service.workspace.timeZone),
    }),
    at: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When: the instant that an interaction took place, that anything else was recorded or changed. Null where only the day is known (`LIFECYCLE`, `REGION`, `RELATIONSHIP_LEVEL`, `VERDICT`); among the rest such an entry stands at noon UTC of its day.',
      needs: { columns: ['day', 'at'] },
      resolve: ({ day, at }) => (day === null ? at : null),
    }),
    interaction: related(t, 'interaction', interactionNoun, 'Of `INTERACTION`.'),
    lifecycle: t.field({
      type: LifecycleChange,
      nullable: true,
      description: 'Of `LIFECYCLE`.',
      needs: { relation: 'lifecycle' },
      resolve: ({ lifecycle }) => lifecycle ?? null,
    }),
    region: related(t, 'region', regionNoun, 'Of `REGION`.'),
    consent: related(t, 'consent', consentNoun, 'Of `CONSENT`.'),
    exposure: related(t, 'exposure', exposureNoun, 'Of `EXPOSURE`.'),
    followUp: related(t, 'followUp', followUpNoun, 'Of `FOLLOW_UP_OPENED` and `FOLLOW_UP_CLOSED`.'),
    level: t.field({
      type: LevelChange,
      nullable: true,
      description: 'Of `RELATIONSHIP_LEVEL`.',
      authScopes: { scope: 'relationships:read' },
      needs: { relation: 'level' },
      resolve: ({ level }) => level ?? null,
    }),
    verdict: related(t, 'verdict', members, 'Of `VERDICT`.'),
    segment: related(t, 'segment', segmentNoun, 'Of `SEGMENT_JOINED` and `SEGMENT_LEFT`.'),
  }),
})

const inputs = listInputs(timelineList, {
  tell: {
    kind: {
      description:
        'What it is. A kind that you lack the scope for is refused here, and left out where nobody names it.',
      values: Kind,
    },
    day: "The workspace's calendar day.",
  },
  orderings: { AT: 'By instant, the newest first unless you say `ASC`.' },
  unordered: 'The newest first when not said.',
})

relationPage(customerNoun, 'timeline', {
  of: timeline,
  description:
    'All that is known to have happened with the customer, in one list: of each kind what its scope lets you see (`interactions:read`, `customers:personal` for consents, `exposures:read`, `follow-ups:read`, `relationships:read`, `vulnerability:read`, `segments:read`).',
  args: inputs.args,
})
