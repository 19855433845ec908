import { useState } from 'preact/hooks'
import type { StandardQuery } from '../../api/types.ts'
import '../../kit/fields.css'
import { labelsOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import type { Draft } from './draft.ts'

interface Properties {
  draft: Draft
  data: StandardQuery
}

const levels = ['1', '2', '3', '4', '5']

/** The parts of a standard: whom, what, when, by what, who. */
export function StandardFields({ draft, data }: Properties) {
  const said = words.value.standards
  const [when, setWhen] = useState<string>(draft.trigger ?? '')
  return (
    <div class="fields">
      <label>
        {said.name}
        <input name="name" required maxLength={200} defaultValue={draft.name} />
      </label>
      <label>
        {said.whom}
        <select name="whom">
          {levels.map(level => (
            <option key={level} value={level} selected={level === String(draft.level)}>
              {words.value.segments.level(level)}
            </option>
          ))}
          {data.segments?.nodes.map(({ id, name }) => (
            <option key={id} value={id} selected={id === draft.segment}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Choice name="deed" label={said.deed} type="CareDeed" value={draft.deed} />
      <label>
        {said.when}
        <select name="when" onChange={event => setWhen(event.currentTarget.value)}>
          <option value="" selected={when === ''}>
            {said.again}
          </option>
          {labelsOf('CareTrigger').map(({ value, label }) => (
            <option key={value} value={value} selected={value === when}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {when === '' ? said.everyDays : said.withinDays}
        <input
          name="days"
          type="number"
          min={when === '' ? 1 : 0}
          max={366}
          required
          defaultValue={String(draft.everyDays ?? draft.withinDays ?? 30)}
        />
      </label>
      {[...draft.channels, null].slice(0, Math.max(3, draft.channels.length)).map((channel, at) => (
        <Choice
          key={at}
          name="channel"
          label={said.channel(String(at + 1))}
          type="Channel"
          value={channel}
          optional={at > 0}
        />
      ))}
      <label>
        {said.who}
        <select name="staff">
          <option value="">{said.customersOwner}</option>
          {data.staffMembers?.nodes.map(({ id, name }) => (
            <option key={id} value={id} selected={id === draft.staff}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {said.careRole}
        <input name="careRole" maxLength={100} defaultValue={draft.careRole ?? ''} />
      </label>
      <label>
        {said.minutes}
        <input name="minutes" type="number" min={1} max={480} required defaultValue={String(draft.minutes)} />
      </label>
      <label>
        {said.priority}
        <input
          name="priority"
          type="number"
          min={0}
          max={1000}
          required
          defaultValue={String(draft.priority)}
        />
      </label>
      <label>
        {said.firstDay}
        <input name="firstDay" type="date" required defaultValue={draft.firstDay ?? ''} />
      </label>
      <label>
        {said.lastDay}
        <input name="lastDay" type="date" defaultValue={draft.lastDay ?? ''} />
      </label>
    </div>
  )
}

interface ChoiceProperties {
  name: string
  label: string
  /** Of which enum. */
  type: string
  value: string | null
  optional?: boolean
}

const Choice = ({ name, label, type, value, optional = false }: ChoiceProperties) => (
  <label>
    {label}
    <select name={name}>
      {optional && <option value="">–</option>}
      {labelsOf(type).map(each => (
        <option key={each.value} value={each.value} selected={each.value === value}>
          {each.label}
        </option>
      ))}
    </select>
  </label>
)
