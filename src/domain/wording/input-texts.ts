import type { IssueText } from './codes.ts'

/** What is wrong with a value by itself. */
export const inputTexts = {
  notValid: { code: 'INVALID', en: 'is not valid', vi: 'không hợp lệ' },
  missing: { code: 'REQUIRED', en: 'is missing', vi: 'còn thiếu' },
  empty: { code: 'EMPTY', en: 'is empty', vi: 'đang để trống' },

  notText: { code: 'WRONG_TYPE', en: 'is not a text', vi: 'không phải là văn bản' },
  notNumber: { code: 'WRONG_TYPE', en: 'is not a number', vi: 'không phải là số' },
  notWholeNumber: { code: 'WRONG_TYPE', en: 'is not a whole number', vi: 'không phải là số nguyên' },
  notBoolean: { code: 'WRONG_TYPE', en: 'is not true or false', vi: 'không phải là true hoặc false' },
  notList: { code: 'WRONG_TYPE', en: 'is not a list', vi: 'không phải là danh sách' },
  notObject: { code: 'WRONG_TYPE', en: 'is not an object', vi: 'không phải là đối tượng' },
  notOfKind: {
    code: 'WRONG_TYPE',
    en: 'is not of the kind that is taken',
    vi: 'không đúng kiểu dữ liệu được chấp nhận',
  },
  inNoForm: {
    code: 'WRONG_TYPE',
    en: 'is in none of the forms that are taken',
    vi: 'không thuộc dạng nào được chấp nhận',
  },
  noneOf: { code: 'NOT_A_CHOICE', en: 'is none of {choices}', vi: 'không thuộc các giá trị: {choices}' },
  noExportColumn: {
    code: 'NOT_A_CHOICE',
    en: 'names "{name}", which is none of {choices}',
    vi: 'nêu "{name}", không thuộc các giá trị: {choices}',
  },
  noPresets: {
    code: 'NOT_A_CHOICE',
    en: 'is not taken here: this export has one form only',
    vi: 'không dùng được ở đây: bản xuất này chỉ có một dạng',
  },
  unknownField: { code: 'UNKNOWN_FIELD', en: 'has no field "{field}"', vi: 'không có trường "{field}"' },

  shorter: {
    code: 'TOO_SHORT',
    en: 'is shorter than {min} characters',
    vi: 'ngắn hơn {min} ký tự',
  },
  longer: { code: 'TOO_LONG', en: 'is longer than {max} characters', vi: 'dài hơn {max} ký tự' },
  fewer: { code: 'TOO_FEW', en: 'has fewer than {min} entries', vi: 'có ít hơn {min} mục' },
  more: { code: 'TOO_MANY', en: 'has more than {max} entries', vi: 'có nhiều hơn {max} mục' },
  mergeOrReplace: {
    code: 'INCONSISTENT',
    en: 'is said beside `attributes`, which replaces them whole',
    vi: 'được nêu cùng với `attributes`, vốn thay thế toàn bộ',
  },
  emailOrPhone: {
    code: 'INCONSISTENT',
    en: 'says either `email` or `phone`',
    vi: 'phải nêu `email` hoặc `phone`, không cả hai',
  },
  moreContactPoints: {
    code: 'TOO_MANY',
    en: 'has {max} e-mails and phones already',
    vi: 'đã có {max} e-mail và số điện thoại',
  },
  takenContactPoint: {
    code: 'TAKEN',
    en: 'is one of this customer already',
    vi: 'đã là của khách hàng này',
  },
  notCountryCode: {
    code: 'MALFORMED',
    en: 'is not the two-letter code of a country',
    vi: 'không phải là mã quốc gia gồm hai chữ cái',
  },
  moreParts: {
    code: 'TOO_MANY',
    en: 'would be more than {max} of its kind',
    vi: 'vượt quá {max} mục cùng loại',
  },
  notDayOfMonth: {
    code: 'INCONSISTENT',
    en: 'is no day of that month in any year',
    vi: 'không phải là ngày của tháng đó trong bất kỳ năm nào',
  },
  notInYear: {
    code: 'INCONSISTENT',
    en: 'has no such day in its calendar',
    vi: 'không có ngày đó trong lịch của nó',
  },
  solarLeapMonth: {
    code: 'INCONSISTENT',
    en: 'is of lunar months alone',
    vi: 'chỉ dành cho tháng âm lịch',
  },
  inferredConfidence: {
    code: 'REQUIRED',
    en: 'is missing: how sure is what was inferred?',
    vi: 'còn thiếu: suy đoán này chắc chắn đến mức nào?',
  },
  saidConfidence: {
    code: 'INCONSISTENT',
    en: 'is of what was inferred alone',
    vi: 'chỉ dành cho điều được suy đoán',
  },
  notMediaType: {
    code: 'MALFORMED',
    en: 'is not a media type such as "application/pdf"',
    vi: 'không phải là kiểu nội dung như "application/pdf"',
  },
  notFileAddress: {
    code: 'MALFORMED',
    en: 'is not an address that begins with https:// and holds no name and password',
    vi: 'không phải là địa chỉ bắt đầu bằng https:// và không chứa tên, mật khẩu',
  },
  inCareTeam: {
    code: 'TAKEN',
    en: 'is in the care team of this customer already',
    vi: 'đã ở trong nhóm chăm sóc khách hàng này',
  },
  saidAlready: {
    code: 'TAKEN',
    en: 'is recorded of this customer already, with all that is said beside it',
    vi: 'đã được ghi cho khách hàng này, kèm đúng các thông tin đó',
  },
  knownReachability: {
    code: 'TAKEN',
    en: 'is one of which it is known already: change that',
    vi: 'đã được ghi nhận: hãy sửa mục đó',
  },
  moreTags: {
    code: 'TOO_MANY',
    en: 'would leave the customer with more than {max} tags',
    vi: 'sẽ khiến khách hàng có nhiều hơn {max} nhãn',
  },
  tagBoth: {
    code: 'INCONSISTENT',
    en: 'takes away what `tagsAdd` adds',
    vi: 'bỏ đi nhãn mà `tagsAdd` thêm vào',
  },
  tagsOrAll: {
    code: 'INCONSISTENT',
    en: 'is said beside `tagsAdd` or `tagsRemove`, which change single ones',
    vi: 'được nêu cùng với `tagsAdd` hoặc `tagsRemove`, vốn chỉ đổi từng nhãn',
  },
  recordedOtherwise: {
    code: 'TAKEN',
    en: 'stands for an interaction with other content',
    vi: 'đã thuộc về một tương tác có nội dung khác',
  },
  notChange: { code: 'MALFORMED', en: 'is no id of a change', vi: 'không phải mã của một thay đổi' },
  notCaller: {
    code: 'MALFORMED',
    en: 'is no caller: the id of an API key, `token:<issuer>|<subject>`, `night` or `operator`',
    vi: 'không phải bên gọi: mã của khóa API, `token:<issuer>|<subject>`, `night` hoặc `operator`',
  },
  notRecord: {
    code: 'MALFORMED',
    en: 'is no id of a record with a history',
    vi: 'không phải mã của bản ghi có lịch sử',
  },
  twice: {
    code: 'INCONSISTENT',
    en: 'is named twice in one request',
    vi: 'được nêu hai lần trong cùng một yêu cầu',
  },
  moreLines: { code: 'TOO_MANY', en: 'has more than {max} lines', vi: 'có nhiều hơn {max} dòng' },
  below: { code: 'OUT_OF_RANGE', en: 'is below {min}', vi: 'nhỏ hơn {min}' },
  above: { code: 'OUT_OF_RANGE', en: 'is above {max}', vi: 'lớn hơn {max}' },
  notAbove: { code: 'OUT_OF_RANGE', en: 'is not above {min}', vi: 'không lớn hơn {min}' },
  notBelow: { code: 'OUT_OF_RANGE', en: 'is not below {max}', vi: 'không nhỏ hơn {max}' },
  notMultiple: {
    code: 'OUT_OF_RANGE',
    en: 'is not a multiple of {divisor}',
    vi: 'không phải là bội số của {divisor}',
  },
  tooLarge: { code: 'OUT_OF_RANGE', en: 'is too large', vi: 'quá lớn' },
  tooDeep: {
    code: 'OUT_OF_RANGE',
    en: 'is nested deeper than {levels} levels',
    vi: 'lồng nhau sâu hơn {levels} cấp',
  },

  notInForm: { code: 'MALFORMED', en: 'is not in the form that is taken', vi: 'không đúng định dạng' },
  notAddress: { code: 'MALFORMED', en: 'is not an address', vi: 'không phải là địa chỉ web' },
  addressParts: {
    code: 'MALFORMED',
    en: 'holds a name, a password or a part behind #, which nothing is sent to',
    vi: 'chứa tên, mật khẩu hoặc phần sau dấu #, không thể gửi đến đó',
  },
  addressNotHttps: {
    code: 'MALFORMED',
    en: 'does not begin with https://, or names a port: only 443 is taken',
    vi: 'không bắt đầu bằng https://, hoặc có nêu cổng: chỉ chấp nhận cổng 443',
  },
  addressNotPublic: {
    code: 'NOT_ALLOWED',
    en: 'does not lead to the public internet',
    vi: 'không dẫn đến internet công cộng',
  },
  documentFault: {
    code: 'INVALID',
    en: 'is no query that can be answered for each of these changes: {fault}',
    vi: 'không phải là truy vấn trả lời được cho từng thay đổi này: {fault}',
  },
  filterCost: {
    code: 'OUT_OF_RANGE',
    en: 'may cost {cost}, where {max} are allowed',
    vi: 'có thể tốn {cost}, trong khi chỉ được phép {max}',
  },
  filterOfUntold: {
    code: 'INVALID',
    en: 'is about {entity}, whose changes this webhook does not tell',
    vi: 'hỏi về {entity}, mà webhook này không báo thay đổi của nó',
  },
  documentCost: {
    code: 'OUT_OF_RANGE',
    en: 'may cost {cost}, where {max} are allowed for each delivery',
    vi: 'có thể tốn {cost}, trong khi mỗi lần gửi chỉ được phép {max}',
  },
  noOwner: {
    code: 'NOT_ALLOWED',
    en: 'It is to be owned by an API key or by a staff member: your credential is neither.',
    vi: 'Việc này phải thuộc về một khóa API hoặc một nhân viên: thông tin đăng nhập của bạn không thuộc loại nào.',
  },
  mostJobs: {
    code: 'TOO_MANY',
    en: 'At most {max} changes of more than one part go on at once for one caller: wait for one to end, or cancel it.',
    vi: 'Mỗi bên gọi chỉ được có tối đa {max} đợt cập nhật nhiều phần cùng lúc: hãy đợi một đợt kết thúc hoặc hủy bớt.',
  },
  mostWebhooks: {
    code: 'TOO_MANY',
    en: 'A workspace has at most {max} webhooks.',
    vi: 'Mỗi không gian làm việc có tối đa {max} webhook.',
  },
  badKey: { code: 'MALFORMED', en: 'has a key that is not taken', vi: 'có khóa không được chấp nhận' },
  badEntry: { code: 'MALFORMED', en: 'has an entry that is not taken', vi: 'có mục không được chấp nhận' },
  brokenText: {
    code: 'MALFORMED',
    en: 'holds a NUL or half a character',
    vi: 'chứa ký tự NUL hoặc ký tự không trọn vẹn',
  },
  brokenBytes: {
    code: 'MALFORMED',
    en: 'holds a NUL, half a character or bytes that are not UTF-8',
    vi: 'chứa ký tự NUL, ký tự không trọn vẹn hoặc byte không phải UTF-8',
  },
  groupedOrFine: {
    code: 'MALFORMED',
    en: 'has three digits behind its point: leave a thousands separator out; as decimals they are more than {currency} has ({decimals})',
    vi: 'có ba chữ số sau dấu chấm: nếu là dấu phân cách hàng nghìn thì hãy bỏ đi, nếu là phần lẻ thì nhiều hơn {currency} cho phép ({decimals})',
  },
  grouped: {
    code: 'MALFORMED',
    en: 'seems to hold a thousands separator: write thousands as 250000 and a fraction as 250.5',
    vi: 'có vẻ chứa dấu phân cách hàng nghìn: hãy ghi hàng nghìn là 250000 và số lẻ là 250.5',
  },

  notPhone: {
    code: 'NOT_A_PHONE',
    en: 'is not a phone number in use: write 0912 345 678, or one of another country as +44 20 7946 0958',
    vi: 'không phải là số điện thoại đang dùng: hãy ghi 0912 345 678, số nước ngoài thì ghi +44 20 7946 0958',
  },
  notEmail: { code: 'NOT_AN_EMAIL', en: 'is not an e-mail address', vi: 'không phải là địa chỉ e-mail' },
  notId: { code: 'NOT_AN_ID', en: 'is not the id of {a:what}', vi: 'không phải là mã của {text:what}' },
  notDay: {
    code: 'NOT_A_DAY',
    en: 'is not a calendar day (YYYY-MM-DD)',
    vi: 'không phải là ngày theo lịch (YYYY-MM-DD)',
  },
  notInstant: {
    code: 'NOT_AN_INSTANT',
    en: 'is not an instant (ISO 8601)',
    vi: 'không phải là thời điểm (ISO 8601)',
  },
  notDecimal: {
    code: 'NOT_AN_AMOUNT',
    en: 'is not a decimal text such as "12.50"',
    vi: 'không phải là số thập phân dạng văn bản như "12.50"',
  },
  notPointed: {
    code: 'NOT_AN_AMOUNT',
    en: 'is not a decimal text such as "12.50", with a point before the decimals',
    vi: 'không phải là số thập phân dạng văn bản như "12.50", với dấu chấm trước phần lẻ',
  },
  moreDecimals: {
    code: 'NOT_AN_AMOUNT',
    en: 'has more decimals than {currency} has ({decimals})',
    vi: 'có nhiều chữ số lẻ hơn {currency} cho phép ({decimals})',
  },

  nullList: {
    code: 'NOT_CLEARABLE',
    en: 'is null: say [] to empty the list',
    vi: 'là null: hãy ghi [] để làm trống danh sách',
  },
  nullFilter: {
    code: 'NOT_CLEARABLE',
    en: 'is null, which nothing here is: leave it out',
    vi: 'là null, mà ở đây không có giá trị nào là null: hãy bỏ phần này',
  },
  notClearable: { code: 'NOT_CLEARABLE', en: 'cannot be cleared', vi: 'không thể xóa trống' },

  notFuture: { code: 'OUT_OF_RANGE', en: 'does not lie in the future', vi: 'không nằm trong tương lai' },
  beforeWork: {
    code: 'OUT_OF_RANGE',
    en: 'lies before the follow-up was made',
    vi: 'trước khi có việc chăm sóc này',
  },
  inFuture: { code: 'OUT_OF_RANGE', en: 'lies in the future', vi: 'nằm trong tương lai' },
  beforeRequest: {
    code: 'OUT_OF_RANGE',
    en: 'lies before the day on which the request was received',
    vi: 'trước ngày nhận yêu cầu',
  },
  afterDeed: {
    code: 'OUT_OF_RANGE',
    en: 'lies after the day on which something was done about the request',
    vi: 'sau ngày yêu cầu đã được xử lý',
  },
  beforeFeedback: {
    code: 'OUT_OF_RANGE',
    en: 'lies before the feedback that it answers',
    vi: 'sớm hơn phản hồi mà nó trả lời',
  },
  answersComeIn: {
    code: 'INCONSISTENT',
    en: 'is INBOUND of a survey response: it comes from the customer',
    vi: 'phải là INBOUND với câu trả lời khảo sát: câu trả lời đến từ khách',
  },
  answersSurvey: {
    code: 'INCONSISTENT',
    en: 'stays: it is the answer to a survey',
    vi: 'phải giữ nguyên: đây là câu trả lời cho một khảo sát',
  },
  beforeQuestion: {
    code: 'OUT_OF_RANGE',
    en: 'lies before the customer was asked',
    vi: 'sớm hơn lúc khách được hỏi',
  },
  besideOtherOccasion: {
    code: 'INCONSISTENT',
    en: 'is said only of a delivery or a complaint',
    vi: 'chỉ nêu khi hỏi về lần giao hàng hoặc khiếu nại',
  },
  scoreWithoutAnswer: {
    code: 'INCONSISTENT',
    en: 'stands against the score: nobody who was not reached gave one',
    vi: 'mâu thuẫn với điểm số: khách không liên lạc được thì không thể cho điểm',
  },
  noOrganisation: {
    code: 'INCONSISTENT',
    en: 'is no organisation: only for one somebody works',
    vi: 'không phải là tổ chức: chỉ có thể làm việc cho một tổ chức',
  },
  stillEmployed: {
    code: 'INCONSISTENT',
    en: 'stays as it is while employments say so: remove them first',
    vi: 'phải giữ nguyên khi còn nơi làm việc liên quan: hãy xoá chúng trước',
  },
  noPerson: {
    code: 'INCONSISTENT',
    en: 'is no person: only persons work for an organisation',
    vi: 'không phải là cá nhân: chỉ cá nhân mới làm việc cho tổ chức',
  },
  besideInteraction: {
    code: 'INCONSISTENT',
    en: 'is said beside an interaction that is recorded already',
    vi: 'được nêu cùng với một tương tác đã ghi',
  },
  notChosen: {
    code: 'NOT_ALLOWED',
    en: 'follows what was recorded and cannot be chosen',
    vi: 'tuân theo dữ liệu đã ghi nên không chọn được',
  },
  inPast: { code: 'OUT_OF_RANGE', en: 'lies in the past', vi: 'nằm trong quá khứ' },
  daysAhead: {
    code: 'OUT_OF_RANGE',
    en: 'lies more than {days} days ahead',
    vi: 'ở xa hơn {days} ngày nữa',
  },
  daysAgo: { code: 'OUT_OF_RANGE', en: 'is more than {days} days ago', vi: 'đã quá {days} ngày trước' },
  yearsAhead: {
    code: 'OUT_OF_RANGE',
    en: 'lies more than {years} years ahead',
    vi: 'ở xa hơn {years} năm nữa',
  },
  yearsAgo: { code: 'OUT_OF_RANGE', en: 'is more than {years} years ago', vi: 'đã quá {years} năm trước' },
  beforeYear: { code: 'OUT_OF_RANGE', en: 'lies before the year {year}', vi: 'trước năm {year}' },
  daysBeforeCampaign: {
    code: 'OUT_OF_RANGE',
    en: 'lies more than {days} days before the first day of the campaign',
    vi: 'trước ngày đầu của chiến dịch hơn {days} ngày',
  },
  moreDays: { code: 'OUT_OF_RANGE', en: 'more than {max} days', vi: 'quá {max} ngày' },
  moreMonths: { code: 'OUT_OF_RANGE', en: 'more than {max} months', vi: 'quá {max} tháng' },
  moreCohorts: { code: 'OUT_OF_RANGE', en: 'more than {max} cohorts', vi: 'quá {max} nhóm khách theo kỳ' },
  pageSize: {
    code: 'OUT_OF_RANGE',
    en: 'A page holds 1 to {max} entries.',
    vi: 'Mỗi trang có từ 1 đến {max} mục.',
  },
  mostIds: { code: 'TOO_MANY', en: 'Ask for at most {max} ids.', vi: 'Chỉ được hỏi tối đa {max} mã.' },
  foreignCursor: {
    code: 'MALFORMED',
    en: 'This cursor does not belong to this list and ordering.',
    vi: 'Con trỏ này không thuộc danh sách và thứ tự sắp xếp này.',
  },
  cursorExpired: {
    code: 'CURSOR_EXPIRED',
    en: 'What lies behind this cursor is not kept any more, or is not what it was: take a cursor from `changesCursor`, read the lists anew, then follow from that cursor.',
    vi: 'Những gì sau con trỏ này không còn được lưu, hoặc không còn như trước: hãy lấy một con trỏ từ `changesCursor`, đọc lại các danh sách, rồi theo dõi tiếp từ con trỏ đó.',
  },
  noOrdering: {
    code: 'NOT_A_CHOICE',
    en: 'This list has no such ordering.',
    vi: 'Danh sách này không có thứ tự sắp xếp như vậy.',
  },
} as const satisfies Record<string, IssueText>
