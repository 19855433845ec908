import { Failure } from '../../api/ask.ts'
import type { CustomerFilter } from '../../api/types.ts'
import { download } from '../../format/download.ts'
import { credential, endSession } from '../../session/session.ts'
import { language } from '../../words/language.ts'

/**
 * Loads all customers that match as a file, with the columns that the reader may see.
 * @throws Failure
 */
export async function exportMatching(filter: CustomerFilter | null): Promise<void> {
  const query = new URLSearchParams({ format: 'csv', ...(filter ? { filter: JSON.stringify(filter) } : {}) })
  const response = await fetch(`/v1/export/customers?${query}`, {
    headers: { authorization: `Bearer ${credential.value ?? ''}`, 'accept-language': language.value },
  }).catch(() => {
    throw new Failure('OFFLINE', null, null)
  })
  if (response.status === 401) {
    endSession('EXPIRED')
    throw new Failure('SIGNED_OUT', null, null)
  }
  if (!response.ok) {
    const told: { errors?: { message: string }[] } | null = await response.json().catch(() => null)
    throw new Failure('REFUSED', told?.errors?.[0]?.message ?? null, null)
  }
  download('customers.csv', 'text/csv', await response.text())
}
