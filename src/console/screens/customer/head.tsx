import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import { CancelContact, RecordContact } from '../../api/contact.graphql.ts'
import type { CustomerQuery } from '../../api/types.ts'
import { showDay, showRelativeDay } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'

export type Shown = NonNullable<CustomerQuery['customer']>

/** Who it is, how to reach them, when they bought last, and the call that was just made. */
export function Head({ customer, onRecorded }: { customer: Shown; onRecorded: () => void }) {
  const said = words.value.customer
  const { name, phone, email, owner, region, lifecycle, lifecycleSince, metrics } = customer
  return (
    <header class="head">
      <h1>
        <bdi>{name ?? words.value.common.unknownName}</bdi>
      </h1>
      <p class="muted">
        {labelOf('LifecycleStage', lifecycle)}
        {lifecycleSince && ` ${said.since(showDay(lifecycleSince))}`}
        {region && (
          <>
            {' · '}
            <bdi>{region.name}</bdi>
          </>
        )}
        {' · '}
        {said.owner}: <bdi>{owner?.name ?? said.nobody}</bdi>
      </p>
      {(customer.restrictedAt || customer.scoringObjectedAt || customer.erasedAt) && (
        <p class="notice wrong">
          {customer.erasedAt ? said.erased : customer.restrictedAt ? said.restricted : said.objected}
        </p>
      )}
      <dl class="reach">
        <div>
          <dt>{labelOf('Channel', 'PHONE')}</dt>
          <dd>{phone ? <a href={`tel:${phone}`}>{phone}</a> : '–'}</dd>
        </div>
        <div>
          <dt>{labelOf('Channel', 'EMAIL')}</dt>
          <dd>{email ? <a href={`mailto:${email}`}>{email}</a> : '–'}</dd>
        </div>
        <div>
          <dt>{said.lastPurchase}</dt>
          <dd>
            {metrics.lastPurchaseOn
              ? `${showDay(metrics.lastPurchaseOn)} (${showRelativeDay(metrics.lastPurchaseOn)})`
              : said.neverBought}
          </dd>
        </div>
        {customer.forbiddenChannels.length > 0 && (
          <div>
            <dt>{said.notBy}</dt>
            <dd>{customer.forbiddenChannels.map(channel => labelOf('Channel', channel)).join(', ')}</dd>
          </div>
        )}
      </dl>
      <Call customer={customer} onRecorded={onRecorded} />
    </header>
  )
}

const endings = ['answered', 'unanswered', 'calledUs'] as const

/** Two keys record a call: that there was one, and how it went. */
function Call({ customer: { id }, onRecorded }: { customer: Shown; onRecorded: () => void }) {
  const [asking, setAsking] = useState(false)
  const said = words.value.customer
  async function record(ending: (typeof endings)[number]) {
    setAsking(false)
    try {
      const { interaction } = await change(RecordContact, {
        input: {
          customer: { id },
          kind: 'CALL',
          channel: 'PHONE',
          direction: ending === 'calledUs' ? 'INBOUND' : 'OUTBOUND',
          outcome: ending === 'unanswered' ? 'NO_ANSWER' : 'REACHED',
        },
      })
      onRecorded()
      const contact = interaction?.id
      const reason = words.value.common.undone
      const undo = contact
        ? () =>
            change(CancelContact, { input: { id: contact, patch: { cancelled: true }, reason } }).then(
              onRecorded,
            )
        : null
      sayDone(said.recorded, undo)
    } catch (error) {
      sayWrong(error)
    }
  }
  const choices = endings.map((ending, at) => ({
    keys: String(at + 1),
    label: said.endings[ending],
    run: () => record(ending),
  }))
  useShortcuts('call', [
    { keys: 'l', label: said.call, run: () => setAsking(true) },
    ...(asking
      ? [...choices, { keys: 'Escape', label: words.value.common.cancel, run: () => setAsking(false) }]
      : []),
  ])
  return (
    <fieldset class="actions">
      <legend class="only-heard">{said.call}</legend>
      <Button keys="l" look="main" pressed={asking} onPress={() => setAsking(!asking)}>
        {said.call}
      </Button>
      {asking &&
        choices.map(({ keys, label, run }) => (
          <Button key={keys} keys={keys} onPress={run}>
            {label}
          </Button>
        ))}
    </fieldset>
  )
}
