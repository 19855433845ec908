import { formatDay, parseDay } from '../../src/lib/days.ts'
import { largest } from '../../src/lib/mathematics/extremes.ts'
import { type Api, ask, mutateAll } from '../graphql.ts'
import { customerIds, makeAll, runNight, type Show, send } from './api.ts'
import { afterMidnight, evening, livedDays } from './days.ts'
import {
  careStandards,
  careTeams,
  counterCustomers,
  goals,
  notesOn,
  occasions,
  ownCampaigns,
  postalAddresses,
  preferences,
} from './life.ts'
import {
  customerRows,
  type Invoice,
  interactionRows,
  readInvoices,
  shifted,
  shiftTo,
  source,
} from './online-retail.ts'
import {
  afterSales,
  campaignsAround,
  choice,
  competitors,
  consents,
  costOf,
  exposures,
  identityOf,
  lastComplaint,
  leaver,
  segments,
  staff,
} from './overlay.ts'
import { reportTouches } from './touches.ts'
import { answerFeedback, type Span, survey, workQueue } from './work.ts'

/** What the loading of the demo needs besides the public interface. */
export interface Loading {
  timeZone: string
  /** The day number of the first start. */
  today: number
  /** The last day whose night is done; null before the first. */
  lived: number | null
  /** Takes note that the night of a day is done. */
  onLived(day: number): void
  /** Sets the clock of the house to an instant, in milliseconds; null for the true time. */
  setClock(instant: number | null): Promise<void>
}

/** On the last days nobody works on the queue, so that a morning full of work is left. */
const idleDays = 2

/** Where the shop's counter keeps its own list of customers. */
const counter = 'shop-counter'

/**
 * Fills a new workspace as if it had been in use for eight weeks: through the public interface alone, day after day, with
 * the clock of the house at that day. On each of the days what had happened by then is brought, people work, and the
 * night comes. A load that broke off goes on behind the last night that was done.
 * @throws Failure
 */
export async function loadDemo(api: Api, loading: Loading, show: Show): Promise<void> {
  const { timeZone, today, lived, onLived, setClock } = loading
  const original = await readInvoices()
  const story = storyOf(shifted(original, shiftTo(original, today)))
  const days = livedDays(today)
  let from = Number.NEGATIVE_INFINITY
  for (const [at, upto] of days.entries()) {
    const span = { from, upto }
    from = upto
    if (lived !== null && upto <= lived) continue
    const told = (part: string) => show(`${formatDay(upto)}: ${part}`, at, days.length)
    await setClock(evening(upto, timeZone))
    if (at === 0) await makeAll(api, 'staffMember', 'demo-staff', staff)
    await bring(api, story, span, told)
    const made = await found(api, story, today, span)
    await hear(api, story, span, made)
    told('the work of the day')
    if (at === 0) await tell(api, story, made)
    else await work(api, story, span, made, upto < today - idleDays)
    told('the night')
    await setClock(afterMidnight(upto, timeZone))
    await runNight(api, formatDay(upto))
    onLived(upto)
  }
  await setClock(null)
  await leaveWithoutHandingOver(api, story)
}

/** All that happens in the demo, in the order of time. */
function storyOf(invoices: readonly Invoice[]) {
  const named = new Set<string>()
  const customers = customerRows(invoices).map(row => {
    if (named.has(row.externalId)) return row
    named.add(row.externalId)
    return { ...row, ...identityOf(row.externalId) }
  })
  const costs = new Map(invoices.map(invoice => [invoice.number, costOf(invoice)]))
  const interactions = interactionRows(invoices).map(row => ({ ...row, cost: costs.get(row.externalId) }))
  const regulars = [...named].filter(id => choice(70, id, 'regular') === 0)
  return {
    customers,
    interactions: [...interactions, ...afterSales(invoices)],
    consents: consents(invoices),
    exposures: exposures(invoices),
    campaigns: campaignsAround(largest(invoices.map(invoice => invoice.day))),
    regulars,
  }
}

type Story = ReturnType<typeof storyOf>

/** The ids of what stands from the first day on. */
interface Made {
  staff: string[]
  campaigns: string[]
}

const dayOf = (text: string) => parseDay(text.slice(0, 10)) ?? 0
const within = (day: number, { from, upto }: Span) => day > from && day <= upto

const founded = `{
  staffMembers(first: 20) { nodes { id email } }
  campaigns(first: 20, orderBy: [{ field: FIRST_DAY, direction: ASC }]) { nodes { id } }
  ownCampaigns(first: 20, filter: { kind: { equals: OFFER } }) { nodes { id } }
}`

interface Nodes<Of> {
  nodes: (Of & { id: string })[]
}

