import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { feedback } from '../../database/tables/care/feedback.ts'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import type { Change } from '../changes/change.ts'
import type { Service } from '../service/service.ts'
import { nextVersion, unchanged } from '../writes/versions.ts'

type FollowUp = typeof followUps.$inferSelect

/** What goes with the change of something else in one batch. */
interface Along {
  changes: Change[]
  statements: Statement[]
}

const nothing: Along = { changes: [], statements: [] }

const begins = 'feedback:'

/** The period of the follow-ups on a piece of feedback; of the second and later ones a count follows. */
export const feedbackPeriod = (id: SQL): SQL => sql`${begins} || ${id}`

/** The feedback that a follow-up is about, by its period. */
export const feedbackOfPeriod = (period: SQL): SQL =>
  sql`CAST(substr(${period}, ${begins.length + 1}) AS INTEGER)`

/** The follow-up that waits for somebody to work on the feedback, if there is one. One read. */
export async function openWorkOn({ db }: Service, feedbackId: number): Promise<FollowUp | null> {
  const [found] = await db.orm
    .select()
    .from(followUps)
    .where(
      and(
        eq(
          followUps.customerId,
          sql`(SELECT f.customer_id FROM ${feedback} AS f WHERE f.id = ${feedbackId})`,
        ),
        eq(followUps.tactic, 'FEEDBACK'),
        inArray(followUps.state, ['OPEN', 'CLAIMED']),
        eq(feedbackOfPeriod(sql`${followUps.period}`), feedbackId),
      ),
    )
  return found ?? null
}

/** Ends the work on feedback that is closed. It has no outcome of its own. */
export function endingWork(service: Service, work: FollowUp | null, answerId: number | null): Along {
  if (work === null) return nothing
  const { set, after } = nextVersion(service, work, {
    ...{ state: 'DONE', closedAt: service.now, interactionId: answerId, snoozedUntil: null },
  })
  const which = eq(followUps.id, work.id)
  return {
    changes: [{ action: 'follow-up.complete', entityId: work.id, before: work, after }],
    statements: [
      unchanged(service, followUps, which, work.version),
      service.db.orm.update(followUps).set(set).where(which),
    ],
  }
}

/** Marks the feedback of a follow-up as answered by the contact that ends the work, where it still waits. One read. */
export async function answeredByWork(
  service: Service,
  work: FollowUp,
  contact: { id: number; occurredAt: number },
): Promise<Along> {
  const { orm } = service.db
  const [waits] = await orm
    .select()
    .from(feedback)
    .where(
      and(eq(feedback.id, Number.parseInt(work.period.slice(begins.length), 10)), eq(feedback.state, 'OPEN')),
    )
  if (!waits || contact.occurredAt < waits.askedAt) return nothing
  const { set, after } = nextVersion(service, waits, {
    ...{ state: 'ANSWERED', answerId: contact.id, answeredAt: contact.occurredAt },
  })
  const which = eq(feedback.id, waits.id)
  return {
    changes: [{ action: 'feedback.answer', entityId: waits.id, before: waits, after }],
    statements: [
      unchanged(service, feedback, which, waits.version),
      orm.update(feedback).set(set).where(which),
    ],
  }
}
