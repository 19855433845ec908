import type { CustomerQuery } from '../../api/types.ts'
import { showDay, showRelativeDay } from '../../format/shown.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Call } from './call.tsx'

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
