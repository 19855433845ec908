import type { Spoken } from './language.ts'

/** What things are called within a sentence. */
const things = {
  customer: { en: 'customer', vi: 'khách hàng' },
  interaction: { en: 'interaction', vi: 'tương tác' },
  interactionOfCustomer: { en: 'interaction with this customer', vi: 'tương tác với khách hàng này' },
  region: { en: 'region', vi: 'khu vực' },
  staffMember: { en: 'staff member', vi: 'nhân viên' },
  activeStaffMember: { en: 'active staff member', vi: 'nhân viên đang làm việc' },
  competitor: { en: 'competitor', vi: 'đối thủ' },
  campaign: { en: 'campaign', vi: 'chiến dịch' },
  targetProfile: { en: 'target profile', vi: 'chân dung khách hàng mục tiêu' },
  careStandard: { en: 'care standard', vi: 'tiêu chuẩn chăm sóc' },
  careReview: { en: 'review of care standards', vi: 'kỳ xem xét tiêu chuẩn chăm sóc' },
  goal: { en: 'goal', vi: 'mục tiêu' },
  ownCampaign: { en: 'campaign of your own', vi: 'chiến dịch của công ty' },
  touch: { en: 'touch of a campaign', vi: 'lần chiến dịch tiếp cận khách' },
  exposure: { en: 'exposure', vi: 'lần tiếp xúc' },
  vulnerabilitySnapshot: { en: 'snapshot', vi: 'kết quả đã lưu' },
  vulnerabilityMember: { en: 'member of a snapshot', vi: 'khách hàng trong kết quả đã lưu' },
  segment: { en: 'segment', vi: 'phân khúc' },
  segmentSnapshot: { en: 'frozen snapshot', vi: 'bản chốt' },
  followUpLeftOut: { en: 'customer left out', vi: 'khách hàng bị bỏ qua' },
  followUp: { en: 'follow-up', vi: 'việc chăm sóc' },
  answeringContact: {
    en: 'outbound contact with this customer since then',
    vi: 'lần liên hệ với khách hàng này kể từ lúc đó',
  },
  feedback: { en: 'feedback', vi: 'phản hồi của khách' },
  survey: { en: 'survey', vi: 'lần hỏi ý kiến' },
  deliveryOfCustomer: {
    en: 'delivery to this customer, nor a purchase of it',
    vi: 'lần giao hàng hay mua hàng của khách này',
  },
  closedComplaint: {
    en: 'complaint of this customer that is closed',
    vi: 'khiếu nại đã đóng của khách này',
  },
  personRequest: { en: 'request of a person', vi: 'yêu cầu của khách' },
  personalRead: { en: 'reading of personal fields', vi: 'lượt đọc dữ liệu cá nhân' },
  customerDuplicate: { en: 'pair of customers', vi: 'cặp khách hàng' },
  customerMerge: { en: 'merge of two customers', vi: 'lần gộp khách hàng' },
  change: { en: 'change', vi: 'thay đổi' },
  import: { en: 'import', vi: 'lần nhập' },
  night: { en: 'run of a night', vi: 'lượt xử lý ban đêm' },
  apiKey: { en: 'API key', vi: 'khóa API' },
  consent: { en: 'consent', vi: 'sự đồng ý' },
  postalAddress: { en: 'postal address', vi: 'địa chỉ bưu điện' },
  occasion: { en: 'occasion', vi: 'dịp đặc biệt' },
  preference: { en: 'preference', vi: 'sở thích' },
  note: { en: 'note', vi: 'ghi chú' },
  fileReference: { en: 'file', vi: 'tệp' },
  careTeamMember: { en: 'member of the care team', vi: 'thành viên nhóm chăm sóc' },
  employment: { en: 'employment', vi: 'nơi làm việc' },
  channelReachability: { en: 'reachability by a channel', vi: 'khả năng liên hệ qua kênh' },
  contactPoint: { en: 'contact point', vi: 'địa chỉ liên hệ' },
  webhook: { en: 'webhook', vi: 'webhook nhận thông báo' },
  webhookDelivery: { en: 'delivery of a webhook', vi: 'lần gửi webhook' },
  customerUpdateJob: { en: 'job', vi: 'đợt cập nhật khách hàng' },
  override: { en: 'override', vi: 'mức do nhân viên đặt' },
  policy: { en: 'policy', vi: 'chính sách' },
  id: { en: 'id', vi: 'mã' },
  externalId: { en: 'external id', vi: 'mã ngoài' },
  email: { en: 'e-mail address', vi: 'địa chỉ e-mail' },
  phone: { en: 'phone number', vi: 'số điện thoại' },
  currency: { en: 'currency', vi: 'loại tiền' },
  timeZone: { en: 'time zone', vi: 'múi giờ' },
  phoneCountry: { en: 'phone country', vi: 'quốc gia của số điện thoại' },
} as const satisfies Record<string, Spoken>

