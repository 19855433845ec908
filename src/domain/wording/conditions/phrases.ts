import type { Spoken } from '../language.ts'

/** What each operator says behind the name of a field: `{}` is what it compares with. */
export const operators = {
  equals: { en: 'is {}', vi: 'là {}' },
  in: { en: 'is {}', vi: 'là {}' },
  exactly: { en: 'is exactly {}', vi: 'đúng là {}' },
  startsWith: { en: 'begins with {}', vi: 'bắt đầu bằng {}' },
  any: { en: 'includes {}', vi: 'có {}' },
  all: { en: 'includes {}', vi: 'có đủ {}' },
  atLeast: { en: 'is at least {}', vi: 'từ {} trở lên' },
  atMost: { en: 'is at most {}', vi: 'không quá {}' },
  from: { en: 'is {} or later', vi: 'từ {} trở đi' },
  until: { en: 'is {} or earlier', vi: 'đến hết {}' },
  after: { en: 'is after {}', vi: 'sau {}' },
  before: { en: 'is before {}', vi: 'trước {}' },
  withinDays: { en: 'was at most {} ago', vi: 'cách đây không quá {}' },
  atLeastDaysAgo: { en: 'was at least {} ago', vi: 'cách đây ít nhất {}' },
} as const satisfies Record<string, Spoken>

export type Operator = keyof typeof operators

export const isOperator = (name: string): name is Operator => Object.hasOwn(operators, name)

/** Which days count, behind the name of a field. */
export const windows = {
  lastDays: { en: 'over the last {}', vi: 'trong {} qua' },
  from: { en: 'from {}', vi: 'từ {}' },
  until: { en: 'until {}', vi: 'đến hết {}' },
} as const satisfies Record<string, Spoken>

/** A day or an instant that is counted from the day of the question. */
export const points = {
  today: { en: 'today', vi: 'hôm nay' },
  daysAgo: { en: '{} ago', vi: '{} trước' },
  daysAhead: { en: '{} from now', vi: '{} tới' },
} as const satisfies Record<string, Spoken>

/** How conditions are put together. `{}` is one of them, `{noun}` what a related row is called. */
export const joints = {
  and: { en: ' and ', vi: ' và ' },
  or: { en: ' or ', vi: ' hoặc ' },
  not: { en: 'not {}', vi: 'không phải {}' },
  some: { en: 'has at least one {noun} where {}', vi: 'có ít nhất một {noun} mà {}' },
  someAtAll: { en: 'has at least one {noun}', vi: 'có ít nhất một {noun}' },
  none: { en: 'has no {noun} where {}', vi: 'không có {noun} nào mà {}' },
  noneAtAll: { en: 'has no {noun}', vi: 'không có {noun} nào' },
  every: { en: 'has no {noun} but where {}', vi: 'mọi {noun} đều thỏa {}' },
  one: { en: 'has a {noun} where {}', vi: 'có {noun} mà {}' },
  memberOf: { en: 'is a member of {}', vi: 'thuộc phân khúc {}' },
  noMemberOf: { en: 'is no member of {}', vi: 'không thuộc phân khúc {}' },
} as const satisfies Record<string, Spoken>

/** All else that a condition says. */
export const conditionWords = {
  empty: { en: 'is not known', vi: 'chưa rõ' },
  known: { en: 'is known', vi: 'đã rõ' },
  yes: { en: '{field}: yes', vi: '{field}: có' },
  no: { en: '{field}: no', vi: '{field}: không' },
  isYes: { en: 'yes', vi: 'có' },
  isNo: { en: 'no', vi: 'không' },
  nothing: { en: 'not known', vi: 'chưa rõ' },
  day: { en: '{} day', vi: '{} ngày' },
  days: { en: '{} days', vi: '{} ngày' },
  more: { en: '{} more', vi: '{} giá trị khác' },
  words: {
    en: 'a word of the name begins with each of {}',
    vi: 'mỗi từ trong {} bắt đầu một từ của tên',
  },
  asText: { en: 'as a text', vi: 'dạng văn bản' },
  asNumber: { en: 'as a number', vi: 'dạng số' },
  liesIn: { en: 'lies in {}', vi: 'nằm trong {}' },
  anyCampaign: { en: 'of some campaign', vi: 'với một chiến dịch nào đó' },
  ofCampaign: { en: 'of the campaign {}', vi: 'với chiến dịch {}' },
  grade: { en: 'with the grade {}', vi: 'ở mức {}' },
  given: { en: 'has given consent to {}', vi: 'đã đồng ý cho {}' },
  notGiven: { en: 'has refused or withdrawn consent to {}', vi: 'đã từ chối hoặc rút đồng ý cho {}' },
  by: { en: 'by {}', vi: 'qua {}' },
  runningOn: { en: 'is running on {}', vi: 'đang diễn ra vào {}' },
} as const satisfies Record<string, Spoken>
