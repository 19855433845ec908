import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { careReviews } from '../../database/tables/care/care-reviews.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt } from '../writes/versions.ts'

const updateInput = z.strictObject({
  id: idOf('careReview'),
  expectedVersion,
  patch: z.strictObject({ note: text(5_000).nullish() }),
})

/**
 * Changes the note of a review, or takes it away: what it says otherwise stays as it was told.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateCareReview(service: Service, input: unknown): Promise<{ careReviewId: number }> {
  requireScope(service.actor, 'policies:write')
  const { id, patch, expectedVersion } = parse(updateInput, input)
  const query = service.db.orm.select().from(careReviews).where(eq(careReviews.id, id))
  const current = await foundAt(query, 'careReview', expectedVersion)
  return updateRow(
    service,
    { table: careReviews, current, patch },
    (before, after) => ({ action: 'care-review.update', entityId: id, before, after }),
    { careReviewId: id },
  )
}
