import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ask } from '../../api/ask.ts'
import type {
  CampaignQuery,
  MembersFragment,
  VulnerabilityMemberFilter,
  VulnerabilityVerdict,
} from '../../api/types.ts'
import { showDay, showMoney, showNumber } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, Table } from '../../kit/table.tsx'
import '../../kit/tabs.css'
import { sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { MoreMembers } from './campaign.graphql.ts'

type Newest = NonNullable<NonNullable<CampaignQuery['campaign']>['newest']>['nodes'][number]
type Member = MembersFragment['nodes'][number]

export const verdicts = ['VULNERABLE', 'RESISTANT', 'EXCLUDED'] as const

interface Properties {
  newest: Newest
  verdict: VulnerabilityVerdict
  campaign: string
}

/** Who is in it by their verdict, and who was tempted and stayed. */
export function Members({ newest, verdict, campaign }: Properties) {
  const said = words.value.competitors
  const { query } = useLocation()
  return (
    <section class="panel wide" aria-labelledby="members">
      <h2 id="members">{said.membersOf}</h2>
      <nav class="tabs" aria-label={said.verdict}>
        {verdicts.map(name => (
          <a
            key={name}
            href={addressOf(`/competitors/${campaign}`, { ...query, verdict: name })}
            {...(name === verdict ? { 'aria-current': 'true' as const } : {})}
          >
            {labelOf('VulnerabilityVerdict', name)}
          </a>
        ))}
      </nav>
      <List
        key={`${newest.id} ${verdict}`}
        snapshot={newest.id}
        filter={{ verdict: { equals: verdict } }}
        first={newest.members}
        caption={labelOf('VulnerabilityVerdict', verdict)}
        none={said.membersNone}
      />
      <h3>{said.resistant}</h3>
      <List
        key={newest.id}
        snapshot={newest.id}
        filter={{ exposed: true, verdict: { equals: 'RESISTANT' } }}
        first={newest.resistant}
        caption={said.resistant}
        none={said.resistantNone}
      />
    </section>
  )
}

interface ListProperties {
  snapshot: string
  filter: VulnerabilityMemberFilter
  /** The first page, as the campaign's own request has it. */
  first: Newest['members']
  caption: string
  none: string
}

function List({ snapshot, filter, first, caption, none }: ListProperties) {
  const said = words.value.competitors
  const [behind, setBehind] = useState<readonly MembersFragment[]>([])
  const [loading, setLoading] = useState(false)
  if (!first || first.nodes.length === 0) return <Empty>{none}</Empty>
  const rows = [first, ...behind].flatMap(({ nodes }) => nodes)
  const { pageInfo } = behind.at(-1) ?? first
  const total = first.totalCount ?? rows.length
  async function more() {
    setLoading(true)
    try {
      const { data } = await ask(MoreMembers, { snapshot, filter, after: pageInfo.endCursor ?? null })
      const next = data.vulnerabilitySnapshot?.members
      if (next) setBehind(pages => [...pages, next])
    } catch (error) {
      sayWrong(error)
    } finally {
      setLoading(false)
    }
  }
  return (
    <>
      {total > rows.length && <p class="muted">{said.membersMore(showNumber(total))}</p>}
      <Table
        caption={caption}
        columns={columnsOf()}
        rows={rows}
        keyOf={({ customer, lastPurchaseOn }) => customer?.id ?? `${lastPurchaseOn}`}
        cards
      />
      {pageInfo.hasNextPage && (
        <Button onPress={more} disabled={loading}>
          {loading ? words.value.common.loading : words.value.common.more}
        </Button>
      )}
    </>
  )
}

function columnsOf(): Column<Member>[] {
  const said = words.value.competitors
  const unknown = words.value.common.unknownName
  return [
    {
      label: said.customers,
      text: ({ customer }) => customer?.name ?? unknown,
      show: ({ customer }) =>
        customer ? (
          <a href={addressOf(`/customers/${customer.id}`)}>
            <bdi>{customer.name ?? unknown}</bdi>
          </a>
        ) : (
          unknown
        ),
    },
    {
      label: said.verdict,
      text: ({ grade, exclusion, verdict }) =>
        grade
          ? labelOf('VulnerabilityGrade', grade)
          : exclusion
            ? labelOf('VulnerabilityExclusion', exclusion)
            : labelOf('VulnerabilityVerdict', verdict),
    },
    {
      label: said.rate,
      figure: true,
      text: ({ ratePercent }) =>
        ratePercent === null || ratePercent === undefined ? '–' : `${showNumber(ratePercent, 1)} %`,
      show: ({ ratePercent, spendBaseline, spendWindow }) => (
        <span title={`${showMoney(spendBaseline)} → ${showMoney(spendWindow)}`}>
          {ratePercent === null || ratePercent === undefined ? '–' : `${showNumber(ratePercent, 1)} %`}
        </span>
      ),
    },
    {
      label: said.lastPurchase,
      text: ({ lastPurchaseOn }) => lastPurchaseOn ?? '–',
      show: ({ lastPurchaseOn }) => (lastPurchaseOn ? showDay(lastPurchaseOn) : '–'),
    },
  ]
}
