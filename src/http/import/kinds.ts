import { importedCustomers } from '../../domain/import/customers.ts'
import { importedInteractions } from '../../domain/import/interactions.ts'
import { importedConsents } from '../../domain/import/records/consents.ts'
import { importedExposures } from '../../domain/import/records/exposures.ts'
import { importedStaff } from '../../domain/import/records/staff.ts'
import type { Imported } from '../../domain/import/rows.ts'

/** What is imported at which address: `POST /v1/import/NAME`. */
export const importKinds: Readonly<Record<string, Imported>> = {
  customers: importedCustomers,
  interactions: importedInteractions,
  exposures: importedExposures,
  consents: importedConsents,
  staff: importedStaff,
}
