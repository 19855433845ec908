import { change } from '../../api/change.ts'
import type { ConsentPurpose, CustomerPapersQuery } from '../../api/types.ts'
import { showInstant } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { RecordConsent } from './customer.graphql.ts'
import { List } from './people.tsx'

interface Properties {
  customer: string
  consents: NonNullable<NonNullable<CustomerPapersQuery['customer']>['consents']>
  onDone: () => void
}

const purposes: readonly ConsentPurpose[] = ['CARE', 'MARKETING', 'ANALYTICS']

/** What the customer agreed to; what they say now is added to the ledger, and nothing is taken from it. */
export function Consents({ customer, consents, onDone }: Properties) {
  const said = words.value.customer
  async function record(purpose: ConsentPurpose, given: boolean) {
    try {
      await change(RecordConsent, { input: { customer, purpose, given } })
      sayDone(`${labelOf('ConsentPurpose', purpose)}: ${given ? said.given : said.withdrawn}`)
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <div>
      <List
        title={said.consents}
        rows={consents.map(({ purpose, channel, given, at }) => (
          <span>
            {labelOf('ConsentPurpose', purpose)}
            {channel && ` · ${labelOf('Channel', channel)}`}:{' '}
            <strong>{given ? said.given : said.withdrawn}</strong>{' '}
            <span class="muted">{showInstant(at)}</span>
          </span>
        ))}
      />
      <ul class="rows">
        {purposes.map(purpose => (
          <li key={purpose}>
            {said.saysNow(labelOf('ConsentPurpose', purpose))}{' '}
            <Button
              onPress={() => record(purpose, true)}
              label={`${said.gives}: ${labelOf('ConsentPurpose', purpose)}`}
            >
              {said.gives}
            </Button>{' '}
            <Button
              onPress={() => record(purpose, false)}
              label={`${said.withdraws}: ${labelOf('ConsentPurpose', purpose)}`}
            >
              {said.withdraws}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
