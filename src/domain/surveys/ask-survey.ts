import { and, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import * as z from 'zod'
import { feedback } from '../../database/tables/care/feedback.ts'
import { surveyKinds, surveyOccasions, surveys } from '../../database/tables/care/surveys.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { requireUnrestrictedCustomer } from '../customers/require-customer.ts'
import { dayText, idOf, parse, text } from '../input/fields.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import { conflict, invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { commit, guard } from '../writes/commit.ts'
import { firstVersion, inOrder, requireRow } from '../writes/versions.ts'
import type { Survey } from './find.ts'

/** Days in which an answer is waited for, where nobody says another day [O]; and the most. */
const [usualDays, farthestDays] = [30, 366] as const

export const surveyQuestion = {
  kind: z.enum(surveyKinds),
  question: text(500).nullish(),
}

const schema = ({ today }: Service) =>
  z.strictObject({
    customer: idOf('customer'),
    ...surveyQuestion,
    channel: z.enum(channels).nullish(),
    occasion: z.enum(surveyOccasions),
    /** The delivery or purchase, or the complaint, that it asks about; of another occasion nothing. */
    about: idOf('interaction').nullish(),
    /** Who asks; the actor's own staff member when nothing is said. */
    staff: idOf('staffMember').nullish(),
    /** The last day on which an answer is waited for. */
    expiresOn: dayText
      .refine(day => day >= today, say('inPast'))
      .refine(day => day <= today + farthestDays, say('daysAhead', { days: farthestDays }))
      .nullish(),
  })

/**
 * Keeps that a customer is asked for a score: about one delivery or purchase, about one complaint that was closed, or for
 * another reason. Sending the question is the caller's affair, or of whoever follows the changes. Of one occasion a
 * customer has one survey at a time that may still be answered.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` where the customer was asked and may still answer, and for a
 * person who was erased and a customer who is restricted
 */
export async function askSurvey(
  service: Service,
  input: unknown,
): Promise<{ surveyId: number; customerId: number }> {
  requireScope(service.actor, 'interactions:write')
  const said = parse(schema(service), input)
  const { occasion, about = null, staff = service.actor.staffId } = said
  if (occasion === 'OTHER' && about !== null) throw invalid(['about'], say('besideOtherOccasion'))
  if (occasion !== 'OTHER' && about === null) throw invalid(['about'], say('missing'))
  const { orm } = service.db
  const customer = standingCustomer(said.customer)
  const [customerId, , , [open]] = await inOrder([
    requireUnrestrictedCustomer(service, said.customer, ['customer']),
    requireStaff(service, staff, ['staff']),
    requireOccasion(service, { occasion, about, customer }),
    Promise.resolve(
      orm
        .select({ id: surveys.id })
        .from(surveys)
        .where(and(eq(surveys.customerId, customer), isOpenFor(service, { occasion, about }))),
    ),
  ])
  if (open)
    throw conflict(['occasion'], say('surveyOpen'), {
      reason: 'DUPLICATE',
      other: service.actor.scopes.has('interactions:read') ? { kind: 'survey', id: open.id } : null,
    })
  const id = service.newId()
  const row = {
    ...{ id, customerId, kind: said.kind, question: said.question ?? null, channel: said.channel ?? null },
    ...{ occasion, aboutId: about, staffId: staff, askedAt: service.now },
    expiresOn: said.expiresOn ?? service.today + usualDays,
    ...{ state: 'OPEN' as const, answerId: null, closedAt: null },
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'survey.ask', entityId: id, after: row },
    [
      guard(
        service,
        sql`NOT EXISTS (SELECT 1 FROM ${surveys}
          WHERE ${surveys.customerId} = ${customerId} AND ${isOpenFor(service, { occasion, about })})`,
      ),
      orm.insert(surveys).values(row),
    ],
    { surveyId: id, customerId },
  )
}

interface Occasion {
  occasion: Survey['occasion']
  about: number | null
}

const isOpenFor = ({ today }: Service, { occasion, about }: Occasion) =>
  and(
    eq(surveys.occasion, occasion),
    about === null ? isNull(surveys.aboutId) : eq(surveys.aboutId, about),
    eq(surveys.state, 'OPEN'),
    gte(surveys.expiresOn, today),
  )

/** @throws UserError `NOT_FOUND` for what is no such occasion of the customer */
async function requireOccasion(
  service: Service,
  { occasion, about, customer }: Occasion & { customer: ReturnType<typeof standingCustomer> },
): Promise<void> {
  if (occasion === 'DELIVERY')
    return requireRow(service, interactions, about, {
      ...{ what: 'deliveryOfCustomer', path: ['about'] },
      within: and(
        eq(interactions.customerId, customer),
        inArray(interactions.kind, ['DELIVERY', 'PURCHASE']),
        eq(interactions.cancelled, false),
      ),
    })
  return requireRow(service, feedback, about, {
    ...{ what: 'closedComplaint', path: ['about'] },
    within: and(
      eq(feedback.customerId, customer),
      eq(feedback.kind, 'COMPLAINT'),
      eq(feedback.state, 'CLOSED'),
    ),
  })
}
