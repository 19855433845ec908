import type { IssueText } from './codes.ts'

/** What is wrong with a row of a file. */
export const importTexts = {
  notColumn: {
    code: 'UNKNOWN_FIELD',
    en: 'is not a field of this import',
    vi: 'không phải là trường của lần nhập này',
  },
  formulaError: {
    code: 'MALFORMED',
    en: 'is the error of a formula in a spreadsheet: mend the cell, or empty it',
    vi: 'là lỗi công thức của bảng tính: hãy sửa hoặc để trống ô này',
  },
  lostDigits: {
    code: 'MALFORMED',
    en: 'lost its digits in a spreadsheet (E+): format the column as text and save it again',
    vi: 'đã mất chữ số trong bảng tính (E+): hãy định dạng cột thành văn bản rồi lưu lại',
  },
  roundedNumber: {
    code: 'MALFORMED',
    en: 'is a number that may have been rounded: write it as text',
    vi: 'là số có thể đã bị làm tròn: hãy ghi dưới dạng văn bản',
  },
  noRegionCode: { code: 'NOT_THERE', en: 'is the code of no region', vi: 'không phải là mã của khu vực nào' },
  noStaffEmail: {
    code: 'NOT_THERE',
    en: 'is the e-mail of no staff member',
    vi: 'không phải là e-mail của nhân viên nào',
  },
  noCustomerKey: {
    code: 'NOT_THERE',
    en: 'is the key of no customer in this source',
    vi: 'không phải là mã của khách hàng nào trong nguồn này',
  },
  noCampaign: {
    code: 'NOT_THERE',
    en: 'is the id or the name of no campaign',
    vi: 'không phải là mã hoặc tên của chiến dịch nào',
  },
  severalCampaigns: {
    code: 'AMBIGUOUS',
    en: 'is the name of several campaigns: say the id',
    vi: 'là tên của nhiều chiến dịch: hãy nêu mã',
  },
  noInteractionKey: {
    code: 'NOT_THERE',
    en: 'is the key of no interaction with this customer in this source',
    vi: 'không phải là mã của tương tác nào với khách hàng này trong nguồn này',
  },
  consentStands: {
    code: 'NOT_ALLOWED',
    en: 'says something else than the entry of this instant, and entries are never changed: record a new one',
    vi: 'khác với mục đã ghi tại thời điểm này, mà mục đã ghi không bao giờ bị sửa: hãy ghi một mục mới',
  },
  consentsStay: {
    code: 'NOT_ALLOWED',
    en: 'is an import of consents, which are evidence and stay: record, or import, what counts from now on',
    vi: 'là lần nhập sự đồng ý, vốn là bằng chứng và được giữ lại: hãy ghi hoặc nhập nội dung có hiệu lực từ nay',
  },
  needsRegion: { code: 'REQUIRED', en: 'needs a region', vi: 'cần có khu vực' },
  notJson: { code: 'MALFORMED', en: 'is not valid JSON', vi: 'không phải là JSON hợp lệ' },
  neitherTrueNorFalse: {
    code: 'WRONG_TYPE',
    en: 'is neither true nor false',
    vi: 'không phải là đúng (true) hoặc sai (false)',
  },
  otherImport: {
    code: 'NOT_ALLOWED',
    en: 'is an import of something else, or of another source',
    vi: 'là lần nhập của loại dữ liệu khác hoặc của nguồn khác',
  },
  importUndone: {
    code: 'NOT_ALLOWED',
    en: 'was undone: begin a new import',
    vi: 'đã được hoàn tác: hãy bắt đầu lần nhập mới',
  },
  importForgotten: {
    code: 'NOT_ALLOWED',
    en: 'is too long ago: what its rows said before is not kept any more',
    vi: 'đã quá lâu: nội dung trước đó của các dòng không còn được lưu',
  },
  notUtf8: {
    code: 'MALFORMED',
    en: 'is not UTF-8: save the file as "CSV UTF-8"',
    vi: 'không phải là UTF-8: hãy lưu tệp dưới dạng "CSV UTF-8"',
  },
  lineNotJson: {
    code: 'MALFORMED',
    en: 'The line is not valid JSON.',
    vi: 'Dòng này không phải là JSON hợp lệ.',
  },
  lineNotObject: {
    code: 'MALFORMED',
    en: 'The line is not a JSON object.',
    vi: 'Dòng này không phải là đối tượng JSON.',
  },
  longLine: {
    code: 'TOO_LONG',
    en: 'The line is longer than {max} bytes.',
    vi: 'Dòng này dài hơn {max} byte.',
  },
  cellCount: {
    code: 'MALFORMED',
    en: 'The row has {cells} cells, the header has {columns}.',
    vi: 'Dòng này có {cells} ô, trong khi dòng tiêu đề có {columns}.',
  },
  unclosedQuote: {
    code: 'MALFORMED',
    en: 'A quoted cell is not closed.',
    vi: 'Một ô trong dấu ngoặc kép chưa được đóng.',
  },
  strayQuote: {
    code: 'MALFORMED',
    en: 'A quote stands inside a cell that is not quoted.',
    vi: 'Có dấu ngoặc kép bên trong một ô không đặt trong ngoặc kép.',
  },
  strayReturn: {
    code: 'MALFORMED',
    en: 'A cell that is not quoted holds a line break: end all lines of the file alike.',
    vi: 'Một ô không đặt trong ngoặc kép có ký tự xuống dòng: hãy kết thúc mọi dòng của tệp như nhau.',
  },
  afterQuote: {
    code: 'MALFORMED',
    en: 'Something follows the closing quote of a cell.',
    vi: 'Có ký tự đứng sau dấu ngoặc kép đóng của một ô.',
  },
  otherSeparator: {
    code: 'MALFORMED',
    en: 'The line "sep=" names something else than a comma, a semicolon, a tab or a vertical bar: save the file with one of these.',
    vi: 'Dòng "sep=" nêu ký tự khác với dấu phẩy, dấu chấm phẩy, tab hoặc dấu gạch đứng: hãy lưu tệp với một trong các ký tự đó.',
  },
} as const satisfies Record<string, IssueText>
