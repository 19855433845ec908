import type { IssueText } from './codes.ts'

/** What stands against a value in what is stored. */
export const storedTexts = {
  notThere: {
    code: 'NOT_THERE',
    en: 'There is no such {text:what}.',
    vi: 'Không tìm thấy {text:what}.',
  },
  otherVersion: {
    code: 'OUTDATED',
    en: 'The {text:what} is at version {version}.',
    vi: 'Phiên bản hiện tại của {text:what} là {version}.',
  },
  gone: {
    code: 'OUTDATED',
    en: 'There is no {text:what} any more.',
    vi: 'Không còn {text:what} này nữa.',
  },

  takenName: {
    code: 'TAKEN',
    en: 'Another {text:what} has this name.',
    vi: 'Đã có {text:what} khác mang tên này.',
  },
  takenCode: { code: 'TAKEN', en: 'Another region has this code.', vi: 'Đã có khu vực khác mang mã này.' },
  takenEmail: {
    code: 'TAKEN',
    en: 'Another staff member has this e-mail.',
    vi: 'Đã có nhân viên khác dùng e-mail này.',
  },
  takenSubject: {
    code: 'TAKEN',
    en: 'Another staff member has this subject.',
    vi: 'Đã có nhân viên khác dùng định danh đăng nhập này.',
  },
  sameCustomer: {
    code: 'INCONSISTENT',
    en: 'is the same customer already',
    vi: 'đã là cùng một khách hàng',
  },
  kindsDiffer: {
    code: 'INCONSISTENT',
    en: 'has to say which one it is: one is a person, the other an organisation',
    vi: 'cần nêu rõ loại: một bên là cá nhân, bên kia là tổ chức',
  },
  laterMerge: {
    code: 'INCONSISTENT',
    en: 'is of a customer who was merged into another one since: undo that merge first',
    vi: 'thuộc về khách hàng đã được gộp vào khách hàng khác sau đó: hãy hoàn tác lần gộp ấy trước',
  },
  mergeUndone: {
    code: 'INCONSISTENT',
    en: 'is undone already',
    vi: 'đã được hoàn tác',
  },
  customerErased: {
    code: 'NOT_NOW',
    en: 'The person behind this customer was erased, and nothing more of it is kept.',
    vi: 'Dữ liệu cá nhân của khách hàng này đã được xóa, không thể lưu thêm gì về người đó.',
  },
  customerRestricted: {
    code: 'NOT_NOW',
    en: 'This customer is restricted: it is kept, and nothing new is planned for it until the restriction ends.',
    vi: 'Khách hàng này đang bị hạn chế xử lý: dữ liệu chỉ được lưu giữ, không lập việc mới cho đến khi hết hạn chế.',
  },
  erasedIdentifier: {
    code: 'NOT_ALLOWED',
    en: 'belongs to a person who was erased, and is taken again only when somebody lets the person come back',
    vi: 'thuộc về một người đã được xóa dữ liệu, chỉ được nhận lại khi có người cho phép người đó quay lại',
  },
  noTombstoneSecret: {
    code: 'NOT_NOW',
    en: 'Nobody can be erased before the Worker has its secret TOMBSTONE_SECRET, by which erased persons are known again.',
    vi: 'Chưa thể xóa dữ liệu của ai khi Worker chưa có khóa bí mật TOMBSTONE_SECRET, dùng để nhận ra người đã được xóa.',
  },
  otherTombstoneSecret: {
    code: 'NOT_NOW',
    en: 'Persons were erased under another TOMBSTONE_SECRET than the Worker has: give it the one from before, or nobody would be known again.',
    vi: 'Đã có người được xóa dữ liệu bằng TOMBSTONE_SECRET khác với khóa hiện tại: hãy dùng lại khóa cũ, nếu không sẽ không nhận ra ai.',
  },
  takenExternalId: {
    code: 'TAKEN',
    en: 'Another customer has this external id.',
    vi: 'Đã có khách hàng khác mang mã ngoài này.',
  },
  takenInteraction: {
    code: 'TAKEN',
    en: 'This source has used this external id before.',
    vi: 'Nguồn này đã dùng mã ngoài này trước đây.',
  },
  takenCampaign: {
    code: 'TAKEN',
    en: 'The competitor has a campaign of this name and these days.',
    vi: 'Đối thủ đã có chiến dịch mang tên này trong các ngày này.',
  },
  takenOwnCampaign: {
    code: 'TAKEN',
    en: 'There is a campaign of this name and these days.',
    vi: 'Đã có chiến dịch mang tên này trong các ngày này.',
  },
  usedKey: {
    code: 'TAKEN',
    en: 'This Idempotency-Key was used with another payload.',
    vi: 'Idempotency-Key này đã được dùng với nội dung khác.',
  },
  severalHaveEmail: {
    code: 'AMBIGUOUS',
    en: 'Several customers have this e-mail.',
    vi: 'Nhiều khách hàng cùng có e-mail này.',
  },
  severalHave: {
    code: 'AMBIGUOUS',
    en: 'This {text:what} is ambiguous: several customers have it.',
    vi: 'Không xác định được theo {text:what} này: nhiều khách hàng cùng có.',
  },

  sendAgain: {
    code: 'NOT_NOW',
    en: 'Others change this at the same time; send it again.',
    vi: 'Người khác đang thay đổi cùng lúc; hãy gửi lại.',
  },
  claimed: {
    code: 'NOT_NOW',
    en: 'Somebody else has claimed this follow-up.',
    vi: 'Người khác đã nhận việc này.',
  },
  itemClosed: {
    code: 'NOT_NOW',
    en: 'The follow-up is closed: {FollowUpState:state}.',
    vi: 'Việc này đã đóng: {FollowUpState:state}.',
  },
  itemNotClosed: { code: 'NOT_NOW', en: 'This follow-up is not closed.', vi: 'Việc này chưa đóng.' },
  itemHeldOut: {
    code: 'NOT_NOW',
    en: 'The lot left this customer alone: promise a follow-up of its own instead.',
    vi: 'Khách này thuộc nhóm không tác động theo kết quả rút ngẫu nhiên: hãy tạo một việc hẹn riêng.',
  },
  itemOfFeedback: {
    code: 'NOT_NOW',
    en: 'This follow-up ended with its feedback: open that again instead.',
    vi: 'Việc này đã kết thúc cùng phản hồi: hãy mở lại phản hồi đó.',
  },
  itemBeside: {
    code: 'TAKEN',
    en: 'Another follow-up of this kind waits for this customer already.',
    vi: 'Khách này đã có một việc cùng loại đang chờ.',
  },
  consentMissing: {
    code: 'NOT_NOW',
    en: 'The customer does not consent to care.',
    vi: 'Khách hàng không đồng ý nhận chăm sóc.',
  },
  feedbackClosed: {
    code: 'NOT_NOW',
    en: 'This feedback is closed; open it again first.',
    vi: 'Phản hồi này đã đóng; hãy mở lại trước.',
  },
  personRequestClosed: {
    code: 'NOT_NOW',
    en: 'This request is closed.',
    vi: 'Yêu cầu này đã đóng.',
  },
  personRequestExtended: {
    code: 'NOT_NOW',
    en: 'This request was extended already: the law allows it once.',
    vi: 'Yêu cầu này đã được gia hạn: luật chỉ cho phép một lần.',
  },
  personRequestLate: {
    code: 'NOT_NOW',
    en: 'The time for this request is over: it can be extended only before.',
    vi: 'Thời hạn của yêu cầu này đã hết: chỉ gia hạn được trước đó.',
  },
  personRequestNotDone: {
    code: 'NOT_NOW',
    en: 'What is asked for was not done: {PersonRequestKind:kind}.',
    vi: 'Việc được yêu cầu chưa được làm: {PersonRequestKind:kind}.',
  },
  surveyClosed: {
    code: 'NOT_NOW',
    en: 'This survey is answered or declined already.',
    vi: 'Lần hỏi ý kiến này đã được trả lời hoặc bị từ chối.',
  },
  surveyOpen: {
    code: 'TAKEN',
    en: 'The customer was asked about this already, and may still answer.',
    vi: 'Khách đã được hỏi về việc này và vẫn có thể trả lời.',
  },
  feedbackNotClosed: {
    code: 'NOT_NOW',
    en: 'This feedback is not closed.',
    vi: 'Phản hồi này chưa đóng.',
  },
  feedbackFollows: {
    code: 'NOT_NOW',
    en: 'This feedback is closed because of what its interaction says: correct that instead.',
    vi: 'Phản hồi này đóng theo nội dung của tương tác: hãy sửa tương tác đó.',
  },
  inactive: {
    code: 'NOT_NOW',
    en: 'This staff member is not active.',
    vi: 'Nhân viên này không còn hoạt động.',
  },
  colleagueLeaves: {
    code: 'INCONSISTENT',
    en: 'is the one who leaves',
    vi: 'chính là người nghỉ việc',
  },
  notOffboarded: {
    code: 'NOT_NOW',
    en: 'There is no handover of this staff member to take back.',
    vi: 'Không có lần bàn giao nào của nhân viên này để hoàn tác.',
  },
  offboardingForgotten: {
    code: 'NOT_ALLOWED',
    en: 'is too long ago: what was handed over is not kept any more',
    vi: 'đã quá lâu: nội dung bàn giao không còn được lưu',
  },
  changeFinal: {
    code: 'NOT_ALLOWED',
    en: 'A change like this cannot be undone.',
    vi: 'Không thể hoàn tác thay đổi loại này.',
  },
  changeErased: {
    code: 'NOT_ALLOWED',
    en: 'What this change touched was erased.',
    vi: 'Nội dung mà thay đổi này tác động đã bị xóa.',
  },
  changeUndone: {
    code: 'OUTDATED',
    en: 'This change was taken back already. Take that back to have it again.',
    vi: 'Thay đổi này đã được hoàn tác rồi. Hãy hoàn tác lần hoàn tác đó để có lại.',
  },
  changedSince: {
    code: 'OUTDATED',
    en: 'What this change touched was changed again since.',
    vi: 'Nội dung mà thay đổi này tác động đã được sửa lần nữa.',
  },
  fixed: {
    code: 'NOT_NOW',
    en: 'The {text:what} is fixed to {stands}, because facts are recorded already; it cannot become {wanted}.',
    vi: 'Đã có dữ liệu nên {text:what} cố định là {stands}; không thể đổi thành {wanted}.',
  },
  nightAtWork: {
    code: 'NOT_NOW',
    en: 'The run of {day:day} is at work.',
    vi: 'Lượt xử lý của ngày {day:day} đang chạy.',
  },
  dayNotOver: {
    code: 'OUT_OF_RANGE',
    en: '{day:day} is not over in {zone}; the newest day a night can take is {day:newest}.',
    vi: 'Ngày {day:day} chưa kết thúc ở {zone}; ngày mới nhất có thể xử lý là {day:newest}.',
  },
  noNightYet: {
    code: 'NOT_NOW',
    en: 'No night has been completed yet.',
    vi: 'Chưa có lượt xử lý ban đêm nào hoàn tất.',
  },
  afterNewestNight: {
    code: 'OUT_OF_RANGE',
    en: 'The newest completed night is that of {day:newest}.',
    vi: 'Lượt xử lý ban đêm hoàn tất mới nhất là của ngày {day:newest}.',
  },
  campaignNotBegun: {
    code: 'NOT_NOW',
    en: 'By {day:asOf} the campaign had not begun: its first day is {day:firstDay}, the earliest result that of {day:earliest}.',
    vi: 'Đến hết ngày {day:asOf} chiến dịch chưa bắt đầu: ngày đầu tiên là {day:firstDay}, sớm nhất có kết quả của ngày {day:earliest}.',
  },
  campaignTooShort: {
    code: 'NOT_NOW',
    en: 'The campaign ended on {day:lastDay}, but by {day:asOf} only {elapsed} of the {needed} days that a result needs had passed since it began.',
    vi: 'Chiến dịch đã kết thúc ngày {day:lastDay}, nhưng đến hết ngày {day:asOf}, kể từ khi bắt đầu, mới qua {elapsed} trong {needed} ngày cần có để có kết quả.',
  },
  campaignTooYoung: {
    code: 'NOT_NOW',
    en: 'By {day:asOf} the campaign had run for {elapsed} of the {needed} days that a result needs.',
    vi: 'Đến hết ngày {day:asOf} chiến dịch mới chạy {elapsed} trong {needed} ngày cần có để có kết quả.',
  },

  judgesTooMany: {
    code: 'TOO_MANY',
    en: 'This would judge more than {limit} customers. {text:advice}',
    vi: 'Yêu cầu này phải đánh giá hơn {limit} khách hàng. {text:advice}',
  },
  membersBeingFound: {
    code: 'NOT_NOW',
    en: 'has a new rule whose members are still being found: wait until "findingSince" is null',
    vi: 'vừa có quy tắc mới và khách thuộc phân khúc còn đang được tìm: hãy chờ đến khi "findingSince" trống',
  },
  otherSnapshotName: {
    code: 'INCONSISTENT',
    en: 'is not the name of this snapshot: to remove it, give its name as it stands',
    vi: 'không phải tên của bản chốt này: để xóa, hãy ghi đúng tên của nó',
  },
  snapshotAskedAbout: {
    code: 'NOT_NOW',
    en: 'is named by {count} rules of segments, target profiles, webhooks or running updates of customers: take it out of them first',
    vi: 'đang được nêu trong {count} quy tắc phân khúc, hồ sơ mục tiêu, webhook hoặc lượt cập nhật khách hàng đang chạy: hãy bỏ ra khỏi đó trước',
  },
  mostMarket: {
    code: 'TOO_MANY',
    en: 'There can be at most {max} market segments.',
    vi: 'Chỉ được có tối đa {max} phân khúc thị trường.',
  },
  mostWatched: {
    code: 'TOO_MANY',
    en: 'There can be at most {max} watched segments.',
    vi: 'Chỉ được có tối đa {max} phân khúc theo dõi.',
  },
} as const satisfies Record<string, IssueText>
