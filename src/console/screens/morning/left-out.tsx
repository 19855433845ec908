import type { MorningQuery } from '../../api/types.ts'
import { showDay, showNumber } from '../../format/shown.ts'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

/** Whom the night left out, and why. */
export function LeftOut({ page }: { page: NonNullable<MorningQuery['leftOut']> }) {
  const said = words.value.morning
  return (
    <section class="told" aria-labelledby="left-out">
      <h2 id="left-out">{said.leftOut}</h2>
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
