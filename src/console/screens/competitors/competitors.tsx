import { useLocation } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import type { CompetitorsQuery } from '../../api/types.ts'
import { showDay, showNumber } from '../../format/shown.ts'
import '../../kit/panel.css'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { type Column, Table } from '../../kit/table.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import './competitors.css'
import { Competitors as CompetitorsDocument } from './competitors.graphql.ts'
import { EffectMark } from './effect.tsx'
import { betweenText, pointsText, told } from './told.ts'

type Attacked = NonNullable<CompetitorsQuery['attacked']>['regions'][number]
type Campaign = NonNullable<CompetitorsQuery['campaigns']>['nodes'][number]

const whens = ['all', 'running', 'over'] as const

/** Where competitors bite, and what may be said of it. */
export function Competitors() {
  const { query, route } = useLocation()
  const said = words.value.competitors
  const when = whens.find(name => name === query.when) ?? 'all'
  const filter = {
    ...(when === 'running' ? { runningOn: { daysAgo: 0 } } : {}),
    ...(when === 'over' ? { lastDay: { before: { daysAgo: 0 } } } : {}),
    ...(query.competitor ? { competitor: { id: { equals: query.competitor } } } : {}),
  }
  const { data, refusals, failure, loading, reload } = useQuery(CompetitorsDocument, {
    ...(Object.keys(filter).length > 0 ? { filter } : {}),
    ...(query.after ? { after: query.after } : {}),
  })
  const go = (change: Record<string, string>) =>
    route(addressOf('/competitors', { when: query.when, competitor: query.competitor, ...change }), true)
  const campaigns = data?.campaigns
  return (
    <div class="competitors">
      <header class="screen-head">
        <h1>{said.title}</h1>
        <label>
          {said.when}
          <select value={when} onChange={event => go({ when: event.currentTarget.value })}>
            {whens.map(name => (
              <option key={name} value={name}>
                {said.whens[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="only-heard">{said.competitor}</span>
          <select
            value={query.competitor ?? ''}
            onChange={event => go({ competitor: event.currentTarget.value })}
          >
            <option value="">{said.allCompetitors}</option>
            {data?.competitors?.nodes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      {!data && !failure && <Skeleton lines={6} />}
      {data && (
        <div class="panels">
          <section class="panel wide" aria-labelledby="attacked">
            <h2 id="attacked">{said.attacked}</h2>
            <Refused refusals={refusals} at="attacked" />
            {data.attacked?.regions.length === 0 && <Empty>{said.attackedNone}</Empty>}
            {data.attacked && data.attacked.regions.length > 0 && (
              <>
                <p class="muted">{said.attackedOrder}</p>
                <ul class="attacked">
                  {data.attacked.regions.map(each => (
                    <AttackedRegion key={`${each.region?.id} ${each.campaign?.id}`} attacked={each} />
                  ))}
                </ul>
              </>
            )}
          </section>
          <section class="panel wide" aria-labelledby="campaigns">
            <h2 id="campaigns">{said.campaigns}</h2>
            <Refused refusals={refusals} at="campaigns" />
            {campaigns?.nodes.length === 0 && <Empty>{said.campaignsNone}</Empty>}
            {campaigns && campaigns.nodes.length > 0 && (
              <Table
                caption={said.campaigns}
                columns={columnsOf()}
                rows={campaigns.nodes}
                keyOf={({ id }) => id}
                cards
              />
            )}
            {campaigns?.pageInfo.hasNextPage && (
              <a
                class="button"
                href={addressOf('/competitors', { ...query, after: campaigns.pageInfo.endCursor ?? null })}
              >
                {words.value.common.next}
              </a>
            )}
          </section>
        </div>
      )}
    </div>
  )
}

function AttackedRegion({ attacked }: { attacked: Attacked }) {
  const { region, campaign, effect } = attacked
  return (
    <li class={`told ${effect === 'MORE' ? 'shown' : ''}`}>
      <h3>
        <bdi>{region?.name}</bdi> <EffectMark effect={effect} />
      </h3>
      {campaign && (
        <a href={addressOf(`/competitors/${campaign.id}`)}>
          <bdi>{campaign.name}</bdi>
        </a>
      )}
      <p>{told({ ...attacked, declined: attacked.vulnerable }).join(' ')}</p>
    </li>
  )
}

function columnsOf(): Column<Campaign>[] {
  const said = words.value.competitors
  const newest = ({ snapshots }: Campaign) => snapshots?.nodes[0]
  return [
    {
      label: said.campaign,
      text: ({ name }) => name,
      show: ({ id, name }) => (
        <a href={addressOf(`/competitors/${id}`)}>
          <bdi>{name}</bdi>
        </a>
      ),
    },
    { label: said.competitor, text: ({ competitor }) => competitor?.name ?? '–' },
    { label: said.days, text: daysOf },
    { label: said.regions, text: ({ regions }) => regions?.map(({ name }) => name).join(', ') ?? '–' },
    {
      label: said.vi,
      figure: true,
      text: row => numberOr(newest(row)?.vi),
      show: row => {
        const found = newest(row)
        return (
          <>
            {numberOr(found?.vi)}
            {found?.interval && <small class="muted"> {betweenText(found.interval)}</small>}
          </>
        )
      },
    },
    { label: said.control, figure: true, text: row => numberOr(newest(row)?.control?.vi) },
    {
      label: said.excess,
      figure: true,
      text: row => {
        const excess = newest(row)?.excess
        return excess ? `${pointsText(excess.points)} (${betweenText(excess.interval, true)})` : '–'
      },
    },
    {
      label: said.effect,
      text: row => labelOf('VulnerabilityEffect', newest(row)?.effect ?? '–'),
      show: row => <EffectMark effect={newest(row)?.effect} />,
    },
    {
      label: said.state,
      text: row => {
        const found = newest(row)
        return found ? `${labelOf('VulnerabilityState', found.state)}, ${showDay(found.asOf)}` : '–'
      },
    },
  ]
}

export const daysOf = ({ firstDay, lastDay }: { firstDay: string; lastDay?: string | null }) =>
  `${showDay(firstDay)} – ${lastDay ? showDay(lastDay) : words.value.competitors.open}`

export const numberOr = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : showNumber(value, 1)
