import { careReviews } from '../../database/tables/care/care-reviews.ts'
import { careReviewTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'

/** All reviews of care standards, for whoever may read reports. */
export const careReviewList = pageSource(careReviews, careReviewTable, { usual: [descending('lastDay')] })
