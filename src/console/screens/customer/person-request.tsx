import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import type { CustomerPapersQuery, PersonRequestKind, PrivacyRegime } from '../../api/types.ts'
import { showDay } from '../../format/shown.ts'
import '../../kit/fields.css'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { holds } from '../../session/viewer.ts'
import { labelOf, labelsOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { EnterRequest } from './customer.graphql.ts'
import { List } from './people.tsx'

interface Properties {
  customer: string
  requests: NonNullable<NonNullable<CustomerPapersQuery['customer']>['personRequests']>['nodes']
  onDone: () => void
}

/** What the person asks for of what is kept about them: entered here, carried out in the house. */
export function PersonRequests({ customer, requests, onDone }: Properties) {
  const said = words.value.customer
  const [busy, setBusy] = useState(false)
  async function enter(form: HTMLFormElement) {
    const given = new FormData(form)
    setBusy(true)
    try {
      const { personRequest } = await change(EnterRequest, {
        input: {
          customer,
          // The form offers what the API has labels for.
          kind: String(given.get('kind')) as PersonRequestKind,
          regime: String(given.get('regime')) as PrivacyRegime,
        },
      })
      sayDone(said.requestEntered(personRequest ? showDay(personRequest.dueOn) : '–'))
      onDone()
    } catch (error) {
      sayWrong(error)
    }
    setBusy(false)
  }
  return (
    <div>
      <List
        title={said.requests}
        rows={requests.map(({ kind, dueOn, closedOn }) => (
          <span>
            <a href={addressOf('/house', { part: 'requests' })}>{labelOf('PersonRequestKind', kind)}</a>{' '}
            <span class="muted">
              {closedOn ? said.closedOn(showDay(closedOn)) : said.dueOn(showDay(dueOn))}
            </span>
          </span>
        ))}
      />
      {holds('privacy:write') && (
        <form
          class="fields"
          onSubmit={event => {
            event.preventDefault()
            enter(event.currentTarget)
          }}
        >
          <Choice label={said.requestKind} name="kind" type="PersonRequestKind" />
          <Choice label={said.regime} name="regime" type="PrivacyRegime" />
          <div class="deeds">
            <button type="submit" class="button" disabled={busy}>
              {said.enterRequest}
            </button>
          </div>
        </form>
      )}
    </div>
  )
}

const Choice = ({ label, name, type }: { label: string; name: string; type: string }) => (
  <label>
    {label}
    <select name={name}>
      {labelsOf(type).map(each => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </select>
  </label>
)
