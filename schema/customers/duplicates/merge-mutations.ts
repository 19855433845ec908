import { type MovedRows, mergeCustomers } from '../../../src/domain/duplicates/merge-customers.ts'
import type { HeldKind } from '../../../src/domain/duplicates/tables.ts'
import type {
  chosenFields,
  MergedField,
  MergeSide,
  mergedFields,
} from '../../../src/domain/duplicates/united.ts'
import { type Unmerge, unmergeCustomers } from '../../../src/domain/duplicates/unmerge-customers.ts'
import type { IdKind } from '../../../src/lib/ids.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { builder, described } from '../../kernel/builder.ts'
import { changed } from '../../kernel/changed.ts'
import { manyMutation } from '../../kernel/many.ts'
import { mutation } from '../../kernel/mutation.ts'
import { customerNoun } from '../customer.ts'
import { customerMergeNoun } from './customer-merge.ts'

const Side = builder.enumType('MergePreference', {
  description: 'Whose value stays where a customer and the one that is merged into it differ.',
  values: described<'SURVIVOR' | 'MERGED'>({
    SURVIVOR: 'That of the customer who goes on.',
    MERGED: 'That of the one who is merged into it, where it says anything.',
  }),
})

const From = builder.enumType('MergeSource', {
  description: 'Where a value comes from that stands behind a merge.',
  values: described<MergeSide>({
    SURVIVOR: 'From the customer who goes on.',
    MERGED: 'From the one who was merged into it.',
    BOTH: 'A list, or attributes, with something of either.',
  }),
})

const told = (value: (typeof mergedFields)[number], description: string) => ({ value, description })

const MergeField = builder.enumType('MergeField', {
  description: 'A field of a customer that a merge decides on.',
  values: {
    KIND: told('kind', 'Person or organisation.'),
    NAME: told('name', 'The name.'),
    EMAIL: told('email', 'The e-mail address.'),
    PHONE: told('phone', 'The phone number.'),
    GENDER: told('gender', 'The gender.'),
    BIRTH_DATE: told('birthDate', 'The birth date.'),
    ACQUISITION_SOURCE: told('acquisitionSource', 'Where the customer came from.'),
    OWNER: told('owner', 'The staff member who answers for the relation.'),
    PREFERRED_CHANNELS: told('preferredChannels', 'How the customer likes to be reached.'),
    FORBIDDEN_CHANNELS: told('forbiddenChannels', 'How the customer must not be reached: those of both.'),
    ATTRIBUTES: told('attributes', 'Free attributes, merged name by name.'),
    TAGS: told('tags', 'Tags: those of both.'),
  },
})

const Kind = builder.enumType('MergedRowKind', {
  description: 'What rows of a customer are that a merge moves.',
  values: described<HeldKind>({
    CONTACT_POINT: 'E-mails and phones beside the primary ones. A primary one that gives way joins them.',
    CONSENT: 'Entries of the ledger of consent.',
    EXTERNAL_ID: 'Keys in other systems.',
    REGION: 'Where the customer was, and since when. On the same day the entry of the survivor stays.',
    EXPOSURE: 'Evidence of campaigns.',
    FEEDBACK: 'What customers said that must not be left without an answer: it goes with its interaction.',
    FOLLOW_UP:
      'Follow-ups. Of one that both have for the same reason and time the one of the survivor stays.',
    INTERACTION: 'Interactions.',
    LIFECYCLE:
      'Moves of the lifecycle stage: nights made them of a part of the facts, so they are kept with the merge.',
    POSTAL_ADDRESS:
      'Postal addresses. The one that was chosen last comes first, else the oldest, whosever it was.',
    OCCASION: 'Yearly days of the customer, of family and of friends.',
    PREFERENCE: 'What the customer likes or wants.',
    NOTE: 'Notes.',
    FILE_REFERENCE: 'Files that lie elsewhere.',
    CARE_TEAM_MEMBER:
      'Who cares for the customer besides its owner. Of somebody who cares for both the role for the survivor stays.',
    CHANNEL_REACHABILITY:
      'By which channels the customer can be reached. Of a channel that is known of both what is known of the survivor stays.',
    EMPLOYMENT:
      'For whom the customer works or worked, and who works for it. That one of the two works for the other gives way.',
    RELATIONSHIP_LEVEL: 'Moves of the relationship level: kept with the merge, as those of the lifecycle.',
    RELATIONSHIP_OVERRIDE: 'A relationship level that was set by hand.',
    SEGMENT: 'Memberships of segments.',
    SEGMENT_OVERRIDE: 'What was said of segments by hand.',
    SEGMENT_SNAPSHOT: 'Memberships of frozen snapshots of segments: of one that had both it is one.',
    PAST_SEGMENT: 'Memberships that are over.',
    SURVEY:
      'Surveys that were asked. Where both wait for an answer on the same occasion, the last day of the merged one is over.',
    TOUCH:
      'Touches of campaigns of your own. Of one that both have in the same slot of a campaign the one of the survivor stays.',
    PERSON_REQUEST: 'Requests for rights.',
    VERDICT: 'Verdicts in snapshots. Where both have one in a snapshot that of the survivor stays.',
  }),
})

