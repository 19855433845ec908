import { customerTable } from '../../fields/tables.ts'
import type { Condition } from '../../filters/condition.ts'
import { paraphrase } from '../../filters/paraphrase.ts'
import type { Service } from '../../service/service.ts'
import type { Spoken } from '../../wording/language.ts'
import type { NameOf } from './names.ts'

/** A rule as a sentence without its subject, in each language: made from the tree, never read back. */
export const paraphraseRule = ({ workspace }: Service, rule: Condition, nameOf: NameOf): Spoken => ({
  en: paraphrase(rule, customerTable, { language: 'en', workspace, nameOf }),
  vi: paraphrase(rule, customerTable, { language: 'vi', workspace, nameOf }),
})
