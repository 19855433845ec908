import type { Spoken } from './language.ts'

/** What the values of enums are called of customers who are the same. */
export const mergeLabels = {
  DuplicateGround: {
    EMAIL: { en: 'Same e-mail', vi: 'Trùng e-mail' },
    PHONE: { en: 'Same phone', vi: 'Trùng số điện thoại' },
    NAME_AND_BIRTH_DATE: { en: 'Same name and birth date', vi: 'Trùng tên và ngày sinh' },
    NEAR_NAME_AND_BIRTH_DATE: { en: 'Near names, same birth date', vi: 'Tên gần giống, trùng ngày sinh' },
  },
  DuplicateState: {
    OPEN: { en: 'Open', vi: 'Chờ xem xét' },
    DISMISSED: { en: 'Not the same', vi: 'Không phải một người' },
  },
  MergeField: {
    KIND: { en: 'Kind', vi: 'Loại' },
    NAME: { en: 'Name', vi: 'Tên' },
    EMAIL: { en: 'E-mail', vi: 'E-mail' },
    PHONE: { en: 'Phone', vi: 'Điện thoại' },
    GENDER: { en: 'Gender', vi: 'Giới tính' },
    BIRTH_DATE: { en: 'Birth date', vi: 'Ngày sinh' },
    ACQUISITION_SOURCE: { en: 'Source', vi: 'Nguồn khách' },
    OWNER: { en: 'Owner', vi: 'Người phụ trách' },
    PREFERRED_CHANNELS: { en: 'Preferred channels', vi: 'Kênh ưa thích' },
    FORBIDDEN_CHANNELS: { en: 'Forbidden channels', vi: 'Kênh không được dùng' },
    ATTRIBUTES: { en: 'Attributes', vi: 'Thuộc tính' },
    TAGS: { en: 'Tags', vi: 'Nhãn' },
  },
  MergePreference: {
    SURVIVOR: { en: 'Of the customer who stays', vi: 'Của khách hàng được giữ lại' },
    MERGED: { en: 'Of the merged customer', vi: 'Của khách hàng được gộp' },
  },
  MergeSource: {
    SURVIVOR: { en: 'Customer who stays', vi: 'Khách hàng được giữ lại' },
    MERGED: { en: 'Merged customer', vi: 'Khách hàng được gộp' },
    BOTH: { en: 'Both', vi: 'Cả hai' },
  },
  MergedRowKind: {
    CONTACT_POINT: { en: 'E-mails and phones', vi: 'E-mail và điện thoại' },
    CONSENT: { en: 'Consents', vi: 'Sự đồng ý' },
    EXTERNAL_ID: { en: 'External ids', vi: 'Mã ngoài' },
    REGION: { en: 'Regions', vi: 'Khu vực' },
    EXPOSURE: { en: 'Exposures', vi: 'Lần tiếp xúc' },
    FEEDBACK: { en: 'Feedback', vi: 'Phản hồi của khách' },
    FOLLOW_UP: { en: 'Follow-ups', vi: 'Việc chăm sóc' },
    INTERACTION: { en: 'Interactions', vi: 'Tương tác' },
    LIFECYCLE: { en: 'Lifecycle moves', vi: 'Thay đổi giai đoạn' },
    POSTAL_ADDRESS: { en: 'Postal addresses', vi: 'Địa chỉ bưu điện' },
    RELATIONSHIP_LEVEL: { en: 'Relationship level moves', vi: 'Thay đổi mức quan hệ' },
    RELATIONSHIP_OVERRIDE: { en: 'Level set by hand', vi: 'Mức do nhân viên đặt' },
    SEGMENT: { en: 'Segments', vi: 'Phân khúc' },
    PAST_SEGMENT: { en: 'Past segments', vi: 'Phân khúc trước đây' },
    VERDICT: { en: 'Verdicts', vi: 'Kết quả đánh giá' },
  },
  UnmergeConflictReason: {
    FIELD: { en: 'Field changed since', vi: 'Trường đã được sửa sau đó' },
    EDITED: { en: 'Changed since', vi: 'Đã được sửa sau đó' },
    ADDED: { en: 'Added since', vi: 'Được thêm sau đó' },
    GONE: { en: 'Gone', vi: 'Không còn' },
  },
} as const satisfies Record<string, Record<string, Spoken>>
