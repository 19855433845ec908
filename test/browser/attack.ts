import type { Shop } from './shop.ts'

const customersOf = 40
/** The campaign began so many days ago, and ended so many. */
const begun = 45
const ended = 15

interface Attack {
  campaign: string
}

type Answer = Record<string, Record<string, { id: string }> & { message?: string }>

/**
 * A competitor's campaign in one of two regions whose customers buy every ten days: in the attacked one they stop, in the
 * other one they go on. A night has told it.
 */
export async function openAttack({ url, admin, ask }: Shop): Promise<Attack> {
  const { workspace } = await ask<{ workspace: { today: string } }>('{ workspace { today } }')
  const day = (ago: number) =>
    new Date(Date.parse(workspace.today) - ago * 86_400_000).toISOString().slice(0, 10)
  const sides = ['Bắc', 'Trung'].flatMap(region =>
    Array.from({ length: customersOf }, (_, at) => ({ region, id: `${region}-${at}`, offset: at % 10 })),
  )
  async function send(noun: string, query: string, rows: readonly object[]) {
    const response = await fetch(`${url}/v1/import/${noun}?source=attack${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/x-ndjson' },
      body: rows.map(row => JSON.stringify(row)).join('\n'),
    })
    const { rejected } = await response.json()
    if (rejected !== 0) throw new Error(`The ${noun} of the attack were not taken.`)
  }
  const customers = sides.map(({ region, id }) => ({
    ...{ externalId: id, name: `Khách ${id}`, region, regionSince: day(170), acquisitionSource: 'shop' },
  }))
  await send('customers', '&createRegions=true', customers)
  const purchases = sides.flatMap(({ region, id, offset }) =>
    Array.from({ length: 16 }, (_, at) => 165 - offset - at * 10)
      .filter(ago => ago > begun || region === 'Trung')
      .filter(ago => ago > 0)
      .map(ago => ({
        ...{ externalId: `${id}-${ago}`, customerExternalId: id, kind: 'PURCHASE', channel: 'IN_PERSON' },
        ...{ occurredAt: `${day(ago)}T09:00`, amount: '20.00' },
      })),
  )
  await send('interactions', '', purchases)
  const make = async (mutation: string, name: string, input: object) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`
    const { made } = await ask<Answer>(
      `mutation ($input: ${type}Input!) { made: ${mutation}(input: $input) { ... on ${type}Payload { ${name} { id } } ... on UserError { message issues { message } } } }`,
      { input },
    )
    const id = made?.[name]?.id
    if (id === undefined) throw new Error(JSON.stringify(made))
    return id
  }
  const competitor = await make('competitorCreate', 'competitor', { name: 'Đối thủ' })
  const campaign = await make('campaignCreate', 'campaign', {
    ...{ competitor, name: 'Giảm giá thu', kind: 'OFFER', regions: ['Bắc'], controlRegions: ['Trung'] },
    ...{ firstDay: day(begun), lastDay: day(ended) },
  })
  await make('nightRun', 'night', { day: day(1), again: true })
  for (;;) {
    const { nights } = await ask<{ nights: { nodes: { state: string; failure: string | null }[] } }>(
      '{ nights(first: 1) { nodes { state failure } } }',
    )
    const [night] = nights.nodes
    if (night?.state === 'COMPLETED') return { campaign }
    if (night?.state === 'FAILED') throw new Error(`The night failed: ${night.failure}`)
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}
