import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { FollowUpOutcome, WorkFragment } from '../../api/types.ts'
import { addDays } from '../../format/days.ts'
import { showWeekday, today } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import type { Closing } from './deeds.ts'
import './forms.css'

interface FrameProperties {
  title: string
  children: ComponentChildren
  onCancel: () => void
  /** What `Ctrl Enter` does from anywhere in it. */
  onSave: () => void
}

/** A question that an action asks first: the focus goes to its first field, Escape goes back. */
function Frame({ title, children, onCancel, onSave }: FrameProperties) {
  const form = useRef<HTMLFormElement>(null)
  const heading = useId()
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>('input:checked, input, button')?.focus()
  }, [])
  // Alone: a letter that was meant for the note must not do anything to the item below.
  useShortcuts(
    'form',
    [
      { keys: 'Escape', label: words.value.common.cancel, run: onCancel },
      { keys: 'mod+Enter', label: words.value.common.save, run: onSave },
    ],
    { alone: true },
  )
  return (
    <form
      ref={form}
      class="asking"
      aria-labelledby={heading}
      onSubmit={event => {
        event.preventDefault()
        onSave()
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </form>
  )
}

const Foot = ({ onCancel }: { onCancel: () => void }) => (
  <div class="actions">
    <button type="submit" class="button main">
      {words.value.common.save}
    </button>
    <Button onPress={onCancel} keys="Escape">
      {words.value.common.cancel}
    </Button>
  </div>
)

/** Without the one that has a key of its own. */
const outcomes: readonly FollowUpOutcome[] = ['REACHED', 'WON_BACK', 'DECLINED', 'OTHER']

interface DoneProperties {
  item: Pick<WorkFragment, 'tactic'>
  onCancel: () => void
  onDone: (closing: Closing) => void
}

export function DoneForm({ item, onCancel, onDone }: DoneProperties) {
  const [outcome, setOutcome] = useState<FollowUpOutcome>('REACHED')
  const [score, setScore] = useState('')
  const [note, setNote] = useState('')
  const choices = useRef<HTMLDivElement>(null)
  const said = words.value.morning
  /** On to the first thing to write. */
  const choose = (value: FollowUpOutcome) => {
    setOutcome(value)
    choices.current?.closest('form')?.querySelector<HTMLElement>('[name=score], [name=note]')?.focus()
  }
  useShortcuts(
    'outcomes',
    outcomes.map((value, at) => ({
      keys: String(at + 1),
      label: labelOf('FollowUpOutcome', value),
      run: () => choose(value),
    })),
  )
  const save = () =>
    onDone({
      outcome,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
      ...(score === '' ? {} : { survey: { score: Number(score) } }),
    })
  const asksForScore = item.tactic === 'SATISFACTION' || score !== ''
  return (
    <Frame title={said.outcome} onCancel={onCancel} onSave={save}>
      <div class="choices" ref={choices}>
        {outcomes.map((value, at) => (
          <label key={value}>
            <input
              type="radio"
              name="outcome"
              checked={outcome === value}
              onChange={() => setOutcome(value)}
            />
            {labelOf('FollowUpOutcome', value)}{' '}
            <span class="key" aria-hidden="true">
              {at + 1}
            </span>
          </label>
        ))}
      </div>
      {asksForScore && (
        <label class="field">
          {said.score}
          <input
            type="number"
            name="score"
            min={0}
            max={10}
            step={1}
            inputMode="numeric"
            value={score}
            onInput={event => setScore(event.currentTarget.value)}
          />
        </label>
      )}
      <label class="field">
        {said.remember}
        <input
          name="note"
          value={note}
          maxLength={2_000}
          onInput={event => setNote(event.currentTarget.value)}
        />
      </label>
      <Foot onCancel={onCancel} />
    </Frame>
  )
}

const putOff = [1, 3, 7]

export function SnoozeForm({ onCancel, onDone }: { onCancel: () => void; onDone: (until: string) => void }) {
  const [day, setDay] = useState(addDays(today(), 14))
  const said = words.value.morning
  const labelled = putOff.map((days, at) => ({
    keys: String(at + 1),
    day: addDays(today(), days),
    label: days === 1 ? said.tomorrow : said.inDays(days),
  }))
  useShortcuts(
    'days',
    labelled.map(({ keys, label, day: until }) => ({ keys, label, run: () => onDone(until) })),
  )
  return (
    <Frame title={said.until} onCancel={onCancel} onSave={() => onDone(day)}>
      <div class="actions">
        {labelled.map(({ keys, label, day: until }) => (
          <Button
            key={keys}
            keys={keys}
            onPress={() => onDone(until)}
            label={`${label}, ${showWeekday(until)}`}
          >
            {label}
          </Button>
        ))}
      </div>
      <label class="field">
        {said.onDay}
        <input
          type="date"
          name="day"
          min={addDays(today(), 1)}
          required
          value={day}
          onInput={event => setDay(event.currentTarget.value)}
        />
      </label>
      <Foot onCancel={onCancel} />
    </Frame>
  )
}

export function DismissForm({
  onCancel,
  onDone,
}: {
  onCancel: () => void
  onDone: (reason: string) => void
}) {
  const [reason, setReason] = useState('')
  const said = words.value.morning
  useShortcuts(
    'reasons',
    said.reasons.map((label, at) => ({ keys: String(at + 1), label, run: () => onDone(label) })),
  )
  const save = () => {
    if (reason.trim() !== '') onDone(reason.trim())
  }
  return (
    <Frame title={said.why} onCancel={onCancel} onSave={save}>
      <div class="actions">
        {said.reasons.map((label, at) => (
          <Button key={label} keys={String(at + 1)} onPress={() => onDone(label)}>
            {label}
          </Button>
        ))}
      </div>
      <label class="field">
        {said.remember}
        <input
          name="reason"
          value={reason}
          maxLength={500}
          required
          onInput={event => setReason(event.currentTarget.value)}
        />
      </label>
      <Foot onCancel={onCancel} />
    </Frame>
  )
}
