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
