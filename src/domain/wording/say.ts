import type { IssueCode } from './codes.ts'
import { figures } from './figures.ts'
import { filterTexts } from './filter-texts.ts'
import { importTexts } from './import-texts.ts'
import { inputTexts } from './input-texts.ts'
import { labels } from './labels.ts'
import type { Language } from './language.ts'
import { phrases } from './phrases.ts'
import { ruleTexts } from './rule-texts.ts'
import { storedTexts } from './stored-texts.ts'

const issueTexts = { ...inputTexts, ...ruleTexts, ...storedTexts, ...importTexts, ...filterTexts }

/** All that is said to people, by name. */
export const texts = { ...issueTexts, ...phrases }

export type IssueTextName = keyof typeof issueTexts
export type TextName = keyof typeof texts

/**
 * A text of the catalogue by its name, with its values as JSON behind. It becomes a sentence when it is answered, in
 * the language of who reads; until then it goes wherever a string goes, through checks and into the store.
 */
export type Saying<Name extends TextName = TextName> = Name | `${Name} ${string}`

/** What can be said of a value in an input. */
export type IssueSaying = Saying<IssueTextName>

type Values = Readonly<Record<string, string | number>>

/** The names in `{name}` and `{form:name}`. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Inner}}${infer Rest}`
  ? (Inner extends `${string}:${infer Name}` ? Name : Inner) | Placeholders<Rest>
  : never

type ValuesOf<Name extends TextName> =
  Placeholders<(typeof texts)[Name]['en']> extends infer Placeholder extends string
    ? [Placeholder] extends [never]
      ? []
      : [values: Readonly<Record<Placeholder, string | number>>]
    : never

/** A text of the catalogue, with what stands in its placeholders. */
export function say<const Name extends TextName>(name: Name, ...[values]: ValuesOf<Name>): Saying<Name> {
  return values === undefined ? name : `${name} ${JSON.stringify(values)}`
}

const isName = (name: string): name is TextName => Object.hasOwn(texts, name)
const isIssueName = (name: string): name is IssueTextName => Object.hasOwn(issueTexts, name)

const nameIn = (saying: string) => saying.split(' ', 1)[0] ?? ''

/** Whether it stands by itself; else it goes on where the name of a value ends. */
export const isSentence = (saying: Saying): boolean => /[.!?]$/.test(write(saying, 'en'))

/** Whether a string, such as a check carries, is what can be said of a value. */
export const isIssueSaying = (text: string): text is IssueSaying => isIssueName(nameIn(text))

/** The name alone, which holds nothing of a request: what a log may keep. */
export const nameOf = (saying: Saying): string => nameIn(saying)

export const codeOf = (saying: IssueSaying): IssueCode => {
  const name = nameIn(saying)
  return isIssueName(name) ? issueTexts[name].code : 'INVALID'
}

/** The sentence in a language. */
export function write(saying: string, language: Language): string {
  const name = nameIn(saying)
  if (!isName(name)) return saying
  const values: Values = saying === name ? {} : JSON.parse(saying.slice(name.length + 1))
  return texts[name][language].replace(/\{(?:(\w+):)?(\w+)\}/g, (_, form: string | undefined, key: string) =>
    written(values[key] ?? '?', form, language),
  )
}

/** A value in one of its forms: a day, another text, that text with its article, a value of an enum; else as it is. */
function written(value: string | number, form: string | undefined, language: Language): string {
  switch (form) {
    case 'day':
      return figures[language].date(value)
    case 'text':
      return write(String(value), language)
    case 'a':
      return withArticle(write(String(value), language))
    case undefined:
      return typeof value === 'number' ? figures[language].number(value) : value
    default:
      return labels[form]?.[value]?.[language] ?? String(value)
  }
}

const withArticle = (noun: string) => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`
