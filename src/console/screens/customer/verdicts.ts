/** What a night judged of a customer. */
export interface Judged {
  verdict: string
  grade?: string | null
  exclusion?: string | null
  snapshot?: { asOf: string; campaign?: { id: string } | null } | null
}

const sameAs = (one: Judged, other: Judged) =>
  one.verdict === other.verdict && one.grade === other.grade && one.exclusion === other.exclusion

/**
 * Of each campaign the nights on which something else was judged than before: most nights say what the one before said.
 * @param judged the newest first
 */
export function turnsOf<Row extends Judged>(judged: readonly Row[]): Row[] {
  return judged.filter((row, at) => {
    const before = judged
      .slice(at + 1)
      .find(({ snapshot }) => snapshot?.campaign?.id === row.snapshot?.campaign?.id)
    return before === undefined || !sameAs(row, before)
  })
}
