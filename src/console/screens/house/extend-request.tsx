import { change } from '../../api/change.ts'
import { Dialog } from '../../kit/dialog.tsx'
import '../../kit/fields.css'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { words } from '../../words/language.ts'
import type { AskingProperties } from './close-request.tsx'
import { ExtendRequest as ExtendRequestDocument } from './requests.graphql.ts'
import { nameOf } from './requests.tsx'

/** More time for a request, once, with the reason; the GDPR says itself how much. */
export function ExtendRequest({ request, onClose, onDone }: AskingProperties) {
  const said = words.value.house.requests
  const saysDays = request.regime === 'VIETNAM'
  async function extend(form: HTMLFormElement) {
    const given = new FormData(form)
    try {
      await change(ExtendRequestDocument, {
        input: {
          ...{ id: request.id, expectedVersion: request.version, reason: String(given.get('reason') ?? '') },
          ...(saysDays ? { days: Number(given.get('days')) } : {}),
        },
      })
      sayDone(said.extended(nameOf(request)))
      onClose()
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <Dialog title={said.extendAsks(nameOf(request))} onClose={onClose}>
      <form
        class="fields"
        onSubmit={event => {
          event.preventDefault()
          extend(event.currentTarget)
        }}
      >
        {saysDays && (
          <label>
            {said.days}
            <input name="days" type="number" min={1} max={60} required />
          </label>
        )}
        <label class="across">
          {said.reason}
          <textarea name="reason" required maxLength={2000} rows={3} />
        </label>
        <div class="deeds across">
          <button type="submit" class="button main">
            {said.extend}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
