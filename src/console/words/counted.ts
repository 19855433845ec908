/** A number with what it counts, in English: one has another word than many. */
export const counted = (count: string | number, one: string, many: string): string =>
  `${count} ${String(count) === '1' ? one : many}`