/** What an input as a whole comes to, and what could be asked instead. */
const inputs = {
  inputNotValid: { en: 'The input is not valid.', vi: 'Dữ liệu nhập không hợp lệ.' },
  correctionNotValid: { en: 'The correction is not valid.', vi: 'Nội dung sửa không hợp lệ.' },
  ruleNamesUnknown: {
    en: 'The rule names what is not there.',
    vi: 'Quy tắc nêu những thứ không tồn tại.',
  },
  fewerWindows: {
    en: 'Ask for fewer windows, or name two or more regions with fewer customers.',
    vi: 'Hãy chọn ít khoảng thời gian hơn, hoặc nêu từ hai khu vực có ít khách hàng hơn.',
  },
  oneRegion: {
    en: 'Ask for one region of the campaign, leave out the control (`control: false`), or name control regions of the campaign that are smaller.',
    vi: 'Hãy chọn một khu vực của chiến dịch, bỏ nhóm đối chứng (`control: false`), hoặc nêu các khu vực đối chứng nhỏ hơn cho chiến dịch.',
  },
  verifyLess: {
    en: 'Leave out the control (`control: false`), or verify the snapshot of one of its regions instead.',
    vi: 'Hãy bỏ nhóm đối chứng (`control: false`), hoặc kiểm tra kết quả của một trong các khu vực.',
  },
} as const satisfies Record<string, Spoken>

/** Why a request is not answered. */
const refusals = {
  signIn: { en: 'Sign in first.', vi: 'Hãy đăng nhập trước.' },
  badCredential: { en: 'The credential is not valid.', vi: 'Thông tin đăng nhập không hợp lệ.' },
  keyFrozen: {
    en: 'The key is frozen because it read unusually much. Whoever looks after keys can let it go on.',
    vi: 'Khóa bị tạm khóa vì đã đọc nhiều bất thường. Người quản lý khóa có thể mở lại.',
  },
  keyRevoked: { en: 'Your key is revoked.', vi: 'Khóa của bạn đã bị thu hồi.' },
  importNeedsAll: {
    en: 'An import needs a key that reaches the whole workspace.',
    vi: 'Việc nhập dữ liệu cần khóa có phạm vi toàn bộ không gian làm việc.',
  },
  databaseOut: {
    en: 'The database is not available; try again.',
    vi: 'Cơ sở dữ liệu hiện không dùng được; hãy thử lại.',
  },
  asksTooDeep: {
    en: 'What is asked lies too deep within each other: ask with fewer levels of related objects.',
    vi: 'Yêu cầu lồng nhau quá sâu: hãy dùng ít tầng dữ liệu liên quan hơn.',
  },
  providerOut: {
    en: 'The identity provider is not available; try again.',
    vi: 'Dịch vụ đăng nhập hiện không dùng được; hãy thử lại.',
  },
  databaseOutOfImport: {
    en: 'The database is not available. Send the file again: what is stored already stays as it is.',
    vi: 'Cơ sở dữ liệu hiện không dùng được. Hãy gửi lại tệp: những gì đã lưu vẫn giữ nguyên.',
  },
  wentWrong: { en: 'Something went wrong.', vi: 'Đã xảy ra lỗi.' },
  budgetSpent: {
    en: 'Your cost points are spent: ask again in {seconds} seconds.',
    vi: 'Bạn đã dùng hết điểm chi phí: hãy thử lại sau {seconds} giây.',
  },
  tooManyStrangers: {
    en: 'Too many unknown credentials came from your address: ask again in a minute.',
    vi: 'Có quá nhiều thông tin xác thực không rõ từ địa chỉ của bạn: hãy thử lại sau một phút.',
  },
  tooMuchAtOnce: {
    en: 'You have too much under way at once: ask again when some of it is answered.',
    vi: 'Bạn đang gửi quá nhiều yêu cầu cùng lúc: hãy thử lại khi một số yêu cầu đã được trả lời.',
  },
} as const satisfies Record<string, Spoken>

