import type { Spoken } from './language.ts'

/** What can be wrong with a value of an input: for programs, and what each means. */
export const issueCodes = {
  REQUIRED: 'It is missing.',
  EMPTY: 'It is an empty text or list.',
  TOO_SHORT: 'The text has too few characters.',
  TOO_LONG: 'The text has too many characters.',
  TOO_FEW: 'It has too few entries.',
  TOO_MANY: 'It has too many entries, or one thing more than there may be.',
  OUT_OF_RANGE: 'It lies outside the bounds that the message names.',
  WRONG_TYPE: 'It is not of the kind that is taken, such as a text where a number belongs.',
  NOT_A_CHOICE: 'It is none of the values that are taken.',
  CURSOR_EXPIRED: 'What lies behind the cursor is not kept any more: begin again as the message says.',
  MALFORMED: 'It is not in the form that is taken, or holds characters that cannot be kept.',
  NOT_A_PHONE: 'It is not a phone number in use.',
  NOT_AN_EMAIL: 'It is not an e-mail address.',
  NOT_AN_ID: 'It is not an id of the kind that belongs there.',
  NOT_A_DAY: 'It is not a calendar day.',
  NOT_AN_INSTANT: 'It is not an instant.',
  NOT_AN_AMOUNT: 'It is not an amount in the currency of the workspace.',
  NOT_CLEARABLE: 'It is null where a value has to stand.',
  UNKNOWN_FIELD: 'There is no field of this name.',
  INCONSISTENT: 'It does not go with another part of the input, or with what is stored.',
  NOT_THERE: 'What it names does not exist, or lies outside your reach.',
  TAKEN: 'Another row has what only one can have.',
  AMBIGUOUS: 'It names several rows where one is meant.',
  OUTDATED: 'The row has another version by now.',
  NOT_ALLOWED: 'You may not say this, though others may.',
  NOT_NOW: 'What is stored does not allow it as it stands.',
  INVALID: 'It is wrong in a way that only the message says.',
} as const

export type IssueCode = keyof typeof issueCodes

/** What is said of a value in an input; texts may share a code. */
export interface IssueText extends Spoken {
  code: IssueCode
}
