import { useState } from 'preact/hooks'
import { useQuery } from '../../api/query.ts'
import type { CustomerCampaignsQuery, VulnerabilityUnit } from '../../api/types.ts'
import { showDay, showMinor, showNumber, showPercent } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Empty } from '../../kit/states.tsx'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'
import { CustomerCampaigns, ExplainVerdict } from './customer.graphql.ts'
import { turnsOf } from './verdicts.ts'

type Verdict = NonNullable<NonNullable<CustomerCampaignsQuery['customer']>['vulnerability']>['nodes'][number]

/** What each campaign of a competitor did to this customer, as far as that can be told, and why. */
export function Campaigns({ id }: { id: string }) {
  const query = useQuery(CustomerCampaigns, { id })
  const said = words.value.customer
  return (
    <Loaded query={query} at="customer" label={said.parts.campaigns}>
      {({ customer }) => {
        const resistance = customer?.resistance
        const verdicts = turnsOf(
          (customer?.vulnerability?.nodes ?? []).filter(({ snapshot }) => snapshot?.campaign),
        )
        return (
          <>
            {resistance && (
              <p>
                {said.resistance(
                  showNumber(resistance.observed),
                  showNumber(resistance.withstood),
                  showNumber(resistance.declined),
                )}
                {resistance.shrunkVulnerability != null &&
                  ` ${said.shrunk(showPercent(resistance.shrunkVulnerability / 100))}`}
              </p>
            )}
            {verdicts.length === 0 ? (
              <Empty>{said.noCampaigns}</Empty>
            ) : (
              <ul class="rows">
                {verdicts.map(verdict => (
                  <Row key={verdict.snapshot?.id} verdict={verdict} customer={id} />
                ))}
              </ul>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

function Row({
  verdict: { verdict, grade, exclusion, snapshot },
  customer,
}: {
  verdict: Verdict
  customer: string
}) {
  const [open, setOpen] = useState(false)
  const said = words.value.customer
  const campaign = snapshot?.campaign
  return (
    <li>
      <strong>
        <bdi>{campaign?.name}</bdi>
      </strong>{' '}
      {labelOf('VulnerabilityVerdict', verdict)}
      {grade && ` (${labelOf('VulnerabilityGrade', grade)})`}
      {exclusion && `: ${labelOf('VulnerabilityExclusion', exclusion)}`}{' '}
      <span class="muted">{snapshot && said.since(showDay(snapshot.asOf))}</span>
      <Button
        look="quiet"
        pressed={open}
        onPress={() => setOpen(!open)}
        label={`${said.why} ${campaign?.name}`}
      >
        {said.why}
      </Button>
      {open && campaign && <Explained campaign={campaign.id} customer={customer} />}
    </li>
  )
}

/** A measure of a check, as its unit is written. */
function measureText(value: string, unit: VulnerabilityUnit): string {
  switch (unit) {
    case 'DAY':
      return showDay(value)
    case 'DAYS':
      return words.value.customer.days(showNumber(Number(value)))
    case 'MONEY':
      return showMinor(value)
    case 'PERCENT':
      return showPercent(Number(value) / 100, 1)
    case 'COUNT':
      return showNumber(Number(value))
  }
}

function Explained({ campaign, customer }: { campaign: string; customer: string }) {
  const query = useQuery(ExplainVerdict, { campaign, customer })
  const said = words.value.customer
  return (
    <Loaded query={query} at="explained" label={said.why}>
      {({ explained }) =>
        explained && (
          <>
            <p>{explained.text[language.value]}</p>
            <ul class="checks">
              {explained.checks.map(({ rule, holds, decides, value, threshold, unit }) => (
                <li key={rule} class={decides ? 'decides' : ''}>
                  {labelOf('VulnerabilityRule', rule)}: {holds ? said.holds : said.holdsNot}
                  {value != null && (
                    <span class="muted">
                      {' '}
                      {threshold == null
                        ? measureText(value, unit)
                        : said.measured(measureText(value, unit), measureText(threshold, unit))}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Loaded>
  )
}