const Conflict = builder.enumType('UnmergeConflictReason', {
  description: 'What is not as a merge left it.',
  values: described<Unmerge['conflicts'][number]['reason']>({
    FIELD: 'Somebody changed a field since that the merge had filled: it stays as it is now.',
    EDITED:
      'Rows that somebody changed since: they go back as they are now; of what can only be one for each, the survivor keeps what it says now and the other one gets what it had.',
    ADDED: 'Rows that came since: they stay with the survivor.',
    FOLLOWS:
      'Rows that came since and belong to what goes back, as the answer to a survey: they go with it. Feedback that a contact with the other one answered is open again.',
    GONE: 'Rows that the survivor has no more.',
  }),
})

const Prefer = builder.inputType('CustomerMergePreferences', {
  description:
    "Whose values stay where the two differ: the survivor's when not said. What is empty is filled from the other one in any case.",
  fields: t => {
    const side = (description: string) => t.field({ type: Side, description })
    return {
      kind: side(
        'Has to be said of a person and an organisation. Refused while somebody works for or as one of them, who is of the other kind then.',
      ),
      name: side('The name.'),
      email: side('The e-mail address. The other one stays beside it as a contact point.'),
      phone: side('The phone number. The other one stays beside it as a contact point.'),
      gender: side('The gender.'),
      birthDate: side('The birth date.'),
      acquisitionSource: side('Where the customer came from.'),
      owner: side('The staff member who answers for the relation.'),
      preferredChannels: side('How the customer likes to be reached.'),
      attributes: side('Which of two values an attribute keeps that both have.'),
    } satisfies Record<(typeof chosenFields)[number], unknown>
  },
})

const MergeInput = builder.inputType('CustomerMergeInput', {
  description: 'Two customers who are the same.',
  fields: t => ({
    survivor: t.id({ required: true, description: 'The customer who goes on.' }),
    merged: t.id({ required: true, description: 'The one who turned out to be the same.' }),
    prefer: t.field({ type: Prefer, description: 'Whose values stay.' }),
    expectedVersion: t.int({ description: 'Refuse when the survivor is not at this version any more.' }),
    mergedVersion: t.int({ description: 'Refuse when the other one is not at this version any more.' }),
    dryRun: t.boolean({ description: 'True says what would become of them and writes nothing.' }),
  }),
})

const Field = builder.objectRef<MergedField>('MergedField').implement({
  description: 'A field of which the merged customer said something that the survivor did not.',
  fields: t => ({
    field: t.expose('field', { type: MergeField, description: 'Which one.' }),
    from: t.expose('from', { type: From, description: 'Whose value stands behind the merge.' }),
    differs: t.exposeBoolean('differs', {
      description: 'Whether both said something, so that one of the values was dropped.',
    }),
  }),
})

const Moved = builder.objectRef<MovedRows>('MergedRows').implement({
  description: 'How many rows of a kind the merged customer had.',
  fields: t => ({
    kind: t.expose('kind', { type: Kind, description: 'What they are.' }),
    rows: t.exposeInt('rows', { description: 'How many.' }),
    givenWay: t.exposeInt('givenWay', {
      description:
        'How many of them could not become rows of the survivor, who has one in their place: they are kept with the merge, and an undo brings them back.',
    }),
  }),
})

