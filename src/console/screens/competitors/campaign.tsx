import { useLocation, useRoute } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import type { CampaignQuery, VerdictFragment, VulnerabilityVerdict } from '../../api/types.ts'
import { Course } from '../../chart/course.tsx'
import { Figure } from '../../chart/figure.tsx'
import { showDay, showNumber } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Campaign as CampaignDocument } from './campaign.graphql.ts'
import './competitors.css'
import { daysOf, numberOr } from './competitors.tsx'
import { DryRun } from './dry-run.tsx'
import { EffectMark } from './effect.tsx'
import { Funnel } from './funnel.tsx'
import { Members, verdicts } from './members.tsx'
import { betweenText, pointsText, toldOfSnapshot } from './told.ts'

type Found = NonNullable<CampaignQuery['campaign']>
type Night = NonNullable<Found['nights']>['nodes'][number]
type Newest = NonNullable<Found['newest']>['nodes'][number]
type Place = NonNullable<Found['places']>['nodes'][number]

/** One campaign of a competitor, and what may be said of it. */
export function Campaign() {
  const { params } = useRoute()
  const { query, route } = useLocation()
  const said = words.value.competitors
  const verdict: VulnerabilityVerdict = verdicts.find(name => name === query.verdict) ?? 'VULNERABLE'
  const { data, refusals, failure, loading, reload } = useQuery(CampaignDocument, {
    id: params.id ?? '',
    members: { verdict: { equals: verdict } },
  })
  useShortcuts('campaign', [
    { keys: 'Escape', label: said.back, run: () => route(addressOf('/competitors')) },
  ])
  if (failure && !data) return <Broken failure={failure} retry={reload} trying={loading} />
  if (!data) return <Skeleton lines={8} />
  const { campaign } = data
  if (!campaign)
    return (
      <>
        <Refused refusals={refusals} at="campaign" />
        <Empty>{said.gone}</Empty>
      </>
    )
  const newest = campaign.newest?.nodes[0]
  const file = `campaign-${campaign.id}`
  return (
    <div class="competitors">
      <header class="screen-head">
        <h1>
          <bdi>{campaign.name}</bdi>
        </h1>
        <a href={addressOf('/competitors')}>{said.back}</a>
      </header>
      <p class="muted">
        <bdi>{campaign.competitor?.name}</bdi> · {labelOf('CampaignKind', campaign.kind)} · {daysOf(campaign)}{' '}
        · <bdi>{namesOf(campaign.regions)}</bdi>
      </p>
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      <Refused refusals={refusals} at="campaign.newest" />
      {newest ? (
        <div class="panels">
          <Says newest={newest} compared={namesOf(campaign.controlRegions)} />
          <Nights nights={(campaign.nights?.nodes ?? []).toReversed()} file={file} />
          <Funnel newest={newest} file={file} />
          <Members newest={newest} verdict={verdict} campaign={campaign.id} />
          <Places places={campaign.places?.nodes ?? []} file={file} />
          <DryRun campaign={campaign.id} policies={data.vulnerabilityPolicies ?? []} />
        </div>
      ) : (
        <Empty>{said.notYet}</Empty>
      )}
    </div>
  )
}

const namesOf = (regions: readonly { name: string }[] | null | undefined) =>
  regions?.map(({ name }) => name).join(', ') ?? ''

