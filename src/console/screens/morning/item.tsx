import { useEffect, useRef } from 'preact/hooks'
import type { WorkFragment } from '../../api/types.ts'
import { showDay, showMoney, showNumber, showRelativeDay, today } from '../../format/shown.ts'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'
import { Actions, type Deeds } from './actions.tsx'
import { nameOf } from './deeds.ts'

interface Properties {
  item: WorkFragment
  chosen: boolean
  /** Whether the reader chose it, so that the focus goes there. */
  focused: boolean
  onChoose: () => void
  me: string | null
  deeds: Deeds
}

/** One item: who, why, by when; chosen it opens, with what can be done. */
export function Item({ item, chosen, focused, onChoose, me, deeds }: Properties) {
  const head = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (chosen && focused) head.current?.focus()
  }, [chosen, focused])
  const said = words.value.morning
  const late = item.dueOn < today()
  const holder = item.claimed ? item.claimedBy : null
  return (
    <li
      class={`item ${chosen ? 'chosen' : ''} ${holder && holder.id !== me ? 'held' : ''}`}
      data-id={item.id}
    >
      <button ref={head} type="button" class="head" aria-expanded={chosen} onClick={onChoose}>
        <span class="who">
          <bdi>{nameOf(item)}</bdi>
        </span>
        <span class="tactic">{labelOf('FollowUpTactic', item.tactic)}</span>
        <span class={`due ${late ? 'late' : ''}`}>
          {showRelativeDay(item.dueOn)}
          {late && <span class="only-heard"> ({said.overdue})</span>}
        </span>
        <span class="minutes">{said.minutes(showNumber(item.minutes))}</span>
        <span class="gain" title={said.gain}>
          {item.expectedGain ? showMoney(item.expectedGain) : '–'}
          <span class="only-heard"> {said.gain}</span>
        </span>
        <span class="why">{item.text[language.value]}</span>
        {holder && (
          <span class="holder">
            {holder.id === me ? said.heldByMe : <bdi>{said.heldBy(holder.name)}</bdi>}
          </span>
        )}
      </button>
      {chosen && (
        <div class="body">
          <Facts item={item} />
          <Actions item={item} me={me} deeds={deeds} />
        </div>
      )}
    </li>
  )
}

function Facts({ item }: { item: WorkFragment }) {
  const said = words.value.morning
  const { customer } = item
  return (
    <dl class="facts">
      {item.channel && (
        <div>
          <dt>{labelOf('Channel', item.channel)}</dt>
          <dd>
            {customer?.phone && <a href={`tel:${customer.phone}`}>{customer.phone}</a>}{' '}
            {customer?.email && <a href={`mailto:${customer.email}`}>{customer.email}</a>}
          </dd>
        </div>
      )}
      {customer && (
        <>
          <div>
            <dt>{said.customer}</dt>
            <dd>
              <a href={addressOf(`/customers/${customer.id}`)} title={`${said.open} [O]`}>
                {labelOf('LifecycleStage', customer.lifecycle)}
              </a>{' '}
              {customer.region && <bdi>{customer.region.name}</bdi>}
            </dd>
          </div>
          <div>
            <dt>{said.lastPurchase}</dt>
            <dd>{customer.metrics.lastPurchaseOn ? showDay(customer.metrics.lastPurchaseOn) : '–'}</dd>
          </div>
          <div>
            <dt>{said.yearSpend}</dt>
            <dd>{showMoney(customer.metrics.netSpendYear)}</dd>
          </div>
        </>
      )}
      <div>
        <dt>{said.due}</dt>
        <dd>{showDay(item.dueOn)}</dd>
      </div>
      <div>
        <dt>{said.owner}</dt>
        <dd>
          <bdi>{item.owner?.name ?? said.nobody}</bdi>
        </dd>
      </div>
      {item.note && (
        <div class="wide">
          <dt>{said.note}</dt>
          <dd dir="auto">{item.note}</dd>
        </div>
      )}
    </dl>
  )
}
