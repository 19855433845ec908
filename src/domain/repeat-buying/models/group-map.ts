/** Groups by a number of repeats and another number: texts as keys would take most of the time of a large fit. */
export class GroupMap<Group> {
  readonly #groups = new Map<number, Map<number, Group>>()
  size = 0

  /** The group at a place, made when there is none. */
  at(repeats: number, key: number, make: () => Group): Group {
    let row = this.#groups.get(repeats)
    if (!row) {
      row = new Map()
      this.#groups.set(repeats, row)
    }
    const existing = row.get(key)
    if (existing) return existing
    const made = make()
    row.set(key, made)
    this.size += 1
    return made
  }

  /** In no order that means anything. */
  *values(): Generator<Group> {
    for (const row of this.#groups.values()) yield* row.values()
  }
}
