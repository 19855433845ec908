import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import { CancelContact, RecordContact } from '../../api/contact.graphql.ts'
import { showRelativeDay } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { actedFor } from '../morning/acting.ts'
import { complete } from '../morning/deeds.ts'
import type { Shown } from './head.tsx'

const endings = ['answered', 'unanswered', 'calledUs'] as const
type Ending = (typeof endings)[number]

interface Properties {
  customer: Shown
  onRecorded: () => void
}

/**
 * Two keys record a call: that there was one, and how it went. Where work waits that a call fits, it is done by it,
 * unless somebody says that the call was about something else.
 */
export function Call({ customer: { id, followUps }, onRecorded }: Properties) {
  const [asking, setAsking] = useState(false)
  const waiting = (followUps?.nodes ?? []).filter(({ channel }) => !channel || channel === 'PHONE')
  const [chosen, setChosen] = useState<string | null>(null)
  const about = chosen === '' ? null : (waiting.find(item => item.id === chosen) ?? waiting[0] ?? null)
  const said = words.value.customer

  async function record(ending: Ending) {
    setAsking(false)
    try {
      if (about && ending !== 'calledUs') {
        const outcome = ending === 'unanswered' ? 'NO_ANSWER' : 'REACHED'
        const deed = await complete(about, { outcome, kind: 'CALL' }, actedFor())
        sayDone(deed.said, () => deed.undo().then(onRecorded))
      } else sayDone(said.recorded, await recordAlone(id, ending, onRecorded))
      setChosen(null)
      onRecorded()
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
      {asking && waiting.length > 0 && (
        <label>
          {said.about}
          <select value={about?.id ?? ''} onChange={event => setChosen(event.currentTarget.value)}>
            {waiting.map(item => (
              <option key={item.id} value={item.id}>
                {labelOf('FollowUpTactic', item.tactic)}, {showRelativeDay(item.dueOn)}
              </option>
            ))}
            <option value="">{said.somethingElse}</option>
          </select>
        </label>
      )}
    </fieldset>
  )
}

/** @returns the way back; null where nothing was told of the contact */
async function recordAlone(
  id: string,
  ending: Ending,
  onUndone: () => void,
): Promise<(() => Promise<void>) | null> {
  const { interaction } = await change(RecordContact, {
    input: {
      customer: { id },
      kind: 'CALL',
      channel: 'PHONE',
      direction: ending === 'calledUs' ? 'INBOUND' : 'OUTBOUND',
      outcome: ending === 'unanswered' ? 'NO_ANSWER' : 'REACHED',
    },
  })
  const contact = interaction?.id
  const reason = words.value.common.undone
  if (!contact) return null
  return () =>
    change(CancelContact, { input: { id: contact, patch: { cancelled: true }, reason } }).then(onUndone)
}
