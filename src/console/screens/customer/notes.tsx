import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import type { CustomerPapersQuery } from '../../api/types.ts'
import { showInstant } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import '../../kit/fields.css'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { words } from '../../words/language.ts'
import { callerOf, type Keys } from '../house/callers.ts'
import { AddNote, ChangeNote, RemoveNote } from './customer.graphql.ts'
import { List } from './people.tsx'

type Note = NonNullable<NonNullable<CustomerPapersQuery['customer']>['notes']>[number]

interface Properties {
  customer: string
  notes: readonly Note[]
  keys: Keys
  onDone: () => void
}

/** What was written down, and a place to write: every change has its way back. */
export function Notes({ customer, notes, keys, onDone }: Properties) {
  const said = words.value.customer
  const [editing, setEditing] = useState<string | null>(null)
  const tell = (text: string, undo: () => Promise<unknown>) => {
    sayDone(text, async () => {
      await undo()
      onDone()
    })
    onDone()
  }
  async function add(text: string) {
    const { note } = await change(AddNote, { input: { customer, text } })
    tell(said.noteAdded, async () => {
      if (note) await change(RemoveNote, { input: { id: note.id } })
    })
  }
  async function update({ id, version, text: before }: Note, text: string) {
    await change(ChangeNote, { input: { id, expectedVersion: version, patch: { text } } })
    setEditing(null)
    tell(said.noteChanged, () => change(ChangeNote, { input: { id, patch: { text: before } } }))
  }
  async function remove({ id, text, pinned }: Note) {
    await change(RemoveNote, { input: { id } })
    tell(said.noteRemoved, () => change(AddNote, { input: { customer, text, pinned } }))
  }
  return (
    <div>
      <List
        title={said.notes}
        rows={notes.map(note =>
          editing === note.id ? (
            <Write
              key={note.id}
              label={said.note}
              text={note.text}
              onWrite={text => update(note, text)}
              onCancel={() => setEditing(null)}
            />
          ) : (
            <span key={note.id}>
              <span class="written" dir="auto">
                {note.text}
              </span>{' '}
              <span class="muted">
                <bdi>{callerOf(note.by, keys)}</bdi>, {showInstant(note.createdAt)}
              </span>
              <Button look="quiet" onPress={() => setEditing(note.id)} label={`${said.change}: ${note.text}`}>
                {said.change}
              </Button>
              <Button
                look="quiet"
                onPress={() => remove(note).catch(sayWrong)}
                label={`${said.remove}: ${note.text}`}
              >
                {said.remove}
              </Button>
            </span>
          ),
        )}
      />
      <Write key={notes.length} label={said.newNote} text="" onWrite={add} />
    </div>
  )
}

interface WriteProperties {
  label: string
  text: string
  onWrite: (text: string) => Promise<void>
  onCancel?: () => void
}

function Write({ label, text, onWrite, onCancel }: WriteProperties) {
  const [busy, setBusy] = useState(false)
  async function write(given: string) {
    if (given === '' || busy) return
    setBusy(true)
    await onWrite(given).catch(sayWrong)
    setBusy(false)
  }
  return (
    <form
      class="fields"
      onSubmit={event => {
        event.preventDefault()
        write(String(new FormData(event.currentTarget).get('text') ?? '').trim())
      }}
    >
      <label class="across">
        {label}
        <textarea name="text" rows={2} required maxLength={10_000} defaultValue={text} />
      </label>
      <div class="deeds across">
        <button type="submit" class="button" disabled={busy}>
          {words.value.common.save}
        </button>
        {onCancel && <Button onPress={onCancel}>{words.value.common.cancel}</Button>}
      </div>
    </form>
  )
}
