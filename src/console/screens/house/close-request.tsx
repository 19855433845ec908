import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import type { PersonRequestOutcome } from '../../api/types.ts'
import { Dialog } from '../../kit/dialog.tsx'
import '../../kit/fields.css'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { CloseRequest as CloseRequestDocument } from './requests.graphql.ts'
import { nameOf, type PersonRequest } from './requests.tsx'

export interface AskingProperties {
  request: PersonRequest
  onClose: () => void
  onDone: () => void
}

const outcomes: readonly PersonRequestOutcome[] = ['DONE', 'REFUSED', 'WITHDRAWN']

/** What became of a request; a refusal takes its reason. */
export function CloseRequest({ request, onClose, onDone }: AskingProperties) {
  const said = words.value.house.requests
  const [outcome, setOutcome] = useState<PersonRequestOutcome>('DONE')
  async function close(form: HTMLFormElement) {
    const reason = String(new FormData(form).get('reason') ?? '')
    try {
      await change(CloseRequestDocument, {
        input: {
          ...{ id: request.id, expectedVersion: request.version, outcome },
          ...(outcome === 'REFUSED' ? { reason } : {}),
        },
      })
      sayDone(said.closed(nameOf(request)))
      onClose()
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <Dialog title={said.closeAsks(nameOf(request))} onClose={onClose}>
      <form
        class="fields"
        onSubmit={event => {
          event.preventDefault()
          close(event.currentTarget)
        }}
      >
        <label>
          {said.outcome}
          <select
            value={outcome}
            onChange={event =>
              setOutcome(outcomes.find(name => name === event.currentTarget.value) ?? 'DONE')
            }
          >
            {outcomes.map(name => (
              <option key={name} value={name}>
                {labelOf('PersonRequestOutcome', name)}
              </option>
            ))}
          </select>
        </label>
        {outcome === 'REFUSED' && (
          <label class="across">
            {said.reason}
            <textarea name="reason" required maxLength={2000} rows={3} />
          </label>
        )}
        <div class="deeds across">
          <button type="submit" class="button main">
            {said.close}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
