import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ask, type Refusal } from '../../api/ask.ts'
import { useQuery } from '../../api/query.ts'
import type { StoryFragment, TimelineKind } from '../../api/types.ts'
import { showDay, showMoney } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { labelOf, labelsOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { CustomerStory } from './customer.graphql.ts'

interface Properties {
  id: string
  /** What came with the customer: everything, the newest first. */
  first: StoryFragment | null
  refusals: readonly Refusal[]
}

type Entry = StoryFragment['nodes'][number]

/** All that happened with the customer, or one kind of it. */
export function Story({ id, first, refusals }: Properties) {
  const { query, route } = useLocation()
  // Whatever stands in the address is the API's to refuse.
  const kind = query.kind as TimelineKind | undefined
  const filter = kind ? { kind: { equals: kind } } : null
  const filtered = useQuery(CustomerStory, { id, ...(filter ? { filter } : {}) }, { when: filter !== null })
  const page = filter ? (filtered.data?.customer?.timeline ?? null) : first
  const said = words.value.customer
  return (
    <section aria-label={said.parts.story}>
      <label class="choose">
        {said.kind}
        <select
          value={kind ?? ''}
          onChange={event =>
            route(addressOf(`/customers/${id}`, { part: 'story', kind: event.currentTarget.value }), true)
          }
        >
          <option value="">{said.allKinds}</option>
          {labelsOf('TimelineKind').map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <Refused refusals={refusals} at="customer.timeline" />
      {filter && filtered.failure && (
        <Broken failure={filtered.failure} retry={filtered.reload} trying={filtered.loading} />
      )}
      {page ? (
        <Pages key={kind} id={id} first={page} filter={filter} />
      ) : (
        filter && !filtered.failure && <Skeleton />
      )}
    </section>
  )
}

interface PagesProperties {
  id: string
  first: StoryFragment
  filter: { kind: { equals: TimelineKind } } | null
}

function Pages({ id, first, filter }: PagesProperties) {
  const [more, setMore] = useState<StoryFragment[]>([])
  const [loading, setLoading] = useState(false)
  const pages = [first, ...more]
  const { hasNextPage, endCursor } = (pages.at(-1) ?? first).pageInfo
  const said = words.value
  async function next() {
    setLoading(true)
    try {
      const variables = { id, after: endCursor ?? null, ...(filter ? { filter } : {}) }
      const { data } = await ask(CustomerStory, variables)
      const page = data.customer?.timeline
      if (page) setMore([...more, page])
    } catch (error) {
      sayWrong(error)
    } finally {
      setLoading(false)
    }
  }
  const entries = pages.flatMap(({ nodes }) => nodes)
  if (entries.length === 0) return <Empty>{said.customer.nothingHappened}</Empty>
  return (
    <>
      <ol class="story">
        {entries.map((entry, at) => (
          <li key={at}>
            <time dateTime={entry.day}>{showDay(entry.day)}</time>
            <span class="kind">{labelOf('TimelineKind', entry.kind)}</span>
            <Happening entry={entry} />
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button onPress={next} disabled={loading}>
          {loading ? said.common.loading : said.common.more}
        </Button>
      )}
    </>
  )
}

/** What an entry tells: each kind has its own. */
function Happening({ entry }: { entry: Entry }) {
  const { interaction, lifecycle, level, region, segment, followUp, consent, exposure, verdict } = entry
  const said = words.value.customer
  if (interaction)
    return (
      <span class={`what ${interaction.cancelled ? 'cancelled' : ''}`}>
        {labelOf('InteractionKind', interaction.kind)}
        {interaction.channel && ` · ${labelOf('Channel', interaction.channel)}`}
        {interaction.amount && <strong> {showMoney(interaction.amount)}</strong>}
        {interaction.staff && (
          <>
            {' · '}
            <bdi>{interaction.staff.name}</bdi>
          </>
        )}
        {interaction.cancelled && ` (${said.cancelled})`}
        {(interaction.subject ?? interaction.body) && (
          <span class="muted" dir="auto">
            {' '}
            {interaction.subject ?? interaction.body}
          </span>
        )}
      </span>
    )
  if (lifecycle)
    return (
      <span class="what">
        {labelOf('LifecycleStage', lifecycle.from)} → {labelOf('LifecycleStage', lifecycle.to)}
      </span>
    )
  if (level)
    return (
      <span class="what">
        {level.from} → {level.to}
      </span>
    )
  if (followUp)
    return (
      <span class="what">
        {labelOf('FollowUpTactic', followUp.tactic)}
        {entry.kind === 'FOLLOW_UP_CLOSED' &&
          followUp.outcome &&
          `: ${labelOf('FollowUpOutcome', followUp.outcome)}`}
      </span>
    )
  if (consent)
    return (
      <span class="what">
        {labelOf('ConsentPurpose', consent.purpose)}
        {consent.channel && ` · ${labelOf('Channel', consent.channel)}`}:{' '}
        {consent.given ? said.given : said.withdrawn}
      </span>
    )
  if (exposure)
    return (
      <span class="what">
        {labelOf('ExposureKind', exposure.kind)} · <bdi>{exposure.campaign?.name}</bdi>
      </span>
    )
  if (verdict)
    return (
      <span class="what">
        {labelOf('VulnerabilityVerdict', verdict.verdict)}
        {verdict.grade && ` (${labelOf('VulnerabilityGrade', verdict.grade)})`} ·{' '}
        <bdi>{verdict.snapshot?.campaign?.name}</bdi>
      </span>
    )
  return (
    <span class="what">
      <bdi>{segment?.name ?? region?.name}</bdi>
    </span>
  )
}
