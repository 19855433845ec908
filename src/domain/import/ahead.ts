/**
 * What the chunks of a dry run would have stored so far, so that the rows after them find it: a dry run counts as the
 * import itself would. Null in an import, whose rows find it in the tables.
 */
export interface Ahead<State> {
  /** Things as they would stand, by what the chunks find them by. */
  states: Map<number | string, State>
  /** Ids that would be given, by key. */
  ids: Map<string, number>
  regions: Map<string, number>
}

export const nothingAhead = <State>(): Ahead<State> => ({
  states: new Map(),
  ids: new Map(),
  regions: new Map(),
})
