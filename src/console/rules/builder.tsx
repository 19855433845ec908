import { Button } from '../kit/button.tsx'
import { labelsOf } from '../words/labels.ts'
import { words } from '../words/language.ts'
import './builder.css'
import { type FieldForm, fieldNames, fields, isField, type ListName } from './fields.ts'
import { type Condition, type Group, type Grouping, type Rule, valueAt, wrapped } from './rule.ts'

export type Lists = Readonly<Record<ListName, readonly { id: string; name: string }[]>>

interface Properties {
  rule: Group
  lists: Lists
  onChange: (rule: Group) => void
  /** Takes the group away; the outermost has nobody to do it. */
  onRemove?: () => void
}

const groupings: readonly Grouping[] = ['all', 'any', 'none']

/** Builds a rule: groups of conditions within each other. */
export function Builder({ rule, lists, onChange, onRemove }: Properties) {
  const said = words.value.rules
  const withParts = (parts: readonly Rule[]) => onChange({ ...rule, parts })
  const put = (at: number, part: Rule) => withParts(rule.parts.with(at, part))
  const remove = (at: number) => withParts(rule.parts.toSpliced(at, 1))
  return (
    <fieldset class="rule">
      <legend>
        <select
          aria-label={said.grouping}
          value={rule.grouping}
          onChange={event => {
            const grouping = groupings.find(name => name === event.currentTarget.value)
            if (grouping) onChange({ ...rule, grouping })
          }}
        >
          {groupings.map(name => (
            <option key={name} value={name}>
              {said.groupings[name]}
            </option>
          ))}
        </select>
        {onRemove && (
          <Button look="quiet" onPress={onRemove} label={said.removeGroup}>
            ✕
          </Button>
        )}
      </legend>
      {rule.parts.map((part, at) => (
        <Part
          key={at}
          part={part}
          lists={lists}
          onChange={next => put(at, next)}
          onRemove={() => remove(at)}
        />
      ))}
      <div class="adding">
        <select
          aria-label={said.add}
          value=""
          onChange={event => {
            const field = event.currentTarget.value
            event.currentTarget.value = ''
            if (isField(field)) withParts([...rule.parts, { kind: 'condition', field, value: {} }])
          }}
        >
          <option value="">{said.add}</option>
          {fieldNames.map(name => (
            <option key={name} value={name}>
              {said.fields[name]}
            </option>
          ))}
        </select>
        <Button
          look="quiet"
          onPress={() => withParts([...rule.parts, { kind: 'group', grouping: 'any', parts: [] }])}
        >
          {said.addGroup}
        </Button>
      </div>
    </fieldset>
  )
}

interface PartProperties {
  part: Rule
  lists: Lists
  onChange: (part: Rule) => void
  onRemove: () => void
}

function Part({ part, lists, onChange, onRemove }: PartProperties) {
  const said = words.value.rules
  if (part.kind === 'group')
    return <Builder rule={part} lists={lists} onChange={onChange} onRemove={onRemove} />
  const name = part.kind === 'kept' ? said.kept : said.fields[part.field]
  return (
    <fieldset class="condition">
      <legend>{name}</legend>
      {part.kind === 'kept' ? (
        <details>
          <summary>{said.keptHow}</summary>
          <code>{JSON.stringify(part.filter)}</code>
        </details>
      ) : (
        <Editor condition={part} form={fields[part.field]} lists={lists} onChange={onChange} />
      )}
      <Button look="quiet" onPress={onRemove} label={said.remove(name)}>
        ✕
      </Button>
    </fieldset>
  )
}

interface EditorProperties {
  condition: Condition
  form: FieldForm
  lists: Lists
  onChange: (condition: Condition) => void
}

function Editor({ condition, form, lists, onChange }: EditorProperties) {
  const said = words.value.rules
  const { field, value } = condition
  const put = (next: Condition['value']) => onChange({ ...condition, value: next })
  if (form.editor === 'text') {
    const found = valueAt(value, form.path)
    return (
      <input
        aria-label={said.fields[field]}
        value={Array.isArray(found) ? found.join(', ') : String(found ?? '')}
        placeholder={form.several ? said.separated : ''}
        onChange={event => {
          const text = event.currentTarget.value.trim()
          const several = text.split(',').map(each => each.trim())
          put(wrapped(form.several ? several.filter(each => each !== '') : text, form.path))
        }}
      />
    )
  }
  if (form.editor === 'figures')
    return form.names.map(name => (
      <label key={name}>
        {said.figures[name]}
        <input
          type="number"
          min={0}
          step="any"
          value={String(value[name] ?? '')}
          onChange={event => {
            const { [name]: _, ...rest } = value
            const text = event.currentTarget.value
            put(text === '' ? rest : { ...rest, [name]: form.text ? text : Number(text) })
          }}
        />
      </label>
    ))
  const options =
    'enum' in form.of
      ? labelsOf(form.of.enum).map(each => ({ id: each.value, name: each.label }))
      : lists[form.of.list]
  const found = valueAt(value, form.path)
  const chosen = Array.isArray(found) ? found.map(String) : []
  const nameOf = (id: string) => options.find(each => each.id === id)?.name ?? id
  return (
    <details class="options" open={chosen.length === 0}>
      <summary>{chosen.length === 0 ? said.choose : chosen.map(nameOf).join(', ')}</summary>
      <div>
        {options.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={event =>
                put(
                  wrapped(
                    event.currentTarget.checked ? [...chosen, id] : chosen.filter(each => each !== id),
                    form.path,
                  ),
                )
              }
            />
            <bdi>{name}</bdi>
          </label>
        ))}
      </div>
    </details>
  )
}
