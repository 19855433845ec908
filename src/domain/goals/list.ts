import { goals } from '../../database/tables/house/goals.ts'
import { goalTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All goals, for whoever may read reports. */
export const goalList = pageSource(goals, goalTable, { usual: [ascending('lastDay')] })
