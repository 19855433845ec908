import { type FeedAction, type FeedEntity, scopeOfEntity } from '../../src/domain/feed/entities.ts'
import { builder, described } from '../kernel/builder.ts'

const tell = (entity: FeedEntity, text: string) => `${text} Needs \`${scopeOfEntity[entity]}\`.`

export const ChangeEntity = builder.enumType('ChangeEntity', {
  description: 'What a change is of, and the field that holds it.',
  values: described<FeedEntity>({
    API_KEY: tell('API_KEY', 'An API key: `apiKey`.'),
    CAMPAIGN: tell('CAMPAIGN', "A competitor's campaign: `campaign`."),
    CARE_REVIEW: tell('CARE_REVIEW', 'How care standards did, and what was decided: `careReview`.'),
    CARE_STANDARD: tell('CARE_STANDARD', 'What customers are owed: `careStandard`.'),
    COMPETITOR: tell('COMPETITOR', 'A competitor: `competitor`.'),
    CONSENT: tell('CONSENT', "A line of a customer's ledger of consent: `consent`."),
    CONTACT_POINT: tell('CONTACT_POINT', 'An e-mail or a phone of a customer: `contactPoint`.'),
    CUSTOMER: tell('CUSTOMER', 'A customer: `customer`.'),
    CUSTOMER_DUPLICATE: tell(
      'CUSTOMER_DUPLICATE',
      'Two customers who may be one: `customerDuplicate`. Told is what people say of it; what a night finds is not.',
    ),
    CUSTOMER_UPDATE_JOB: tell(
      'CUSTOMER_UPDATE_JOB',
      'A change of all customers that a filter takes: `customerUpdateJob`. Those whom it changes have entries of their own.',
    ),
    EXPOSURE: tell('EXPOSURE', 'Evidence that a campaign reached a customer: `exposure`.'),
    FEEDBACK: tell('FEEDBACK', 'Feedback that waits for an answer, or got one: `feedback`.'),
    FOLLOW_UP: tell('FOLLOW_UP', 'A follow-up: `followUp`.'),
    GOAL: tell('GOAL', 'A goal of the house: `goal`.'),
    INTERACTION: tell('INTERACTION', 'An interaction: `interaction`.'),
    NIGHT: tell('NIGHT', 'A run of the night: `night`.'),
    OWN_CAMPAIGN: tell('OWN_CAMPAIGN', 'A campaign of your own house: `ownCampaign`.'),
    PERSONAL_READ: tell(
      'PERSONAL_READ',
      'Reading of personal fields that was unusual: `personalRead`. What is usual is told by `personalReads` alone.',
    ),
    PERSON_REQUEST: tell('PERSON_REQUEST', 'What a person asks for by law: `personRequest`.'),
    POLICY: tell(
      'POLICY',
      'A version of a policy. It has no record: versions count within their kind and never change, so a follower reads the policies anew, in whose lists the newest stands first.',
    ),
    POSTAL_ADDRESS: tell('POSTAL_ADDRESS', 'A postal address of a customer: `postalAddress`.'),
    OCCASION: tell('OCCASION', 'A day of a customer that comes back each year: `occasion`.'),
    PREFERENCE: tell('PREFERENCE', 'What a customer likes or wants: `preference`.'),
    NOTE: tell('NOTE', 'A note of a customer: `note`.'),
    FILE_REFERENCE: tell('FILE_REFERENCE', 'A file about a customer: `fileReference`.'),
    CARE_TEAM_MEMBER: tell(
      'CARE_TEAM_MEMBER',
      'Somebody who cares for a customer besides its owner: `careTeamMember`.',
    ),
    EMPLOYMENT: tell('EMPLOYMENT', 'That a person works for an organisation: `employment`.'),
    CHANNEL_REACHABILITY: tell(
      'CHANNEL_REACHABILITY',
      'Whether a customer can be reached by a channel: `channelReachability`.',
    ),
    REGION: tell('REGION', 'A region: `region`.'),
    SEGMENT: tell('SEGMENT', 'A segment itself, not who is in it: `segment`.'),
    SEGMENT_SNAPSHOT: tell(
      'SEGMENT_SNAPSHOT',
      'Who was a member of a segment at an instant: `segmentSnapshot`.',
    ),
    SNAPSHOT: tell('SNAPSHOT', 'A result of a campaign: `snapshot`.'),
    STAFF_MEMBER: tell('STAFF_MEMBER', 'A staff member: `staffMember`.'),
    SURVEY: tell('SURVEY', 'A survey that a customer was asked: `survey`.'),
    TARGET_PROFILE: tell('TARGET_PROFILE', 'Whom the house wants as customers: `targetProfile`.'),
    TOUCH: tell('TOUCH', 'That a campaign of your own contacts a customer: `touch`.'),
    WEBHOOK: tell('WEBHOOK', 'A webhook: `webhook`.'),
  }),
})

export const ChangeAction = builder.enumType('ChangeAction', {
  description: 'What happened to a record.',
  values: described<FeedAction>({
    CREATED: 'It was created, recorded, issued, begun, or made by a night.',
    UPDATED: 'It was changed, corrected, or written over by an import.',
    REMOVED:
      'It is gone, or left your reach: of a customer who got another owner, with all that belongs to the customer. Its fields are null.',
    REVOKED: 'An API key was revoked, perhaps with all that were issued with it.',
    FROZEN: 'An API key that read unusually much is refused until somebody lets it go on.',
    UNFROZEN: 'A frozen API key was let go on.',
    ALARMED: 'Somebody read personal fields of more customers within an hour than is usual.',
    CLAIMED: 'Somebody took the follow-up.',
    RELEASED: 'Whoever had taken the follow-up let it go.',
    SNOOZED: 'The follow-up was put off.',
    WOKEN: 'The follow-up is not put off any more.',
    COMPLETED:
      'The follow-up was done, a job that had gone on behind its answer was through, or the night came to its end: all that it moved stands before.',
    DISMISSED: 'The follow-up was closed undone.',
    ANSWERED: 'The feedback, or the survey, was answered.',
    CLOSED: 'The feedback was closed with an outcome, or the survey declined.',
    REOPENED: 'The feedback was opened again, or the follow-up waits again.',
    ESCALATED: 'Nobody answered the feedback or did the follow-up in time, or somebody called for help.',
    EXPIRED:
      'The night closed a follow-up that nobody did in time, or a survey ended with the restriction of its customer.',
    LEVEL_SET: 'The customer got a relationship level by hand. Needs `relationships:read` too.',
    LEVEL_CLEARED: 'That level was taken away. Needs `relationships:read` too.',
    LEVEL_MOVED: 'The kept relationship level moved. Needs `relationships:read` too.',
    LIFECYCLE_MOVED: 'A night moved the customer to another lifecycle stage.',
    SEGMENT_JOINED:
      'A night found the customer in a segment, which `segment` names. Needs `segments:read` too. When the rule itself changes, the entry of the segment tells it, not one for each member.',
    SEGMENT_LEFT:
      'A night found that the customer is not in the segment any more. Needs `segments:read` too.',
    SEALED: 'A night made the result, and it stands.',
    ERASED: 'All that was personal of it is gone. Forget what you keep of it.',
  }),
})
