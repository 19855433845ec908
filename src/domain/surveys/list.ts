import { surveys } from '../../database/tables/care/surveys.ts'
import { surveyTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** All surveys of customers within reach, whatever became of them. */
export const surveyList = pageSource(surveys, surveyTable, {
  usual: [descending('askedAt')],
  within: ofCustomersWithinReach,
})
