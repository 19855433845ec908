import { useEffect, useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import type { ChangeMatchingMutation, CustomerFilter, CustomersPatch } from '../../api/types.ts'
import { showNumber } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { ChangeMatching } from './customers.graphql.ts'
import { endOf } from './job.ts'

type Outcome = Exclude<NonNullable<ChangeMatchingMutation['result']>, { issues: unknown }>

interface Properties {
  filter: CustomerFilter | null
  count: number
  /** Whether these are all that match, and not some that were chosen. */
  all: boolean
  staff: readonly { id: string; name: string }[]
  onClear: () => void
  onDone: () => void
}

/** Changes many customers: first it is tried, then it is done. */
export function Bulk({ filter, count, all, staff, onClear, onDone }: Properties) {
  const said = words.value.customers.bulk
  const [owner, setOwner] = useState('')
  const [added, setAdded] = useState('')
  const [removed, setRemoved] = useState('')
  const [tried, setTried] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  const patch: CustomersPatch = {
    ...(owner === '' ? {} : { owner }),
    ...(added.trim() === '' ? {} : { tagsAdd: [added.trim()] }),
    ...(removed.trim() === '' ? {} : { tagsRemove: [removed.trim()] }),
  }
  const about = JSON.stringify([filter, patch])
  // What was tried says nothing of another change.
  useEffect(() => setTried(null), [about])

  async function tellEnd(job: string) {
    const end = await endOf(job)
    if (!end) return
    sayDone(
      said.ended(
        labelOf('CustomerUpdateJobState', end.state),
        showNumber(end.changed),
        showNumber(end.refused),
      ),
    )
    onDone()
  }

  async function carryOut(dryRun: boolean) {
    if (!filter) return
    setBusy(true)
    try {
      const outcome = await change(ChangeMatching, { input: { filter, patch, dryRun } })
      if (!dryRun) {
        sayDone(outcome.job ? said.begun : said.done(showNumber(outcome.changed)))
        onClear()
        onDone()
        if (outcome.job) void tellEnd(outcome.job.id)
      }
      setTried(dryRun ? outcome : null)
    } catch (error) {
      sayWrong(error)
    } finally {
      setBusy(false)
    }
  }

  const nothing = Object.keys(patch).length === 0
  return (
    <details class="panel bulk" open={!all}>
      <summary>{all ? said.all(showNumber(count)) : said.some(showNumber(count))}</summary>
      <form
        onSubmit={event => {
          event.preventDefault()
          carryOut(true)
        }}
      >
        <label>
          {said.owner}
          <select value={owner} onChange={event => setOwner(event.currentTarget.value)}>
            <option value="">{said.unchanged}</option>
            {staff.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {said.tagAdd}
          <input value={added} onInput={event => setAdded(event.currentTarget.value)} />
        </label>
        <label>
          {said.tagRemove}
          <input value={removed} onInput={event => setRemoved(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button" disabled={nothing || busy}>
          {said.try}
        </button>
      </form>
      {tried && (
        <div role="status">
          <p>
            {said.looked(
              showNumber(tried.changed + tried.unchanged + tried.refused.length),
              showNumber(tried.matching),
            )}{' '}
            {said.tried(
              showNumber(tried.changed),
              showNumber(tried.unchanged),
              showNumber(tried.refused.length),
            )}
          </p>
          <ul>
            {tried.refused.slice(0, 5).map(({ customer, error }) => (
              <li key={customer}>{error.message}</li>
            ))}
          </ul>
          <Button look="main" disabled={busy || tried.changed === 0} onPress={() => carryOut(false)}>
            {said.do(showNumber(tried.matching))}
          </Button>
        </div>
      )}
    </details>
  )
}
