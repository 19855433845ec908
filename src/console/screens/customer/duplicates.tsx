import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { change } from '../../api/change.ts'
import type { CustomerQuery } from '../../api/types.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { DismissDuplicate, MergeCustomers, TakeApart } from './customer.graphql.ts'

type Pair = NonNullable<CustomerQuery['duplicates']>['nodes'][number]

interface Properties {
  of: string
  pairs: readonly Pair[]
  onDone: () => void
}

/** Who may be the same customer: merged, or said to be somebody else. */
export function Duplicates({ of, pairs, onDone }: Properties) {
  return (
    <>
      {pairs.map(pair => (
        <One key={pair.id} of={of} pair={pair} onDone={onDone} />
      ))}
    </>
  )
}

function One({ of, pair, onDone }: { of: string; pair: Pair; onDone: () => void }) {
  const { route } = useLocation()
  const [asking, setAsking] = useState(false)
  const said = words.value.customer
  const other = pair.first?.id === of ? pair.second : pair.first
  if (!other) return null

  async function merge(merged: string) {
    setAsking(false)
    try {
      const { merge: made } = await change(MergeCustomers, { input: { survivor: of, merged } })
      const id = made?.id
      sayDone(said.merged, id ? () => change(TakeApart, { input: { id } }).then(onDone) : null)
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  async function dismiss() {
    try {
      await change(DismissDuplicate, { input: { id: pair.id, expectedVersion: pair.version } })
      sayDone(said.notTheSame)
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <div class="notice">
      <p>
        {said.maybeSame}{' '}
        <a href={addressOf(`/customers/${other.id}`)}>
          <bdi>{other.name ?? words.value.common.unknownName}</bdi>
        </a>{' '}
        <span class="muted">{pair.grounds.map(ground => labelOf('DuplicateGround', ground)).join(', ')}</span>
      </p>
      <div class="actions">
        <Button onPress={() => setAsking(true)}>{said.merge}</Button>
        <Button onPress={dismiss}>{said.somebodyElse}</Button>
        <Button look="quiet" onPress={() => route(addressOf(`/customers/${other.id}`))}>
          {said.look}
        </Button>
      </div>
      {asking && (
        <Dialog title={said.merge} onClose={() => setAsking(false)}>
          <p>{said.mergeAsks}</p>
          <Button look="main" onPress={() => merge(other.id)}>
            {said.merge}
          </Button>
        </Dialog>
      )}
    </div>
  )
}
