import { personalKinds, type readSurfaces } from '../../database/tables/house/personal-reads.ts'
import { Distinct } from '../../lib/mathematics/distinct.ts'

export type PersonalKind = Exclude<(typeof personalKinds)[number], 'ANY'>
export type ReadSurface = Exclude<(typeof readSurfaces)[number], 'ANY'>

/** All that can be read of a person. */
export const kindsOfPerson = personalKinds.filter((kind): kind is PersonalKind => kind !== 'ANY')

/** What was read of how many customers, by one way. */
export interface ReadOfKind {
  surface: ReadSurface
  kind: PersonalKind
  customers: Distinct
}

/** Whose personal fields are answered in one unit of work: noted as they are read, told behind the answer. */
export class PersonalReads {
  readonly #surface: ReadSurface
  #reads = new Map<string, ReadOfKind>()
  #all = new Distinct()

  constructor(surface: ReadSurface = 'GRAPHQL') {
    this.#surface = surface
  }

  note(kinds: readonly PersonalKind[], customerId: number, surface = this.#surface): void {
    if (kinds.length > 0) this.#all.add(customerId)
    for (const kind of kinds) this.#of(surface, kind).add(customerId)
  }

  #of(surface: ReadSurface, kind: PersonalKind): Distinct {
    const key = `${surface} ${kind}`
    const known = this.#reads.get(key)
    if (known) return known.customers
    const customers = new Distinct()
    this.#reads.set(key, { surface, kind, customers })
    return customers
  }

  /** What was noted since this was last asked; null where nothing was. */
  take(): { all: Distinct; reads: ReadOfKind[] } | null {
    if (this.#reads.size === 0) return null
    const taken = { all: this.#all, reads: [...this.#reads.values()] }
    this.#reads = new Map()
    this.#all = new Distinct()
    return taken
  }
}
