import { useState } from 'preact/hooks'
import type { WorkFragment } from '../../api/types.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import { words } from '../../words/language.ts'
import type { Closing } from './deeds.ts'
import { DismissForm, DoneForm, SnoozeForm } from './forms.tsx'

export interface Deeds {
  claim: (item: WorkFragment) => void
  release: (item: WorkFragment) => void
  complete: (item: WorkFragment, closing: Closing) => void
  snooze: (item: WorkFragment, until: string) => void
  dismiss: (item: WorkFragment, reason: string) => void
}

type Asking = 'done' | 'snooze' | 'dismiss' | null

/** What can be done with the chosen item, and by which key. While somebody else holds it there is nothing. */
export function Actions({ item, me, deeds }: { item: WorkFragment; me: string | null; deeds: Deeds }) {
  const [asking, setAsking] = useState<Asking>(null)
  const said = words.value.morning
  const mine = item.claimed && item.claimedBy?.id === me
  const free = !item.claimed || mine
  const hold = mine
    ? { keys: 'r', label: said.release, run: () => deeds.release(item) }
    : { keys: 'c', label: said.claim, run: () => deeds.claim(item) }
  const choices = [
    { keys: 'd', label: said.done, run: () => setAsking('done') },
    { keys: 'n', label: said.noAnswer, run: () => deeds.complete(item, { outcome: 'NO_ANSWER' }) },
    { keys: 's', label: said.snooze, run: () => setAsking('snooze') },
    { keys: 'x', label: said.dismiss, run: () => setAsking('dismiss') },
  ]
  useShortcuts('item', free ? [hold, ...choices] : [])
  if (!free) return null
  const stop = () => setAsking(null)
  if (asking === 'done')
    return <DoneForm item={item} onCancel={stop} onDone={closing => deeds.complete(item, closing)} />
  if (asking === 'snooze') return <SnoozeForm onCancel={stop} onDone={until => deeds.snooze(item, until)} />
  if (asking === 'dismiss')
    return <DismissForm onCancel={stop} onDone={reason => deeds.dismiss(item, reason)} />
  return (
    <fieldset class="actions">
      <legend class="only-heard">{said.actions}</legend>
      {[hold, ...choices].map(({ keys, label, run }) => (
        <Button key={keys} keys={keys} onPress={run} look={keys === 'd' ? 'main' : 'plain'}>
          {label}
        </Button>
      ))}
    </fieldset>
  )
}
