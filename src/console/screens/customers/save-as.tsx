import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import type { CustomerFilter } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'
import { Dialog } from '../../kit/dialog.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { words } from '../../words/language.ts'
import { SaveSegment } from './customers.graphql.ts'

/** Keeps the conditions as a segment under a name. */
export function SaveAs({ rule, onClose }: { rule: CustomerFilter; onClose: () => void }) {
  const said = words.value.customers
  const [name, setName] = useState('')
  async function save() {
    try {
      const { segment } = await change(SaveSegment, { input: { name: name.trim(), rule } })
      sayDone(said.saved(segment?.name ?? name, showNumber(segment?.memberCount ?? 0)))
      onClose()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <Dialog title={said.saveAs} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault()
          save()
        }}
      >
        <label>
          {said.name}
          <input
            name="name"
            required
            maxLength={200}
            value={name}
            onInput={event => setName(event.currentTarget.value)}
          />
        </label>{' '}
        <button type="submit" class="button main">
          {words.value.common.save}
        </button>
      </form>
    </Dialog>
  )
}
