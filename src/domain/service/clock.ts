/** Milliseconds by which the house's clock is ahead of the machine's: 0 but where a trial lives through other days. */
let ahead = 0

/** The instant that counts as now, in milliseconds. */
export const instantNow = (): number => Date.now() + ahead

/** Sets the clock to an instant, in milliseconds, from which it goes on; null for the machine's own time. */
export function setClock(instant: number | null): void {
  ahead = instant === null ? 0 : instant - Date.now()
}
