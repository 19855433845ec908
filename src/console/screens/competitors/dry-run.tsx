import { useLocation } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import type { CampaignDryRunQuery, CampaignQuery, OutcomeFragment } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'
import { Broken, Refused, Skeleton } from '../../kit/states.tsx'
import { Table } from '../../kit/table.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { CampaignDryRun } from './campaign.graphql.ts'
import { numberOr } from './competitors.tsx'
import { betweenText, pointsText } from './told.ts'

type Policies = NonNullable<CampaignQuery['vulnerabilityPolicies']>
type Run = NonNullable<CampaignDryRunQuery['vulnerabilityDryRun']>

const thresholds = ['declinePercent', 'sharpPercent', 'watchFrom', 'highFrom'] as const

/** What other thresholds would say, beside what those in force say; the address holds them. */
export function DryRun({ campaign, policies }: { campaign: string; policies: Policies }) {
  const { query, route } = useLocation()
  const said = words.value.competitors
  const inForce = policies.find(policy => policy.inForce)
  const given = thresholds.filter(name => /^\d{1,3}$/.test(query[name] ?? ''))
  const patch = Object.fromEntries(given.map(name => [name, Number(query[name])]))
  const asked = given.length > 0
  const { data, refusals, failure, loading, reload } = useQuery(
    CampaignDryRun,
    { campaign, patch },
    { when: asked },
  )
  const run = asked ? data?.vulnerabilityDryRun : null
  return (
    <section class="panel wide" aria-labelledby="dry-run">
      <h2 id="dry-run">{said.dryRun}</h2>
      <p class="muted">{said.dryRunHow}</p>
      <form
        class="thresholds"
        onSubmit={event => {
          event.preventDefault()
          const fields = new FormData(event.currentTarget)
          const changed = thresholds.flatMap(name => {
            const value = String(fields.get(name) ?? '')
            return value === String(inForce?.[name]) ? [] : [[name, value]]
          })
          const { verdict } = query
          route(addressOf(`/competitors/${campaign}`, { verdict, ...Object.fromEntries(changed) }), true)
        }}
      >
        {thresholds.map(name => (
          <label key={name} class="field">
            {said.thresholds[name]}
            <input
              type="number"
              name={name}
              min={0}
              max={100}
              required
              value={query[name] ?? inForce?.[name] ?? ''}
            />
          </label>
        ))}
        <button type="submit" class="button main">
          {said.run}
        </button>
      </form>
      {asked && failure && <Broken failure={failure} retry={reload} trying={loading} />}
      {asked && !failure && !data && <Skeleton lines={2} />}
      <Refused refusals={refusals} at="vulnerabilityDryRun" />
      {run && <Compared run={run} />}
    </section>
  )
}

function Compared({ run }: { run: Run }) {
  const said = words.value.competitors
  const sides = [...(run.before ? [{ name: said.inForce, ...run.before }] : []), { name: said.tried, ...run }]
  return (
    <>
      <Table
        caption={said.dryRun}
        rows={sides}
        keyOf={({ name }) => name}
        columns={[
          { label: said.name, text: ({ name }) => name },
          { label: said.vi, figure: true, text: ({ vi }) => numberOr(vi) },
          {
            label: said.interval,
            figure: true,
            text: ({ interval }) => (interval ? betweenText(interval) : '–'),
          },
          { label: said.observed, figure: true, text: ({ treated }) => showNumber(treated.os) },
          { label: said.declined, figure: true, text: ({ treated }) => showNumber(treated.vs) },
          { label: said.control, figure: true, text: ({ control }) => numberOr(control?.vi) },
          {
            label: said.excess,
            figure: true,
            text: ({ excess }) =>
              excess ? `${pointsText(excess.points)} (${betweenText(excess.interval, true)})` : '–',
          },
          {
            label: said.effect,
            text: ({ effect }) => (effect ? labelOf('VulnerabilityEffect', effect) : '–'),
          },
        ]}
      />
      <p>{said.changed(showNumber(run.changedMembers))}</p>
      {run.shifts.length > 0 && (
        <Table
          caption={said.changed(showNumber(run.changedMembers))}
          rows={run.shifts}
          keyOf={({ before, after }) => `${outcomeText(before)} ${outcomeText(after)}`}
          columns={[
            { label: said.from, text: ({ before }) => outcomeText(before) },
            { label: said.to, text: ({ after }) => outcomeText(after) },
            { label: said.customers, figure: true, text: ({ customers }) => showNumber(customers) },
          ]}
        />
      )}
    </>
  )
}

function outcomeText(outcome: OutcomeFragment | null | undefined): string {
  if (!outcome) return words.value.competitors.nowhere
  if (outcome.grade) return labelOf('VulnerabilityGrade', outcome.grade)
  if (outcome.exclusion) return labelOf('VulnerabilityExclusion', outcome.exclusion)
  return labelOf('VulnerabilityVerdict', outcome.verdict)
}