/** Why a file cannot be read, or not on. */
const files = {
  workbook: {
    en: 'The file is a workbook (xlsx) or another archive. {text:saveAs}',
    vi: 'Tệp là sổ tính (xlsx) hoặc một tệp nén khác. {text:saveAs}',
  },
  oldWorkbook: {
    en: 'The file is a workbook (xls). {text:saveAs}',
    vi: 'Tệp là sổ tính (xls). {text:saveAs}',
  },
  utf16: {
    en: 'The file is UTF-16 ("Unicode Text"), not UTF-8. {text:saveAs}',
    vi: 'Tệp là UTF-16 ("Unicode Text"), không phải UTF-8. {text:saveAs}',
  },
  saveAsCsv: {
    en: 'Save it as "CSV UTF-8 (comma delimited)" and send that.',
    vi: 'Hãy lưu thành "CSV UTF-8 (Comma delimited)" rồi gửi tệp đó.',
  },
  compressed: {
    en: 'The file is compressed: send it with "Content-Encoding: gzip", or name it .gz for the command.',
    vi: 'Tệp đã được nén: hãy gửi với "Content-Encoding: gzip", hoặc đặt đuôi .gz khi dùng lệnh.',
  },
  emptyFile: {
    en: 'The file is empty: it needs a header row.',
    vi: 'Tệp trống: cần có dòng tiêu đề.',
  },
  badHeader: {
    en: 'The header row is malformed: {text:fault}',
    vi: 'Dòng tiêu đề sai định dạng: {text:fault}',
  },
  headerNotUtf8: {
    en: 'The header row is not UTF-8: save the file as "CSV UTF-8".',
    vi: 'Dòng tiêu đề không phải là UTF-8: hãy lưu tệp dưới dạng "CSV UTF-8".',
  },
  oneColumn: {
    en: 'The header is one single column, {header}: separate cells by commas, semicolons, tabs or vertical bars (|), and save the file as "CSV UTF-8". The import knows {known}.',
    vi: 'Dòng tiêu đề chỉ có một cột, {header}: hãy phân tách các ô bằng dấu phẩy, dấu chấm phẩy, tab hoặc dấu gạch đứng (|) rồi lưu tệp dưới dạng "CSV UTF-8". Các cột được nhận: {known}.',
  },
  foreignColumns: {
    en: 'The header has columns that this import does not know: {foreign}. It knows {known}.',
    vi: 'Dòng tiêu đề có cột không thuộc lần nhập này: {foreign}. Các cột được nhận: {known}.',
  },
  namelessColumn: {
    en: 'Column {column} has no name in the header.',
    vi: 'Cột {column} không có tên trong dòng tiêu đề.',
  },
  columnTwice: {
    en: 'The column "{column}" stands twice in the header: {spellings}.',
    vi: 'Cột "{column}" xuất hiện hai lần trong dòng tiêu đề: {spellings}.',
  },
  missingColumns: {
    en: 'The header lacks the required columns {missing}.',
    vi: 'Dòng tiêu đề thiếu các cột bắt buộc: {missing}.',
  },
  brokenOff: { en: 'The file breaks off before its end.', vi: 'Tệp bị ngắt trước khi kết thúc.' },
  brokenGzip: {
    en: 'The file breaks off, or is not gzip as its content encoding says.',
    vi: 'Tệp bị ngắt, hoặc không phải là gzip như Content-Encoding đã ghi.',
  },
  mostBytes: {
    en: 'A file may have {max} bytes: send it in parts.',
    vi: 'Một tệp có tối đa {max} byte: hãy gửi thành nhiều phần.',
  },
  mostLines: {
    en: 'A file may have {max} lines: send it in parts.',
    vi: 'Một tệp có tối đa {max} dòng: hãy gửi thành nhiều phần.',
  },
  parameterTwice: {
    en: 'The parameter "{name}" stands twice.',
    vi: 'Tham số "{name}" xuất hiện hai lần.',
  },
  noParameter: { en: 'There is no parameter "{name}".', vi: 'Không có tham số "{name}".' },
  parameterNeither: {
    en: '{name}: is neither true nor false',
    vi: '{name}: không phải là true hoặc false',
  },
  mediaTypes: { en: 'Send {types}.', vi: 'Hãy gửi {types}.' },
  contentEncoding: {
    en: 'The content encoding can be gzip, or none.',
    vi: 'Content-Encoding chỉ có thể là gzip, hoặc không có.',
  },
} as const satisfies Record<string, Spoken>

/** What is said to people besides what is wrong with one value. */
export const phrases = { ...things, ...inputs, ...refusals, ...files }

/** What a sentence can be about. */
export type Thing = keyof typeof things
