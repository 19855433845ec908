import type { IssueText } from './codes.ts'

/** What is wrong with a condition of a filter or a rule. */
export const filterTexts = {
  nothingAsked: {
    code: 'EMPTY',
    en: 'is empty: say what to compare with',
    vi: 'đang để trống: hãy nêu giá trị để so sánh',
  },
  conditionOfAll: {
    code: 'EMPTY',
    en: 'asks nothing, and would take every customer: say a condition',
    vi: 'không hỏi gì nên sẽ lấy mọi khách hàng: hãy nêu điều kiện',
  },
  emptyCondition: {
    code: 'EMPTY',
    en: 'is empty: say a condition, or leave it out',
    vi: 'đang để trống: hãy nêu điều kiện hoặc bỏ đi',
  },
  needsQuantifier: {
    code: 'REQUIRED',
    en: 'is empty: say "some", "none" or "every"',
    vi: 'đang để trống: hãy dùng "some", "none" hoặc "every"',
  },
  nullCondition: {
    code: 'NOT_CLEARABLE',
    en: 'is null, which asks for nothing: leave it out, or ask for what is empty',
    vi: 'là null nên không hỏi gì: hãy bỏ đi hoặc hỏi bằng "empty"',
  },
  neverEmpty: {
    code: 'INCONSISTENT',
    en: 'is asked of what is never empty',
    vi: 'được hỏi về giá trị không bao giờ trống',
  },
  oneDayPoint: {
    code: 'INCONSISTENT',
    en: 'needs exactly one of "date", "daysAgo" and "daysAhead"',
    vi: 'cần đúng một trong "date", "daysAgo" và "daysAhead"',
  },
  oneInstantPoint: {
    code: 'INCONSISTENT',
    en: 'needs exactly one of "at", "date", "daysAgo" and "daysAhead"',
    vi: 'cần đúng một trong "at", "date", "daysAgo" và "daysAhead"',
  },
  noPathKey: {
    code: 'MALFORMED',
    en: 'holds a quotation mark or a backslash, which no path can',
    vi: 'chứa dấu ngoặc kép hoặc dấu gạch chéo ngược, điều mà đường dẫn không thể có',
  },
  oneAttributeQuestion: {
    code: 'INCONSISTENT',
    en: 'needs exactly one of "text", "number", "flag" and "empty" beside "path"',
    vi: 'cần đúng một trong "text", "number", "flag" và "empty" bên cạnh "path"',
  },
  moreOrderings: {
    code: 'TOO_MANY',
    en: 'names more than {max} fields',
    vi: 'nêu nhiều hơn {max} trường',
  },
  orderedTwice: { code: 'INCONSISTENT', en: 'is named twice', vi: 'được nêu hai lần' },
  undated: {
    code: 'INCONSISTENT',
    en: 'cannot be told of a past day, as a watched segment needs it',
    vi: 'không thể biết của một ngày đã qua, điều mà phân khúc được theo dõi cần',
  },
  leadsBack: {
    code: 'INCONSISTENT',
    en: 'leads back to rows that the condition came from: ask them there',
    vi: 'quay lại các dòng mà điều kiện đã đi qua: hãy đặt câu hỏi ngay tại đó',
  },
  unnamedSegment: {
    code: 'REQUIRED',
    en: 'asks about all segments, its own too: name them by "segment", in "some" or "none"',
    vi: 'hỏi về mọi phân khúc, kể cả chính nó: hãy nêu tên bằng "segment" trong "some" hoặc "none"',
  },
  asksAboutItself: {
    code: 'INCONSISTENT',
    en: 'asks about this segment, which cannot rest on itself',
    vi: 'hỏi về chính phân khúc này, vốn không thể dựa vào chính nó',
  },
  ruleOfUnnamedSegments: {
    code: 'REQUIRED',
    en: 'The rule asks about all segments.',
    vi: 'Quy tắc hỏi về mọi phân khúc.',
  },
  circularRule: {
    code: 'INCONSISTENT',
    en: 'The rule leads back to its own segment.',
    vi: 'Quy tắc quay lại chính phân khúc của nó.',
  },
  noGroupKey: {
    code: 'UNKNOWN_FIELD',
    en: 'is no key of these rows',
    vi: 'không phải là khóa gộp nhóm của các dòng này',
  },
  levelOfRegionsOnly: {
    code: 'INCONSISTENT',
    en: 'goes with REGION alone',
    vi: 'chỉ đi cùng REGION',
  },
  moreGroups: {
    code: 'TOO_MANY',
    en: 'There would be more than {max} groups.',
    vi: 'Sẽ có nhiều hơn {max} nhóm.',
  },
  watchedByHand: {
    code: 'INCONSISTENT',
    en: 'A watched segment has a rule and no member by hand: its index is of past days.',
    vi: 'Phân khúc theo dõi phải có quy tắc và không có thành viên chọn tay: chỉ số của nó là của những ngày đã qua.',
  },
  ruleOrSegment: {
    code: 'REQUIRED',
    en: 'is missing: try a rule, or name the segment that shall be by hand alone',
    vi: 'còn thiếu: hãy thử một quy tắc, hoặc nêu phân khúc sẽ chỉ chọn bằng tay',
  },
  oneOfSegmentAndRule: {
    code: 'INCONSISTENT',
    en: 'Name a segment, or try a rule: one of both.',
    vi: 'Hãy nêu một phân khúc hoặc thử một quy tắc: một trong hai.',
  },
  undatedRule: {
    code: 'INCONSISTENT',
    en: 'The rule asks what cannot be told of a past day.',
    vi: 'Quy tắc hỏi điều không thể biết của một ngày đã qua.',
  },
} as const satisfies Record<string, IssueText>