const customerMerge = mutation('customerMerge', {
  description:
    "Has one customer go on for two who are the same. What the other one was becomes the survivor's: interactions, feedback, consents, exposures, follow-ups, postal addresses, keys in other systems, memberships. Its id leads to the survivor from then on, wherever an id of a customer is taken, and is told in `changes` as removed. The night that follows makes the figures those of one customer; sealed snapshots stay as they were sealed. Needs `customers:read` too. `customerUnmerge` undoes it, `customerMerges` finds it. A dry run has no `merge`.",
  scope: 'customers:write',
  input: MergeInput,
  verb: mergeCustomers,
  payload: t => ({
    merge: changed(t, customerMergeNoun, made => made.mergeId),
    survivor: changed(t, customerNoun, made => made.survivorId),
    merged: t.id({
      description: 'The id of the customer who was merged.',
      resolve: ({ mergedId }) => encodeId('customer', mergedId),
    }),
    fields: t.field({
      type: [Field],
      description: 'What the merged customer said of itself that the survivor did not.',
      resolve: ({ fields }) => fields,
    }),
    moved: t.field({
      type: [Moved],
      description: 'What the merged customer had, by kind; kinds of which there is nothing are left out.',
      resolve: ({ moved }) => moved,
    }),
  }),
})

manyMutation('customersMerge', {
  description: 'Merges many pairs of customers.',
  scope: 'customers:write',
  input: MergeInput,
  verb: mergeCustomers,
  answered: customerMerge,
})

const UnmergeInput = builder.inputType('CustomerUnmergeInput', {
  description: 'Which merge to undo.',
  fields: t => ({
    id: t.id({ required: true, description: 'Id of a merge.' }),
    expectedVersion: t.int({ description: 'Refuse when the survivor is not at this version any more.' }),
    dryRun: t.boolean({ description: 'True says what would become of them and writes nothing.' }),
  }),
})

const kindsWithIds: Partial<Record<HeldKind, IdKind>> = {
  CONSENT: 'consent',
  CONTACT_POINT: 'contactPoint',
  EXPOSURE: 'exposure',
  FEEDBACK: 'feedback',
  FOLLOW_UP: 'followUp',
  INTERACTION: 'interaction',
  POSTAL_ADDRESS: 'postalAddress',
  OCCASION: 'occasion',
  PREFERENCE: 'preference',
  NOTE: 'note',
  FILE_REFERENCE: 'fileReference',
  CARE_TEAM_MEMBER: 'careTeamMember',
  SURVEY: 'survey',
  TOUCH: 'touch',
  PERSON_REQUEST: 'personRequest',
  EMPLOYMENT: 'employment',
  CHANNEL_REACHABILITY: 'channelReachability',
}

const UnmergeConflict = builder.objectRef<Unmerge['conflicts'][number]>('UnmergeConflict').implement({
  description: 'Something that is not as the merge left it.',
  fields: t => ({
    reason: t.expose('reason', { type: Conflict, description: 'What it is.' }),
    field: t.field({
      type: MergeField,
      nullable: true,
      description: 'Of a field: which one.',
      resolve: conflict => (conflict.reason === 'FIELD' ? conflict.field : null),
    }),
    kind: t.field({
      type: Kind,
      nullable: true,
      description: 'Of rows: what they are.',
      resolve: conflict => (conflict.reason === 'FIELD' ? null : conflict.kind),
    }),
    rows: t.int({
      description: 'How many rows; 0 of a field.',
      resolve: conflict => (conflict.reason === 'FIELD' ? 0 : conflict.rows),
    }),
    ids: t.idList({
      description: 'Their ids, of kinds that have some: the first 100.',
      resolve(conflict) {
        const kind = conflict.reason === 'FIELD' ? undefined : kindsWithIds[conflict.kind]
        return kind === undefined || conflict.reason === 'FIELD'
          ? []
          : conflict.ids.map(id => encodeId(kind, id))
      },
    }),
  }),
})

mutation('customerUnmerge', {
  description:
    'Takes two customers apart again who had been merged: the other one stands by itself as it was, with its own rows, and the survivor loses what it had got from it. What was changed or added since is told as conflicts and lost by nobody. Merges into the survivor that came later are undone first where it was merged itself. The night that follows makes the figures those of two customers. Needs `customers:read` too.',
  scope: 'customers:write',
  input: UnmergeInput,
  verb: unmergeCustomers,
  payload: t => ({
    merge: changed(t, customerMergeNoun, made => made.mergeId),
    survivor: changed(t, customerNoun, made => made.survivorId),
    restored: changed(t, customerNoun, made => made.restoredId),
    conflicts: t.field({
      type: [UnmergeConflict],
      description: 'What is not as the merge left it; empty where all is again as it was.',
      resolve: ({ conflicts }) => conflicts,
    }),
  }),
})
