import { careStandards } from '../../database/tables/care/care-standards.ts'
import { careStandardTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All care standards, for whoever may read follow-ups. */
export const careStandardList = pageSource(careStandards, careStandardTable, {
  usual: [ascending('firstDay')],
})
