import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from '../../scripts/graphql.ts'
import { freePort } from '../../scripts/local/ports.ts'
import { holdfast } from '../local/holdfast.ts'

type Answer = Record<string, Record<string, { id: string }> & { secret?: string }>

/** A shop that runs on this machine, with two people who care for its customers. */
export interface Shop {
  url: string
  /** Signs a browser in once. */
  signInAddress: string
  /** Keys: of the administrator, and of the two people. */
  admin: string
  lan: string
  minh: string
  /** Asks the API itself, as the administrator. */
  ask: <Data>(query: string, variables?: Record<string, unknown>) => Promise<Data>
  close: () => Promise<void>
}

/** By which the identity provider knows Lan. */
export const lanSubject = 'lan@shop'

/** Names that a page must show as they are. */
export const hostile = [
  `<script>document.title='taken'</script>`,
  '"><img src=x onerror=alert(1)>',
  '\u200Fevil\u200E mixed שלום',
  'Ngô '.repeat(50).trim(),
  'x'.repeat(200),
  '👩‍👩‍👧‍👦🏳️‍🌈 Chị Tư',
]

const customerCreate =
  'mutation ($input: CustomerCreateInput!) { made: customerCreate(input: $input) { ... on CustomerCreatePayload { customer { id } } ... on UserError { message issues { message } } } }'
const followUpCreate =
  'mutation ($input: FollowUpCreateInput!) { made: followUpCreate(input: $input) { ... on FollowUpCreatePayload { followUp { id } } ... on UserError { message issues { message } } } }'
const staffCreate =
  'mutation ($input: StaffMemberCreateInput!) { made: staffMemberCreate(input: $input) { ... on StaffMemberCreatePayload { staffMember { id } } } }'
const keyIssue =
  'mutation ($input: ApiKeyIssueInput!) { made: apiKeyIssue(input: $input) { ... on ApiKeyIssuePayload { secret } } }'

/**
 * Starts it, with as many promises to keep as there are names; each belongs to Lan.
 * @param settings for the API
 */
export async function openShop(names: readonly string[], settings: Record<string, string>): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-browser-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = holdfast(['--port', String(port), '--data', folder, '--empty'], [], settings)
  await server.printed('Ctrl-C stops everything.')
  const admin = (await readFile(join(folder, 'admin.key'), 'utf8')).trim()
  const asAdmin = <Data>(query: string, variables: Record<string, unknown> = {}) =>
    ask<Data>({ url, key: admin }, query, variables)
  const make = async (query: string, input: object, name: string) => {
    const { made } = await asAdmin<Answer>(query, { input })
    const id = made?.[name]?.id
    if (id === undefined) throw new Error(JSON.stringify(made))
    return id
  }
  const keyOf = async (staff: string) =>
    (await asAdmin<Answer>(keyIssue, { input: { name: 'browser', scopes: ['role:care'], staff } })).made
      ?.secret ?? ''
  const lan = await make(staffCreate, { name: 'Lan', subject: lanSubject }, 'staffMember')
  const minh = await make(staffCreate, { name: 'Minh' }, 'staffMember')
  const { workspace } = await asAdmin<{ workspace: { today: string } }>('{ workspace { today } }')
  for (const [at, name] of names.entries()) {
    const phone = `+8490123${String(4000 + at)}`
    const customer = await make(customerCreate, { name, phone }, 'customer')
    const dueOn = new Date(Date.parse(workspace.today) + at * 86_400_000).toISOString().slice(0, 10)
    await make(followUpCreate, { customer, dueOn, owner: lan, note: `Promise ${at + 1}` }, 'followUp')
  }
  const [, signInAddress = ''] = /Console +(\S+)/.exec(server.output()) ?? []
  return {
    ...{ url, signInAddress, admin, lan: await keyOf(lan), minh: await keyOf(minh), ask: asAdmin },
    async close() {
      server.signal('SIGTERM')
      await server.ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
