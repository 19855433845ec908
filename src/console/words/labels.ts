import { signal } from '@preact/signals'

/** What the API calls the values of its enums, in the reader's language. */
const labels = signal<ReadonlyMap<string, readonly Label[]>>(new Map())

interface Label {
  value: string
  label: string
}

interface Labelled {
  name: string
  values: readonly Label[]
}

export function learnLabels(enums: readonly Labelled[]): void {
  labels.value = new Map(enums.map(({ name, values }) => [name, values]))
}

/** All values of an enum, as people read them. */
export const labelsOf = (name: string): readonly Label[] => labels.value.get(name) ?? []

/** A value of an enum as people read it; as it is where the API has no word for it. */
export const labelOf = (name: string, value: string): string =>
  labelsOf(name).find(each => each.value === value)?.label ?? value

const pascal = (name: string) =>
  name
    .split('_')
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

/**
 * A value whose enum is not known: its label in the enum that is called as its field, after what it is of or not, else where
 * every enum that has it says the same, else as it is.
 */
export function labelOfField(value: string, entity: string, field: string): string {
  if (!/^[A-Z][A-Z_]*$/.test(value)) return value
  const own = [pascal(entity.toLowerCase()) + pascal(field), pascal(field)]
    .flatMap(labelsOf)
    .find(each => each.value === value)
  if (own) return own.label
  const found = [...labels.value.values()].flatMap(all => all.filter(each => each.value === value))
  const said = new Set(found.map(({ label }) => label))
  const [only] = said
  return said.size === 1 && only !== undefined ? only : value
}
