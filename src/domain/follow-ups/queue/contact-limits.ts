import type { FollowUpPolicy } from '../policy.ts'
import type { LeftOutReason } from './tactics/tactic.ts'

/**
 * Whether a contact planned for a day would be one too many, or too near to another: measured on that day, and as if it
 * were made on the first day on which somebody can act, because nobody has to wait for the due day.
 * @param contacts days of contacts that were made
 * @param planned days for which other contacts are planned, from `firstDay` on
 */
export function contactLimit(
  { contacts, planned }: { contacts: readonly number[]; planned: readonly number[] },
  { firstDay, plannedOn }: { firstDay: number; plannedOn: number },
  limits: FollowUpPolicy['limits'],
): Extract<LeftOutReason, 'CONTACT_CAP' | 'CONTACT_GAP'> | null {
  const others = [...contacts, ...planned]
  const most = (on: number) => {
    const near = others.filter(day => Math.abs(day - on) < limits.contactWindowDays)
    // Of all windows that hold the day, the fullest ends with it or begins with one of the others.
    const starts = [on - limits.contactWindowDays + 1, ...near.filter(day => day <= on), on]
    return Math.max(
      ...starts.map(
        start => near.filter(day => day >= start && day < start + limits.contactWindowDays).length,
      ),
    )
  }
  if (Math.max(most(firstDay), most(plannedOn)) >= limits.contacts) return 'CONTACT_CAP'
  const tooNear =
    contacts.some(day => firstDay - day < limits.contactGapDays) ||
    planned.some(day => Math.abs(day - plannedOn) < limits.contactGapDays)
  return tooNear ? 'CONTACT_GAP' : null
}
