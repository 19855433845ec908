import type { ComponentChildren } from 'preact'
import { change } from '../../api/change.ts'
import type { Calendar, CustomerPeopleQuery, Kinship, OccasionKind } from '../../api/types.ts'
import { showDay, showRelativeDay } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import '../../kit/fields.css'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { labelOf, labelsOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { AddOccasion, RemoveOccasion } from './customer.graphql.ts'
import { List } from './people.tsx'

type Occasion = NonNullable<NonNullable<CustomerPeopleQuery['customer']>['occasions']>[number]

interface Properties {
  customer: string
  occasions: readonly Occasion[]
  onDone: () => void
}

/** The days that matter to the customer and the family, and a new one. */
export function Occasions({ customer, occasions, onDone }: Properties) {
  const said = words.value.customer
  async function remove({ id, nextOn: _, ...given }: Occasion) {
    try {
      await change(RemoveOccasion, { input: { id } })
      sayDone(said.occasionRemoved, async () => {
        await change(AddOccasion, { input: { customer, ...given } })
        onDone()
      })
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  async function add(form: HTMLFormElement) {
    const given = new FormData(form)
    const text = (name: string) => String(given.get(name) ?? '').trim()
    try {
      const { occasion } = await change(AddOccasion, {
        input: {
          customer,
          // The form offers what the API has labels for.
          kind: text('kind') as OccasionKind,
          calendar: text('calendar') as Calendar,
          ...{ day: Number(text('day')), month: Number(text('month')) },
          ...(text('person') === '' ? {} : { person: text('person') }),
          ...(text('kinship') === '' ? {} : { kinship: text('kinship') as Kinship }),
        },
      })
      form.reset()
      sayDone(said.occasionAdded, async () => {
        if (occasion) await change(RemoveOccasion, { input: { id: occasion.id } })
        onDone()
      })
      onDone()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <div>
      <List
        title={said.occasions}
        rows={occasions.map(occasion => (
          <span key={occasion.id}>
            {told(occasion)}
            <Button
              look="quiet"
              onPress={() => remove(occasion)}
              label={`${said.remove}: ${labelOf('OccasionKind', occasion.kind)} ${occasion.person ?? ''}`}
            >
              {said.remove}
            </Button>
          </span>
        ))}
      />
      <details>
        <summary>{said.newOccasion}</summary>
        <form
          class="fields narrow"
          onSubmit={event => {
            event.preventDefault()
            add(event.currentTarget)
          }}
        >
          <Choice label={said.occasionKind} name="kind" type="OccasionKind" />
          <Choice label={said.calendar} name="calendar" type="Calendar" />
          <label>
            {said.day}
            <input name="day" type="number" min={1} max={31} required />
          </label>
          <label>
            {said.month}
            <input name="month" type="number" min={1} max={12} required />
          </label>
          <label>
            {said.whose}
            <input name="person" maxLength={200} />
          </label>
          <Choice label={said.kinship} name="kinship" type="Kinship" optional />
          <div class="deeds">
            <button type="submit" class="button">
              {words.value.common.save}
            </button>
          </div>
        </form>
      </details>
    </div>
  )
}

interface ChoiceProperties {
  label: string
  name: string
  /** Of which enum. */
  type: string
  optional?: boolean
}

const Choice = ({ label, name, type, optional = false }: ChoiceProperties) => (
  <label>
    {label}
    <select name={name}>
      {optional && <option value="">–</option>}
      {labelsOf(type).map(each => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </select>
  </label>
)

/** A lunar day beside the solar one on which it falls next. */
function told(found: Occasion): ComponentChildren {
  const { kind, label, person, kinship, calendar, month, day, leapMonth, nextOn } = found
  const said = words.value.customer
  return (
    <>
      {labelOf('OccasionKind', kind)}
      {(person ?? label) && (
        <>
          : <bdi>{person ?? label}</bdi>
        </>
      )}
      {kinship && ` (${labelOf('Kinship', kinship)})`}
      {nextOn && (
        <>
          {' '}
          <strong>{showDay(nextOn)}</strong> <span class="muted">{showRelativeDay(nextOn)}</span>
        </>
      )}
      {calendar === 'LUNAR' && (
        <span class="muted"> {said.lunar(String(day), String(month), leapMonth)}</span>
      )}
    </>
  )
}
