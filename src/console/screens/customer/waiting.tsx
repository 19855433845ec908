import { useState } from 'preact/hooks'
import { showRelativeDay } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'
import { actedFor } from '../morning/acting.ts'
import { type Closing, complete } from '../morning/deeds.ts'
import { DoneForm } from '../morning/forms.tsx'
import type { Shown } from './head.tsx'

type Item = NonNullable<Shown['followUps']>['nodes'][number]

/** Work that waits for the customer: it can be finished here as in the morning. */
export function Waiting({ item, onDone }: { item: Item; onDone: () => void }) {
  const [asking, setAsking] = useState(false)
  const { id, tactic, dueOn, text } = item
  const said = words.value.morning
  async function finish(closing: Closing) {
    setAsking(false)
    try {
      const deed = await complete(item, closing, actedFor())
      sayDone(deed.said, () => deed.undo().then(onDone))
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <li>
      <a href={addressOf('/morning', { tab: 'team', item: id })}>{labelOf('FollowUpTactic', tactic)}</a>{' '}
      <span class="muted">{showRelativeDay(dueOn)}</span>
      <p>{text[language.value]}</p>
      {asking ? (
        <DoneForm item={item} onCancel={() => setAsking(false)} onDone={finish} />
      ) : (
        <Button onPress={() => setAsking(true)} label={`${said.done}: ${labelOf('FollowUpTactic', tactic)}`}>
          {said.done}
        </Button>
      )}
    </li>
  )
}
