import type {
  personalKinds,
  personalReads,
  readSurfaces,
} from '../../src/database/tables/house/personal-reads.ts'
import { personalReadList } from '../../src/domain/personal-reads/list.ts'
import { publicCaller } from '../../src/domain/service/actor.ts'
import { builder, described } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById } from '../kernel/noun.ts'
import { idField } from '../kernel/record.ts'

type PersonalReadRow = typeof personalReads.$inferSelect

const PersonalKind = builder.enumType('PersonalKind', {
  description: 'What was read of a person.',
  values: described<(typeof personalKinds)[number]>({
    ANY: 'Anything: all kinds together, in which whoever was read twice counts once.',
    NAME: 'The name.',
    EMAIL: 'The primary e-mail.',
    PHONE: 'The primary phone.',
    CONTACT_POINT: 'E-mails and phones beside the primary ones.',
    ADDRESS: 'Postal addresses.',
    GENDER: 'The gender.',
    BIRTH_DATE: 'The birth date.',
    ATTRIBUTES: 'Free attributes.',
    TAGS: 'Tags.',
    OCCASION: 'Days that come back each year.',
    PREFERENCE: 'What somebody likes or wants.',
    FILE: 'References to files.',
    TEXT: 'Free texts: of interactions, notes, follow-ups, feedback, evidence, reasons.',
  }),
})

const ReadSurface = builder.enumType('ReadSurface', {
  description: 'By which way personal fields were read.',
  values: described<(typeof readSurfaces)[number]>({
    ANY: 'Any: all ways together.',
    GRAPHQL: 'Answers of `/graphql`.',
    EXPORT: 'Files of `/v1/export/…`.',
    PERSON_EXPORT: '`personExport`: all that is kept of one person.',
    WEBHOOK: "Messages to webhooks, with their owner's rights.",
  }),
})

const PersonalRead = builder.objectRef<PersonalReadRow>('PersonalRead')
export const personalReadNoun = noun(
  'personalRead',
  listed({ type: PersonalRead, scope: 'personal-reads:read', source: personalReadList }),
)

PersonalRead.implement({
  description:
    'Of how many customers somebody read personal fields within an hour: one for each kind and way, and one of `ANY` with all together. Written behind the answers.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'personalRead'),
    by: t.string({
      description: 'Who read: the id of an API key, or `token:<issuer>|<subject>`.',
      needs: { columns: ['caller'] },
      resolve: ({ caller }) => publicCaller(caller),
    }),
    hour: t.expose('hour', {
      type: 'DateTime',
      description: 'When the hour began; of a count that `apiKeyUnfreeze` ended, its first read.',
    }),
    surface: t.expose('surface', { type: ReadSurface, description: 'By which way.' }),
    kind: t.expose('kind', { type: PersonalKind, description: 'What was read.' }),
    customers: t.exposeInt('customers', {
      description:
        'Of how many different customers: exact up to 1,023, of more an estimate that is usually within 3 %.',
    }),
    firstAt: t.expose('firstAt', {
      type: 'DateTime',
      description: 'When it was first told within the hour.',
    }),
    lastAt: t.expose('lastAt', {
      type: 'DateTime',
      description: 'When it was last told. Reading the same customers again tells nothing new.',
    }),
    alarmedAt: t.expose('alarmedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it became unusual by `personalReadPolicies`; only of `ANY`. Null while it is not.',
    }),
    alarmLimit: t.exposeInt('alarmLimit', {
      nullable: true,
      description: 'Of more customers than so many it was unusual.',
    }),
    froze: t.exposeBoolean('froze', {
      description:
        'Whether the alarm froze the key. A token is not frozen, nor the only key that could let others go on.',
    }),
  }),
})

const { args } = listInputs(personalReadList, {
  tell: {
    id: 'Its id.',
    by: 'Who read, written as in `by`.',
    hour: 'When the hour began.',
    surface: { description: 'By which way.', values: ReadSurface },
    kind: { description: 'What was read.', values: PersonalKind },
    customers: 'Of how many customers.',
    alarmedAt: 'When it became unusual; empty while it is not.',
  },
  unordered: 'The newest hour first when not said.',
})

builder.queryFields(t => ({
  personalRead: oneById(t, personalReadNoun, {
    description: "One hour's reading; null when there is none.",
    id: 'Its id.',
  }),
  personalReads: listOf(t, personalReadNoun, {
    description:
      'Who read personal fields of how many customers, hour by hour. Alarms are those with `alarmedAt`.',
    args,
  }),
}))
