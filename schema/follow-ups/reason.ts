import type { FollowUpReason } from '../../src/database/tables/care/follow-ups.ts'
import { encodeId, type IdKind } from '../../src/lib/ids.ts'
import { builder } from '../kernel/builder.ts'

const factKinds: Record<FollowUpReason['facts'][number]['type'], IdKind> = {
  SNAPSHOT: 'vulnerabilitySnapshot',
  CAMPAIGN: 'campaign',
  INTERACTION: 'interaction',
  FOLLOW_UP: 'followUp',
  OCCASION: 'occasion',
  FEEDBACK: 'feedback',
  SEGMENT: 'segment',
  CARE_STANDARD: 'careStandard',
}

const Fact = builder.objectRef<FollowUpReason['facts'][number]>('FollowUpFact').implement({
  description: 'A stored fact behind a reason.',
  fields: t => ({
    type: t.exposeString('type', {
      description:
        'SNAPSHOT, CAMPAIGN, INTERACTION, FOLLOW_UP, OCCASION, FEEDBACK, SEGMENT or CARE_STANDARD.',
    }),
    fact: t.id({
      description: 'Its id, for `node`.',
      resolve: ({ type, id }) => encodeId(factKinds[type], id),
    }),
  }),
})

export const Reason = builder.objectRef<FollowUpReason>('FollowUpReason').implement({
  description: 'Why an item is in the queue: what was measured against which threshold.',
  fields: t => ({
    code: t.exposeString('code', { description: 'The rule, for programs.' }),
    threshold: t.expose('threshold', {
      type: 'JSON',
      nullable: true,
      description: 'What it was held against.',
    }),
    measured: t.expose('measured', { type: 'JSON', nullable: true, description: 'What was found.' }),
    facts: t.field({ type: [Fact], description: 'The evidence.', resolve: reason => reason.facts }),
  }),
})

export const Text = builder.objectRef<{ vi: string; en: string }>('SpokenText').implement({
  description: 'The same in each language.',
  fields: t => ({
    vi: t.exposeString('vi', { description: 'In Vietnamese.' }),
    en: t.exposeString('en', { description: 'In English.' }),
  }),
})
