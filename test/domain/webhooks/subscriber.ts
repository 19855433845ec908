import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { createWebhook } from '../../../src/domain/webhooks/create-webhook.ts'
import type { Courier, Reply } from '../../../src/domain/webhooks/delivery/deliver.ts'
import { sweepWebhooks } from '../../../src/domain/webhooks/delivery/sweep.ts'
import { ask } from '../../support/graphql.ts'
import { as, at, fresh, type TestService } from '../../support/service.ts'

export interface Message {
  at: number
  id: string
  type: string
  record: string | null
  by: string
  data: unknown
  signature: string
}

const taken: Reply = { status: 200, failure: null }
export const refused: Reply = { status: 500, failure: 'STATUS' }

/** A receiver without a network, and a clock that stands until it is moved. */
export class Receiver {
  now: number
  readonly got: Message[] = []
  /** What it says to a message. */
  says: (message: Message) => Reply = () => taken
  /** Of a document, of the 1,000 points of its owner. */
  cost = 1
  constructor(now: number) {
    this.now = now
  }

  readonly courier: Courier = {
    loopback: false,
    answer: async (service, document, variables) => ({ data: await ask(service, document, variables) }),
    post: async (_url, headers, body) => {
      const { type, record, by, data } = JSON.parse(body)
      const [id = '', signature = ''] = [headers['webhook-id'], headers['webhook-signature']]
      const message = { at: this.now, id, type, record, by, data, signature }
      this.got.push(message)
      return this.says(message)
    },
    costOf: () => this.cost,
    bucket: { capacity: 1_000, perSecond: 10 },
    clock: () => this.now,
    random: () => 0,
  }

  sweep(service: TestService) {
    return sweepWebhooks(at(service, this.now), this.courier)
  }

  /** Types and records of what came since it was last asked. */
  news(): string[] {
    return this.got.splice(0).map(({ type, record }) => `${type} ${record}`)
  }
}

interface Subscription {
  entities?: string[]
  actions?: string[]
  document?: string
  filters?: object
}

/** A webhook of a key of its own. */
export async function subscribe(
  service: TestService,
  { entities = ['CUSTOMER'], ...rest }: Subscription = {},
  key: Record<string, unknown> = {},
) {
  const { apiKeyId } = await issueApiKey(fresh(service), {
    ...{ name: 'Partner', scopes: ['customers:read', 'webhooks:write', 'webhooks:read'] },
    ...key,
  })
  const owner = as(service, { caller: `key:${apiKeyId}` })
  const url = 'https://partner.example.com/hook'
  const made = await createWebhook(owner, { name: 'Partner', url, entities, ...rest })
  return { ...made, apiKeyId, owner }
}
