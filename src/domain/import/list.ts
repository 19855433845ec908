import { imports } from '../../database/tables/house/imports.ts'
import { importTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'

/** All imports, the newest first, for whoever may read them. */
export const importList = pageSource(imports, importTable, { usual: [descending('startedAt')] })
