import type { MorningQuery } from '../../api/types.ts'
import { showDay, showNumber } from '../../format/shown.ts'
import { addressOf } from '../../links.ts'
import { labelOf, labelsOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

interface Properties {
  page: NonNullable<MorningQuery['leftOut']>
  /** The one that is looked at alone. */
  reason: string | undefined
  onReason: (reason: string) => void
}

/** Whom the night left out, and why; those of one reason alone. */
export function LeftOut({ page, reason: only, onReason }: Properties) {
  const said = words.value.morning
  return (
    <section class="told" aria-labelledby="left-out">
      <h2 id="left-out">{said.leftOut}</h2>
      <label>
        <span class="only-heard">{said.leftOutReason}</span>
        <select value={only ?? ''} onChange={event => onReason(event.currentTarget.value)}>
          <option value="">{said.leftOutAll}</option>
          {labelsOf('FollowUpLeftOutReason').map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {page.nodes.length === 0 ? (
        <p class="muted">{said.leftOutNone}</p>
      ) : (
        <>
          <p class="muted">{said.leftOutCount(showNumber(page.totalCount ?? page.nodes.length))}</p>
          <ul>
            {page.nodes.map(({ id, customer, tactic, reason, since }) => (
              <li key={id}>
                {customer ? (
                  <a href={addressOf(`/customers/${customer.id}`)}>
                    <bdi>{customer.name ?? words.value.common.unknownName}</bdi>
                  </a>
                ) : (
                  words.value.common.unknownName
                )}
                <span>{labelOf('FollowUpTactic', tactic)}</span>
                <span class="muted">
                  {labelOf('FollowUpLeftOutReason', reason)}, {said.leftOutSince(showDay(since))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
