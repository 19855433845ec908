import '../../../kit/fields.css'
import { Sideways } from '../../../kit/sideways.tsx'
import { labelsOf } from '../../../words/labels.ts'
import { words } from '../../../words/language.ts'
import { isJson, type Json } from './figures.ts'
import { labelOfFigure, models } from './labels.ts'

interface Properties {
  figures: Json
  people: ReadonlyMap<string, string>
}

/** A form for whatever a policy says: each figure by what it is. */
export const Figures = ({ figures, people }: Properties) => (
  <Parts figures={figures} path="" people={people} />
)

function Parts({ figures, path, people }: Properties & { path: string }) {
  const entries = Object.entries(figures)
  const single = entries.filter(([, value]) => !isJson(value))
  const groups = entries.flatMap(([name, value]) => (isJson(value) ? [{ name, value }] : []))
  return (
    <>
      {single.length > 0 && (
        <div class={path === '' ? 'fields' : 'fields narrow'}>
          {single.map(([name, value]) => (
            <Single key={name} name={name} path={`${path}${name}`} value={value} people={people} />
          ))}
        </div>
      )}
      {groups.map(({ name, value }) => (
        <fieldset key={name} class="group">
          <legend>{labelOfFigure(name)}</legend>
          <Parts figures={value} path={`${path}${name}.`} people={people} />
        </fieldset>
      ))}
    </>
  )
}

interface SingleProperties {
  name: string
  path: string
  value: unknown
  people: ReadonlyMap<string, string>
}

function Single({ name, path, value, people }: SingleProperties) {
  if (name === 'rules') return <Rules rules={value} />
  if (name === 'cells') return <Cells cells={value} />
  if (name === 'holidays')
    return (
      <label>
        {labelOfFigure(name)}
        <textarea name={path} rows={4} defaultValue={Array.isArray(value) ? value.join('\n') : ''} />
      </label>
    )
  if (typeof value === 'boolean')
    return (
      <label>
        {labelOfFigure(name)}
        <input type="checkbox" name={path} defaultChecked={value} />
      </label>
    )
  if (name === 'model') return <Choice name={name} path={path} value={value} choices={models} />
  if (isPerson(name))
    return (
      <Choice name={name} path={path} value={value} choices={[['', words.value.house.nobody], ...people]} />
    )
  return (
    <label>
      {labelOfFigure(name)}
      <input
        {...(typeof value === 'number'
          ? { type: 'number', step: 'any' }
          : { type: 'text', inputMode: 'decimal' as const })}
        name={path}
        required
        defaultValue={String(value)}
      />
    </label>
  )
}

const isPerson = (name: string) => name === 'standIn' || name === 'escalateTo'

interface ChoiceProperties {
  name: string
  path: string
  value: unknown
  choices: readonly (readonly [string, string])[]
}

const Choice = ({ name, path, value, choices }: ChoiceProperties) => (
  <label>
    {labelOfFigure(name)}
    <select name={path}>
      {choices.map(([key, label]) => (
        <option key={key} value={key} selected={key === (value ?? '')}>
          {label}
        </option>
      ))}
    </select>
  </label>
)

const rows = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : [])

/** For how many months each kind is kept; without a number it is kept without end. */
function Rules({ rules }: { rules: unknown }) {
  const given = rows(rules)
  return (
    <>
      {labelsOf('RetainedData').map(({ value, label }) => (
        <label key={value}>
          {words.value.house.policies.monthsOf(label)}
          <input
            type="number"
            name={`rules.${value}`}
            min={1}
            max={600}
            defaultValue={String(given.find(({ data }) => data === value)?.months ?? '')}
          />
        </label>
      ))}
    </>
  )
}

const scores = ['recency', 'frequency', 'monetary'] as const

/** The cells in the order in which they are tried; one without a name is left out. */
function Cells({ cells }: { cells: unknown }) {
  const said = words.value.house.policies
  return (
    <div class="across">
      <Sideways label={said.figures.cells}>
        <table class="cells">
          <thead>
            <tr>
              <th scope="col">{said.figures.cells}</th>
              {scores.map(score => (
                <th key={score} scope="col">
                  {said.scores[score]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...rows(cells), {} as Json].map((cell, at) => (
              <tr key={at}>
                <td>
                  <input
                    name="cells.name"
                    maxLength={100}
                    defaultValue={String(cell.name ?? '')}
                    aria-label={said.cellName(String(at + 1))}
                  />
                </td>
                {scores.map(score => (
                  <td key={score}>
                    {[0, 1].map(end => (
                      <input
                        key={end}
                        type="number"
                        name={`cells.${score}`}
                        min={1}
                        max={5}
                        defaultValue={String(
                          Array.isArray(cell[score]) ? cell[score][end] : end === 0 ? 1 : 5,
                        )}
                        aria-label={`${said.scores[score]} ${end === 0 ? said.lowest : said.highest} ${at + 1}`}
                      />
                    ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </div>
  )
}

/** What the form says now, in the shape of the figures that it was made of. */
export function figuresIn(form: HTMLFormElement, figures: Json): Json {
  const given = new FormData(form)
  const text = (name: string) => String(given.get(name) ?? '').trim()
  const read = (value: unknown, name: string, path: string): unknown => {
    if (isJson(value)) return readAll(value, `${path}.`)
    if (name === 'rules')
      return labelsOf('RetainedData').flatMap(({ value: data }) =>
        text(`rules.${data}`) === '' ? [] : [{ data, months: Number(text(`rules.${data}`)) }],
      )
    if (name === 'cells') return cellsIn(given)
    if (name === 'holidays')
      return text(path)
        .split(/[\s,;]+/)
        .filter(Boolean)
    if (typeof value === 'boolean') return given.has(path)
    if (typeof value === 'number') return Number(text(path).replace(',', '.'))
    return isPerson(name) && text(path) === '' ? null : text(path)
  }
  const readAll = (parts: Json, path: string): Json =>
    Object.fromEntries(
      Object.entries(parts).map(([name, value]) => [name, read(value, name, `${path}${name}`)]),
    )
  return readAll(figures, '')
}

function cellsIn(given: FormData): Json[] {
  const ends = (score: string, at: number) =>
    given
      .getAll(`cells.${score}`)
      .slice(at * 2, at * 2 + 2)
      .map(Number)
  return given
    .getAll('cells.name')
    .map((name, at) => ({
      name: String(name).trim(),
      ...Object.fromEntries(scores.map(score => [score, ends(score, at)])),
    }))
    .filter(({ name }) => name !== '')
}
