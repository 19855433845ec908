import type { MorningQuery } from '../../api/types.ts'
import { showDay, showNumber } from '../../format/shown.ts'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'

/** What changed since yesterday for somebody's customers: each with one reason, and one thing to do. */
export function Digest({ digest }: { digest: NonNullable<MorningQuery['digest']> }) {
  const said = words.value.morning
  return (
    <section class="told" aria-labelledby="digest">
      <h2 id="digest">{said.digest}</h2>
      <p class="muted">{said.digestSince(showDay(digest.from))}</p>
      {digest.items.length === 0 ? (
        <p class="muted">{said.digestNone}</p>
      ) : (
        <ul>
          {digest.items.map(({ action, text, customer, followUp }) => (
            <li key={customer?.id}>
              {customer && (
                <a href={addressOf(`/customers/${customer.id}`)}>
                  <bdi>{customer.name ?? words.value.common.unknownName}</bdi>
                </a>
              )}
              <span>{text[language.value]}</span>
              <span class="muted">
                {followUp ? (
                  <a href={addressOf('/morning', { item: followUp.id })}>{labelOf('DigestAction', action)}</a>
                ) : (
                  labelOf('DigestAction', action)
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {digest.leftOff > 0 && <p class="muted">{said.digestMore(showNumber(digest.leftOff))}</p>}
    </section>
  )
}
