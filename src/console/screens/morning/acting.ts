import { signal } from '@preact/signals'
import { viewer } from '../../session/viewer.ts'

const kept = 'holdfast.acting'

/** Whom somebody works for whose sign-in stands for no staff member: kept in the tab. */
const chosen = signal(sessionStorage.getItem(kept))

/** The staff member whose work this is; null where nobody is chosen. */
export const acting = (): string | null => viewer.value?.staff?.id ?? chosen.value

/** For whom a deed is said to be done; null where whoever is signed in does it. */
export const actedFor = (): string | null => (viewer.value?.staff ? null : chosen.value)

export function actFor(staff: string): void {
  sessionStorage.setItem(kept, staff)
  chosen.value = staff
}
