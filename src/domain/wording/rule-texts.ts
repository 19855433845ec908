import type { IssueText } from './codes.ts'

/** What is wrong with a value beside others, or for whoever gives it. */
export const ruleTexts = {
  aboveField: { code: 'INCONSISTENT', en: 'is above "{field}"', vi: 'lớn hơn "{field}"' },
  belowField: { code: 'INCONSISTENT', en: 'is below "{field}"', vi: 'nhỏ hơn "{field}"' },
  notBelowField: { code: 'INCONSISTENT', en: 'is not below "{field}"', vi: 'không nhỏ hơn "{field}"' },
  beginsAboveEnd: { code: 'INCONSISTENT', en: 'begins above its end', vi: 'bắt đầu cao hơn điểm cuối' },
  regionOrSegment: {
    code: 'INCONSISTENT',
    en: 'Ask for a region or for a segment, not for both.',
    vi: 'Chỉ hỏi theo khu vực hoặc theo phân khúc, không theo cả hai.',
  },
  lastBeforeFirst: {
    code: 'INCONSISTENT',
    en: 'The last day is before the first.',
    vi: 'Ngày cuối trước ngày đầu.',
  },
  readsLikeId: { code: 'MALFORMED', en: 'reads like an id', vi: 'trông giống một mã định danh' },
  untilBeforeFrom: { code: 'INCONSISTENT', en: 'lies before "from"', vi: 'trước "from"' },
  afterLastDay: { code: 'INCONSISTENT', en: 'lies after the last day', vi: 'sau ngày cuối' },
  beforeObserved: {
    code: 'INCONSISTENT',
    en: 'lies before `observedOn`, which is today when not said',
    vi: 'trước `observedOn`, là hôm nay nếu không nêu',
  },
  beforeFirstDay: { code: 'INCONSISTENT', en: 'lies before the first day', vi: 'trước ngày đầu' },
  sharpAbove: {
    code: 'INCONSISTENT',
    en: 'is above {max}: a sharp decline is also a decline of {decline} per cent',
    vi: 'lớn hơn {max}: mức giảm mạnh cũng phải là mức giảm {decline}%',
  },
  cellNames: {
    code: 'INCONSISTENT',
    en: 'names must differ from each other and from "{other}"',
    vi: 'các tên phải khác nhau và khác "{other}"',
  },
  besideFromUntil: {
    code: 'INCONSISTENT',
    en: 'cannot stand beside "from" or "until"',
    vi: 'không đi cùng "from" hoặc "until"',
  },
  needsBound: {
    code: 'REQUIRED',
    en: 'needs "atLeast" or "atMost"',
    vi: 'cần có "atLeast" hoặc "atMost"',
  },
  needsDays: {
    code: 'REQUIRED',
    en: 'needs "withinDays" or "atLeastDaysAgo"',
    vi: 'cần có "withinDays" hoặc "atLeastDaysAgo"',
  },
  gradeAlone: {
    code: 'INCONSISTENT',
    en: 'belongs to the verdict VULNERABLE alone',
    vi: 'chỉ đi cùng kết luận VULNERABLE',
  },
  moreConditions: {
    code: 'TOO_MANY',
    en: 'has more than {max} conditions',
    vi: 'có nhiều hơn {max} điều kiện',
  },
  regionAlone: {
    code: 'TOO_FEW',
    en: 'has one entry; name two at least, or none',
    vi: 'chỉ có một mục; hãy nêu ít nhất hai, hoặc không nêu mục nào',
  },
  notLevel: {
    code: 'NOT_A_CHOICE',
    en: 'is not a level from 1 to 5',
    vi: 'không phải là mức từ 1 đến 5',
  },

  eitherOf: { code: 'INCONSISTENT', en: 'cannot stand beside "{other}"', vi: 'không đi cùng "{other}"' },
  lastDayNotOver: { code: 'OUT_OF_RANGE', en: 'is not over yet', vi: 'chưa kết thúc' },
  tooDear: {
    code: 'TOO_MANY',
    en: 'cost {points} points together, more than {max}: ask less, or of fewer related rows',
    vi: 'cộng lại tốn {points} điểm, quá {max}: hãy hỏi ít hơn, hoặc hỏi ít bản ghi liên quan hơn',
  },
  notHeldThen: {
    code: 'OUT_OF_RANGE',
    en: 'did not hold on any of these days',
    vi: 'không có hiệu lực vào ngày nào trong kỳ này',
  },
  noStandardHeld: {
    code: 'OUT_OF_RANGE',
    en: 'is the end of days in which no care standard held',
    vi: 'là cuối kỳ mà không tiêu chuẩn chăm sóc nào có hiệu lực',
  },
  notReviewed: {
    code: 'INCONSISTENT',
    en: 'is not among the standards of this review',
    vi: 'không nằm trong các tiêu chuẩn của kỳ xem xét này',
  },
  keptAsItIs: {
    code: 'INCONSISTENT',
    en: 'goes with a change or an end, not with keeping it',
    vi: 'chỉ đi cùng việc thay đổi hoặc ngừng áp dụng, không đi cùng việc giữ nguyên',
  },
  supersededBefore: {
    code: 'TAKEN',
    en: 'is superseded by another review already',
    vi: 'đã được kỳ xem xét khác thay thế',
  },
  bouncedOnly: {
    code: 'INCONSISTENT',
    en: 'goes with the state BOUNCED',
    vi: 'chỉ đi cùng trạng thái BOUNCED',
  },
  triggerOnly: { code: 'INCONSISTENT', en: 'goes with a trigger', vi: 'chỉ đi cùng sự kiện kích hoạt' },
  oneKey: { code: 'INCONSISTENT', en: 'needs exactly one key', vi: 'cần đúng một khóa' },
  oneReference: {
    code: 'INCONSISTENT',
    en: 'needs exactly one of id, externalId, email and phone',
    vi: 'cần đúng một trong các trường id, externalId, email và phone',
  },
  roundedNumbers: {
    code: 'MALFORMED',
    en: 'has a number that may have been rounded, which can be written as text, or a key "__proto__"',
    vi: 'có số có thể đã bị làm tròn, nên ghi dưới dạng văn bản, hoặc có khóa "__proto__"',
  },
  brokenKey: {
    code: 'MALFORMED',
    en: 'has a key with a NUL or half a character',
    vi: 'có khóa chứa ký tự NUL hoặc ký tự không trọn vẹn',
  },
  emptyKey: { code: 'EMPTY', en: 'has an empty key', vi: 'có khóa để trống' },
  longerKey: {
    code: 'TOO_LONG',
    en: 'has a key longer than {max} characters',
    vi: 'có khóa dài hơn {max} ký tự',
  },
  keysAlike: {
    code: 'INCONSISTENT',
    en: 'has two keys that read the same',
    vi: 'có hai khóa đọc giống nhau',
  },
  largerJson: {
    code: 'TOO_LONG',
    en: 'is larger than {max} characters of JSON',
    vi: 'lớn hơn {max} ký tự JSON',
  },
  channelBoth: {
    code: 'INCONSISTENT',
    en: '{Channel:channel} cannot be both preferred and forbidden',
    vi: '{Channel:channel} không thể vừa được ưu tiên vừa bị cấm',
  },
  sinceWithoutRegion: {
    code: 'INCONSISTENT',
    en: 'This says since when, but not which region.',
    vi: 'Có thời điểm bắt đầu nhưng không nêu khu vực nào.',
  },
  regionStays: {
    code: 'NOT_CLEARABLE',
    en: 'A region can be changed, not cleared.',
    vi: 'Khu vực có thể đổi, không thể xóa trống.',
  },
  regionInItself: {
    code: 'INCONSISTENT',
    en: 'A region cannot lie in itself.',
    vi: 'Khu vực không thể nằm trong chính nó.',
  },
  regionsOverlap: {
    code: 'INCONSISTENT',
    en: "The campaign's regions and its control regions overlap here.",
    vi: 'Khu vực của chiến dịch và khu vực đối chứng trùng nhau ở đây.',
  },
  notOfCampaign: {
    code: 'INCONSISTENT',
    en: 'The campaign does not name this region.',
    vi: 'Chiến dịch không có khu vực này.',
  },
  notOfThisMetric: {
    code: 'INCONSISTENT',
    en: 'does not belong to this metric',
    vi: 'không thuộc về chỉ số này',
  },
  monthlyPlanOnly: {
    code: 'INCONSISTENT',
    en: 'comes each month only where the kind is PLAN',
    vi: 'chỉ lặp lại hằng tháng khi loại là PLAN',
  },
  monthOfPlan: {
    code: 'INCONSISTENT',
    en: 'is no month such as 2026-03, by which a monthly plan tells its touches apart',
    vi: 'không phải là tháng như 2026-03, mà kế hoạch hằng tháng dùng để phân biệt các lần liên hệ',
  },
  twoCampaigns: {
    code: 'INCONSISTENT',
    en: 'The snapshots are of two campaigns; compare two of the same.',
    vi: 'Hai kết quả thuộc hai chiến dịch; hãy so sánh hai kết quả của cùng một chiến dịch.',
  },
  twoScopes: {
    code: 'INCONSISTENT',
    en: 'The snapshots are of different regions or segments; compare two of the same.',
    vi: 'Hai kết quả thuộc hai khu vực hoặc phân khúc khác nhau; hãy so sánh hai kết quả cùng loại.',
  },
  firstOrLast: {
    code: 'INCONSISTENT',
    en: 'Ask for `first` or `last`, not both.',
    vi: 'Chỉ dùng `first` hoặc `last`, không dùng cả hai.',
  },
  afterWithFirst: { code: 'INCONSISTENT', en: '`after` goes with `first`.', vi: '`after` đi cùng `first`.' },
  beforeWithLast: { code: 'INCONSISTENT', en: '`before` goes with `last`.', vi: '`before` đi cùng `last`.' },

  negative: {
    code: 'OUT_OF_RANGE',
    en: 'is negative; a refund is an interaction of its own',
    vi: 'là số âm; khoản hoàn tiền là một tương tác riêng',
  },
  tradeOnly: {
    code: 'INCONSISTENT',
    en: 'goes with a purchase, a refund or a gift only',
    vi: 'chỉ đi cùng lần mua hàng, hoàn tiền hoặc quà tặng',
  },
  refusalOnly: {
    code: 'INCONSISTENT',
    en: 'goes with a refusal only',
    vi: 'chỉ đi cùng việc từ chối',
  },
  extendedByMonths: {
    code: 'INCONSISTENT',
    en: "goes with Vietnam's law only: the GDPR extends by two months",
    vi: 'chỉ áp dụng theo luật Việt Nam: GDPR gia hạn hai tháng',
  },
  surveyOnly: {
    code: 'INCONSISTENT',
    en: 'goes with a survey response only',
    vi: 'chỉ đi cùng phản hồi khảo sát',
  },
  notScore: {
    code: 'OUT_OF_RANGE',
    en: 'is not a whole number from 0 to 10',
    vi: 'không phải là số nguyên từ 0 đến 10',
  },
  quantityBelow: {
    code: 'INCONSISTENT',
    en: 'is below 0, and the amount of the line above',
    vi: 'nhỏ hơn 0, trong khi số tiền của dòng lại lớn hơn 0',
  },
  costTooMuch: { code: 'OUT_OF_RANGE', en: 'cost too much together', vi: 'có tổng giá vốn quá lớn' },
  otherCurrency: {
    code: 'INCONSISTENT',
    en: 'CURRENCY_MISMATCH: amounts here are in {currency}',
    vi: 'CURRENCY_MISMATCH: số tiền ở đây tính bằng {currency}',
  },
  sourceMissing: {
    code: 'REQUIRED',
    en: 'is missing: it goes with an external id',
    vi: 'còn thiếu: phải đi cùng mã ngoài',
  },
  externalIdMissing: {
    code: 'REQUIRED',
    en: 'is missing: it goes with a source',
    vi: 'còn thiếu: phải đi cùng nguồn',
  },
  appointmentsOnly: {
    code: 'OUT_OF_RANGE',
    en: 'lies in the future, where only an appointment may be',
    vi: 'nằm trong tương lai, chỉ cuộc hẹn mới được như vậy',
  },

  notHttps: {
    code: 'MALFORMED',
    en: 'is not an address that begins with https://',
    vi: 'không phải là địa chỉ bắt đầu bằng https://',
  },
  noSignature: { code: 'EMPTY', en: 'names no signature', vi: 'không nêu kiểu chữ ký nào' },
  knowsOnly: { code: 'NOT_A_CHOICE', en: 'knows {known} only', vi: 'chỉ nhận {known}' },
  notCurrency: {
    code: 'NOT_A_CHOICE',
    en: '"{value}" is not the code of a currency, such as VND.',
    vi: '"{value}" không phải là mã tiền tệ, chẳng hạn VND.',
  },
  notTimeZone: {
    code: 'NOT_A_CHOICE',
    en: '"{value}" is not the name of a time zone, such as Asia/Ho_Chi_Minh.',
    vi: '"{value}" không phải là tên múi giờ, chẳng hạn Asia/Ho_Chi_Minh.',
  },
  notCountry: {
    code: 'NOT_A_CHOICE',
    en: '"{value}" is not the code of a country, such as VN.',
    vi: '"{value}" không phải là mã quốc gia, chẳng hạn VN.',
  },

  needsScope: {
    code: 'NOT_ALLOWED',
    en: 'This needs the scope "{scope}".',
    vi: 'Cần có quyền "{scope}".',
  },
  jobEnded: {
    code: 'NOT_NOW',
    en: 'The job has ended.',
    vi: 'Đợt cập nhật đã kết thúc.',
  },
  keyEnded: {
    code: 'NOT_NOW',
    en: 'The key has ended.',
    vi: 'Khóa đã hết hiệu lực.',
  },
  scopeNotYours: {
    code: 'NOT_ALLOWED',
    en: 'You do not have the scope "{scope}" yourself.',
    vi: 'Chính bạn không có quyền "{scope}".',
  },
  scopeTooWide: {
    code: 'NOT_ALLOWED',
    en: '"{scope}" is for the whole workspace: a key of this reach cannot hold it.',
    vi: 'Quyền "{scope}" dành cho toàn bộ không gian làm việc: khóa có phạm vi này không thể có.',
  },
  reachNarrower: {
    code: 'NOT_ALLOWED',
    en: 'Your own reach is narrower.',
    vi: 'Phạm vi của chính bạn hẹp hơn.',
  },
  keysForYourStaff: {
    code: 'NOT_ALLOWED',
    en: 'You act for a staff member, and so do the keys that you issue.',
    vi: 'Bạn làm việc thay cho một nhân viên, và các khóa bạn cấp cũng vậy.',
  },
  regionsOfReach: {
    code: 'INCONSISTENT',
    en: 'A key needs regions with the reach REGION, and with no other.',
    vi: 'Khóa cần khu vực khi phạm vi là REGION, và chỉ khi đó.',
  },
  ownedNeedsStaff: {
    code: 'REQUIRED',
    en: 'A key that sees the customers of a staff member needs one.',
    vi: 'Khóa chỉ xem khách hàng của một nhân viên cần ghi rõ nhân viên đó.',
  },
  afterOwnKey: {
    code: 'NOT_ALLOWED',
    en: 'is later than the end of your own key',
    vi: 'muộn hơn thời hạn của chính khóa bạn đang dùng',
  },
  ownerStays: {
    code: 'NOT_ALLOWED',
    en: 'You cannot hand over or take over a customer.',
    vi: 'Bạn không thể chuyển giao hay nhận khách hàng.',
  },
  ownCustomersOnly: {
    code: 'NOT_ALLOWED',
    en: 'You can create only customers of your own.',
    vi: 'Bạn chỉ có thể tạo khách hàng do chính mình phụ trách.',
  },
  noOwnCustomers: {
    code: 'NOT_ALLOWED',
    en: 'You stand for no staff member, so you would not see this customer.',
    vi: 'Bạn không đại diện cho nhân viên nào nên sẽ không xem được khách hàng này.',
  },
  staffOfCaller: {
    code: 'REQUIRED',
    en: 'is missing: this caller stands for no staff member',
    vi: 'còn thiếu: bạn không đại diện cho nhân viên nào',
  },
  notYou: { code: 'NOT_ALLOWED', en: 'is somebody else than you', vi: 'không phải là chính bạn' },
  workForYourself: {
    code: 'NOT_ALLOWED',
    en: 'is somebody else: you can give work only to yourself',
    vi: 'là người khác: bạn chỉ có thể giao việc cho chính mình',
  },
} as const satisfies Record<string, IssueText>