/** Makes on the first day what stands from then on; on later ones finds it. */
async function found(api: Api, story: Story, today: number, { upto }: Span): Promise<Made> {
  const known = await ask<{
    staffMembers: Nodes<{ email: string }>
    campaigns: Nodes<object>
    ownCampaigns: Nodes<object>
  }>(api, founded)
  const people = staff.flatMap(
    ({ email }) => known.staffMembers.nodes.find(one => one.email === email)?.id ?? [],
  )
  if (known.ownCampaigns.nodes.length > 0)
    return { staff: people, campaigns: known.campaigns.nodes.map(({ id }) => id) }
  const [standIn, escalateTo] = people
  const policy = [{ patch: { standIn, escalateTo } }]
  const policyInput = 'FeedbackPolicyCreateInput'
  await mutateAll(api, 'demo-feedback', 'feedbackPolicyCreate', policyInput, 'version', policy)
  const rivals = await makeAll(api, 'competitor', 'demo-competitors', competitors)
  const campaigns = await makeAll(
    api,
    'campaign',
    'demo-campaigns',
    story.campaigns.map((campaign, at) => ({ ...campaign, competitor: rivals[at] })),
  )
  const sets = await makeAll(api, 'segment', 'demo-segments', segments(campaigns))
  const [, frequent = '', nearlyLost = ''] = sets
  await makeAll(api, 'goal', 'demo-goals', goals(upto, frequent, campaigns[0] ?? '', people[0] ?? ''))
  await makeAll(api, 'careStandard', 'demo-standards', careStandards(upto, sets))
  // Last, because a load that goes on takes it for the sign that all the others are there.
  await makeAll(api, 'ownCampaign', 'demo-own', ownCampaigns(upto, today, nearlyLost))
  return { staff: people, campaigns }
}

/** What had happened by then goes in. */
async function bring(api: Api, story: Story, span: Span, told: (part: string) => void): Promise<void> {
  const parts = {
    customers: story.customers.filter(row => within(dayOf(row.regionSince), span)),
    interactions: story.interactions.filter(row => within(dayOf(row.occurredAt), span)),
    consents: story.consents.filter(row => within(dayOf(row.at), span)),
  }
  for (const noun of ['customers', 'interactions', 'consents'] as const)
    await send(api, noun, source, parts[noun], done =>
      told(`${done.toLocaleString('en-US')} of ${parts[noun].length.toLocaleString('en-US')} ${noun}`),
    )
}

/** Of whom it was heard by then that a competitor reached them. */
async function hear(api: Api, story: Story, span: Span, made: Made): Promise<void> {
  const heard = story.exposures.filter(({ day }) => within(day, span))
  const ids = await customerIds(
    api,
    source,
    heard.map(({ customer }) => customer),
  )
  await mutateAll(
    api,
    `demo-exposures-${span.upto}`,
    'exposureRecord',
    'ExposureRecordInput',
    'exposure { id }',
    heard.map(({ day, ...one }) => ({
      ...one,
      customer: ids.get(one.customer),
      campaign: made.campaigns[one.campaign],
    })),
  )
}

/** What is known of some customers besides, said once. */
async function tell(api: Api, story: Story, { staff }: Made): Promise<void> {
  const known = await customerIds(api, source, story.regulars)
  const parts = [
    ['occasionAdd', 'occasion', occasions(known)],
    ['noteAdd', 'note', notesOn(known)],
    ['preferenceAdd', 'preference', preferences(known)],
    ['postalAddressAdd', 'postalAddress', postalAddresses(known)],
    ['careTeamMemberAdd', 'careTeamMember', careTeams(known, staff)],
  ] as const
  for (const [field, part, inputs] of parts)
    await mutateAll(
      api,
      `demo-${field}`,
      field,
      `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`,
      `${part} { id }`,
      inputs,
    )
  const twins = [...known.keys()].slice(0, 8).map(externalId => ({ externalId, ...identityOf(externalId) }))
  await send(api, 'customers', counter, counterCustomers(twins), () => undefined)
}

/** What people do between two nights; of the queue something only on busy days. */
async function work(api: Api, story: Story, span: Span, made: Made, busy: boolean): Promise<void> {
  if (busy) await workQueue(api, span, made.staff)
  await answerFeedback(api, span, made.staff)
  const asked = story.regulars.filter(id => choice(7, id, 'asked', formatDay(span.upto)) === 0)
  await survey(api, span, [...(await customerIds(api, source, asked)).values()])
  await reportTouches(api, span)
}

/** Somebody left without handing over: a complaint that she had to answer for waits to be found. */
async function leaveWithoutHandingOver(api: Api, { regulars }: Story): Promise<void> {
  const [customer] = (await customerIds(api, source, regulars.slice(0, 1))).values()
  const [owner] = await makeAll(api, 'staffMember', 'demo-leaver', [leaver])
  const [recorded] = await mutateAll<{ interaction: { feedback: { id: string } } }>(
    api,
    'demo-last-complaint',
    'interactionRecord',
    'InteractionRecordInput',
    'interaction { feedback { id } }',
    [{ customer: { id: customer }, ...lastComplaint }],
  )
  const feedback = recorded?.interaction.feedback.id
  const assign = [{ id: feedback, owner }]
  await mutateAll(api, 'demo-assign', 'feedbackAssign', 'FeedbackAssignInput', 'feedback { id }', assign)
  const leave = [{ id: owner, patch: { active: false } }]
  const leaveInput = 'StaffMemberUpdateInput'
  await mutateAll(api, 'demo-leave', 'staffMemberUpdate', leaveInput, 'staffMember { id }', leave)
}
