import { ask } from '../../support/graphql.ts'
import { fresh, type TestService } from '../../support/service.ts'

interface Versioned {
  id: string
  version: number
}

interface Held extends Versioned {
  /** Of what belongs to one. */
  customer?: { id: string }
}

interface Person extends Versioned {
  interactions: { nodes: Held[] }
  followUps: { nodes: Held[] }
}

interface Node {
  entity: string
  action: string
  record: string
  customer: Person | null
  interaction: Held | null
  followUp: Held | null
}

interface Answer {
  changes: { nodes: Node[]; pageInfo: { endCursor: string; hasNextPage: boolean } }
}

const document = `query ($after: String, $first: Int) {
  changes(after: $after, first: $first, entities: [CUSTOMER, INTERACTION, FOLLOW_UP]) {
    pageInfo { endCursor hasNextPage }
    nodes { entity action record
      customer { id version
        interactions(first: 100) { nodes { id version customer { id } } }
        followUps(first: 100) { nodes { id version customer { id } } } }
      interaction { id version customer { id } }
      followUp { id version customer { id } } } } }`

/** Somebody who keeps a copy of what it may see by the feed alone. */
export class Follower {
  readonly #service: TestService
  /** Versions by id. */
  readonly copy = new Map<string, number>()
  readonly #belongs = new Map<string, string>()
  readonly entries: { entity: string; action: string; record: string }[] = []
  #cursor: string | null = null

  constructor(service: TestService) {
    this.#service = service
  }

  /** Takes over the next page, and tells whether there are more. */
  async page(first: number): Promise<boolean> {
    const { changes } = await ask<Answer>(fresh(this.#service), document, { after: this.#cursor, first })
    for (const node of changes.nodes) this.#take(node)
    this.#cursor = changes.pageInfo.endCursor
    return changes.pageInfo.hasNextPage
  }

  async toTheEnd(first: number): Promise<void> {
    while (await this.page(first));
  }

  #take({ entity, action, record, customer, interaction, followUp }: Node): void {
    this.entries.push({ entity, action, record })
    if (action === 'REMOVED') {
      this.#drop(record)
      return
    }
    // Who comes into reach comes with all that belongs to the customer.
    for (const held of [...(customer?.interactions.nodes ?? []), ...(customer?.followUps.nodes ?? [])])
      this.#keep(held)
    for (const held of [customer, interaction, followUp]) if (held) this.#keep(held)
  }

  #keep({ id, version, customer }: Held): void {
    this.copy.set(id, version)
    if (customer) this.#belongs.set(id, customer.id)
  }

  #drop(id: string): void {
    this.copy.delete(id)
    for (const [held, customer] of this.#belongs) if (customer === id) this.copy.delete(held)
  }
}
