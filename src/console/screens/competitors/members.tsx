import { useLocation } from 'preact-iso'
import type { CampaignQuery, MembersFragment, VulnerabilityVerdict } from '../../api/types.ts'
import { showDay, showMoney, showNumber } from '../../format/shown.ts'
import { Empty } from '../../kit/states.tsx'
import { type Column, Table } from '../../kit/table.tsx'
import '../../kit/tabs.css'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

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
        page={newest.members}
        caption={labelOf('VulnerabilityVerdict', verdict)}
        none={said.membersNone}
      />
      <h3>{said.resistant}</h3>
      <List page={newest.resistant} caption={said.resistant} none={said.resistantNone} />
    </section>
  )
}

function List({ page, caption, none }: { page: Newest['members']; caption: string; none: string }) {
  const said = words.value.competitors
  if (!page || page.nodes.length === 0) return <Empty>{none}</Empty>
  const total = page.totalCount ?? page.nodes.length
  return (
    <>
      {total > page.nodes.length && <p class="muted">{said.membersMore(showNumber(total))}</p>}
      <Table
        caption={caption}
        columns={columnsOf()}
        rows={page.nodes}
        keyOf={({ customer, lastPurchaseOn }) => customer?.id ?? `${lastPurchaseOn}`}
        cards
      />
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
