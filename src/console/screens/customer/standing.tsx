import type { ComponentChildren } from 'preact'
import type { Refusal } from '../../api/ask.ts'
import { showDay, showMoney, showNumber, showPercent } from '../../format/shown.ts'
import { Refused } from '../../kit/states.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import type { Shown } from './head.tsx'
import { Waiting } from './waiting.tsx'

interface Properties {
  customer: Shown
  refusals: readonly Refusal[]
  onDone: () => void
}

/** How the customer stands: work that waits, what they buy, how likely they are still there, the level of the relation. */
export function Standing({ customer, refusals, onDone }: Properties) {
  const said = words.value.customer
  const { followUps, metrics, repeatBuying, valueAtRisk, relationship } = customer
  return (
    <aside class="standing">
      {followUps && followUps.nodes.length > 0 && (
        <section aria-labelledby="waiting">
          <h2 id="waiting">{said.waiting}</h2>
          <ul>
            {followUps.nodes.map(item => (
              <Waiting key={item.id} item={item} onDone={onDone} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="buys">
        <h2 id="buys">{said.buys}</h2>
        <Refused refusals={refusals} at="customer.metrics" />
        <dl>
          <Row term={said.purchaseDays}>{showNumber(metrics.purchaseDays)}</Row>
          <Row term={said.spend}>{showMoney(metrics.netSpend)}</Row>
          <Row term={said.spendYear}>{showMoney(metrics.netSpendYear)}</Row>
          {metrics.cycleDays != null && (
            <Row term={said.cycle}>{said.days(showNumber(metrics.cycleDays))}</Row>
          )}
          {metrics.expectedNextPurchaseOn && (
            <Row term={said.expectedNext}>{showDay(metrics.expectedNextPurchaseOn)}</Row>
          )}
        </dl>
      </section>
      {repeatBuying && (
        <section aria-labelledby="alive">
          <h2 id="alive">{said.alive}</h2>
          <p class="figure-line">
            <meter min={0} max={1} value={repeatBuying.probabilityAlive} aria-label={said.alive} />
            <strong>{showPercent(repeatBuying.probabilityAlive, 1)}</strong>
          </p>
          <dl>
            <Row term={said.expected(showNumber(repeatBuying.horizonDays))}>
              {showNumber(repeatBuying.expectedPurchases, 1)}
            </Row>
            <Row term={said.value(showNumber(repeatBuying.lifetimeMonths))}>
              {showMoney(repeatBuying.lifetimeValue)}
            </Row>
            {valueAtRisk?.amount && <Row term={said.atRisk}>{showMoney(valueAtRisk.amount)}</Row>}
            {valueAtRisk?.unknown && (
              <Row term={said.atRisk}>{labelOf('ValueAtRiskUnknown', valueAtRisk.unknown)}</Row>
            )}
          </dl>
          <p class="muted">
            {repeatBuying.fallback || !repeatBuying.fittedOn
              ? said.basisFallback(showDay(repeatBuying.asOf))
              : said.basis(showDay(repeatBuying.fittedOn), showDay(repeatBuying.asOf))}{' '}
            {said.margin(showPercent(repeatBuying.margin), repeatBuying.marginAssumed)}
          </p>
        </section>
      )}
      <Refused refusals={refusals} at="customer.relationship" />
      {relationship && (
        <section aria-labelledby="level">
          <h2 id="level">{said.level}</h2>
          <dl>
            <Row term={said.levelKept}>{showNumber(relationship.level)}</Row>
            <Row term={said.levelOwed}>
              {showNumber(relationship.recommended.level)}{' '}
              <span class="muted">{labelOf('RelationshipReason', relationship.recommended.reason)}</span>
            </Row>
            <Row term={said.levelSeen}>{showNumber(relationship.observed.level)}</Row>
            <Row term={said.calls}>
              {said.callsOf(
                showNumber(relationship.observed.evidence.callsMade),
                showNumber(relationship.observed.evidence.callsOwed),
              )}
            </Row>
          </dl>
        </section>
      )}
    </aside>
  )
}

function Row({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