function Says({ newest, compared }: { newest: Newest; compared: string }) {
  const said = words.value.competitors
  const { differenceInDifferences: second, judgement } = newest
  return (
    <section class={`panel wide told ${newest.effect === 'MORE' ? 'shown' : ''}`} aria-labelledby="may">
      <h2 id="may">{said.may}</h2>
      {toldOfSnapshot(newest).map(sentence => (
        <p key={sentence} class="sentence">
          {sentence}
        </p>
      ))}
      <dl class="figures">
        <Given name={said.vi} value={numberOr(newest.vi)} interval={newest.interval} />
        <Given
          name={said.control}
          value={numberOr(newest.control?.vi)}
          interval={newest.control?.interval ?? null}
        />
        {newest.excess && (
          <div>
            <dt>{said.excess}</dt>
            <dd>
              {pointsText(newest.excess.points)} <small>{betweenText(newest.excess.interval, true)}</small>
            </dd>
          </div>
        )}
        {second && (
          <div>
            <dt>{said.differences}</dt>
            <dd>
              {pointsText(second.points)} <small>{betweenText(second.interval, true)}</small>
            </dd>
          </div>
        )}
        <div>
          <dt>{said.effect}</dt>
          <dd>
            <EffectMark effect={newest.effect} />
          </dd>
        </div>
      </dl>
      <p class="muted">
        {[
          `${labelOf('VulnerabilityState', newest.state)}, ${said.asOf} ${showDay(newest.asOf)}`,
          newest.method,
          judgement && said.judgedBy(showNumber(judgement.z, 2), showNumber(judgement.comparisons)),
          compared === '' ? said.controlOthers : said.controlRegions(compared),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </section>
  )
}

interface GivenProperties {
  name: string
  value: string
  interval: VerdictFragment['interval']
}

const Given = ({ name, value, interval }: GivenProperties) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value} {interval && <small>{betweenText(interval)}</small>}
    </dd>
  </div>
)

function Nights({ nights, file }: { nights: readonly Night[]; file: string }) {
  const said = words.value.competitors
  const pointsOf = (side: (night: Night) => Pick<Night, 'vi' | 'interval'> | null | undefined) =>
    nights.map(night => ({
      day: night.asOf,
      value: side(night)?.vi ?? null,
      interval: side(night)?.interval ?? null,
      final: night.state === 'FINAL',
    }))
  const between = (interval: Night['interval']) => (interval ? betweenText(interval) : '–')
  return (
    <Figure
      title={said.course}
      file={`${file}-nights`}
      rows={nights}
      keyOf={({ id }) => id}
      columns={[
        { label: said.asOf, text: ({ asOf }) => asOf, show: ({ asOf }) => showDay(asOf) },
        { label: said.state, text: ({ state }) => labelOf('VulnerabilityState', state) },
        { label: said.vi, figure: true, text: ({ vi }) => numberOr(vi) },
        { label: said.interval, figure: true, text: ({ interval }) => between(interval) },
        { label: said.control, figure: true, text: ({ control }) => numberOr(control?.vi) },
        {
          label: said.excess,
          figure: true,
          text: ({ excess }) =>
            excess ? `${pointsText(excess.points)} (${betweenText(excess.interval, true)})` : '–',
        },
      ]}
      computed={said.courseHow}
    >
      <Course
        label={said.courseLabel}
        range={[0, 100]}
        series={[
          { name: said.treated, look: 'first', points: pointsOf(night => night) },
          { name: said.control, look: 'second', points: pointsOf(night => night.control) },
        ]}
      />
    </Figure>
  )
}

function Places({ places, file }: { places: readonly Place[]; file: string }) {
  const said = words.value.competitors
  if (places.length === 0) return null
  return (
    <Figure
      title={said.places}
      wide
      file={`${file}-regions`}
      rows={places}
      keyOf={({ id }) => id}
      columns={[
        { label: said.region, text: ({ region }) => region?.name ?? '–' },
        { label: said.vi, figure: true, text: ({ vi }) => numberOr(vi) },
        {
          label: said.interval,
          figure: true,
          text: ({ interval }) => (interval ? betweenText(interval) : '–'),
        },
        { label: said.observed, figure: true, text: ({ treated }) => showNumber(treated.os) },
        {
          label: said.excess,
          figure: true,
          text: ({ excess }) =>
            excess ? `${pointsText(excess.points)} (${betweenText(excess.interval, true)})` : '–',
        },
        {
          label: said.effect,
          text: ({ effect }) => (effect ? labelOf('VulnerabilityEffect', effect) : '–'),
          show: ({ effect }) => <EffectMark effect={effect} />,
        },
      ]}
    />
  )
}
