import type { Spoken } from './language.ts'

/** Of what is computed. */
export const resultLabels = {
  VulnerabilityVerdict: {
    VULNERABLE: { en: 'Vulnerable', vi: 'Dễ bị lôi kéo' },
    RESISTANT: { en: 'Resistant', vi: 'Trụ vững' },
    EXCLUDED: { en: 'Not judged', vi: 'Không xét' },
  },
  ModelFitFailure: {
    AT_BOUND: { en: 'A parameter ran to its bound', vi: 'Một tham số chạm giới hạn' },
    FEW_REPEATERS: { en: 'Too few bought again', vi: 'Quá ít khách mua lại' },
    NO_CONVERGENCE: { en: 'No maximum was found', vi: 'Không tìm được cực đại' },
  },
  VulnerabilityGrade: {
    MODERATE: { en: 'Moderate decline', vi: 'Giảm vừa' },
    SHARP: { en: 'Sharp decline', vi: 'Giảm mạnh' },
    LAPSED: { en: 'Stopped buying', vi: 'Ngừng mua' },
  },
  VulnerabilityExclusion: {
    RESTRICTED: { en: 'Restricted', vi: 'Bị hạn chế xử lý' },
    OBJECTED: { en: 'Objected to scoring', vi: 'Phản đối chấm điểm' },
    NEW: { en: 'Too new', vi: 'Khách mới' },
    NO_BASELINE: { en: 'No baseline', vi: 'Không có kỳ gốc' },
    THIN_BASELINE: { en: 'Thin baseline', vi: 'Kỳ gốc quá ít dữ liệu' },
    NON_POSITIVE_BASELINE: { en: 'Baseline not above zero', vi: 'Kỳ gốc không lớn hơn 0' },
    LAPSED_BEFORE: { en: 'Silent before', vi: 'Đã im lặng từ trước' },
    NOT_DUE: { en: 'Not due yet', vi: 'Chưa đến kỳ mua' },
  },
  VulnerabilityExplanationOutcome: {
    VULNERABLE: { en: 'Vulnerable', vi: 'Dễ bị lôi kéo' },
    RESISTANT: { en: 'Resistant', vi: 'Trụ vững' },
    EXCLUDED: { en: 'Not judged', vi: 'Không xét' },
    NO_REGION: { en: 'Region unknown', vi: 'Không rõ khu vực' },
    OUTSIDE: { en: 'Outside the campaign', vi: 'Ngoài chiến dịch' },
    TOO_EARLY: { en: 'Too early', vi: 'Còn quá sớm' },
  },
  VulnerabilityRule: {
    RESTRICTED: { en: 'Restricted', vi: 'Bị hạn chế xử lý' },
    OBJECTED: { en: 'Objected to scoring', vi: 'Phản đối chấm điểm' },
    NEW: { en: 'Too new', vi: 'Khách mới' },
    NO_BASELINE: { en: 'No baseline', vi: 'Không có kỳ gốc' },
    THIN_BASELINE: { en: 'Thin baseline', vi: 'Kỳ gốc quá ít dữ liệu' },
    NON_POSITIVE_BASELINE: { en: 'Baseline not above zero', vi: 'Kỳ gốc không lớn hơn 0' },
    LAPSED_BEFORE: { en: 'Silent before', vi: 'Đã im lặng từ trước' },
    NOT_DUE: { en: 'Not due yet', vi: 'Chưa đến kỳ mua' },
    DECLINED: { en: 'Declined', vi: 'Suy giảm' },
    LAPSED: { en: 'Stopped buying', vi: 'Ngừng mua' },
    SHARP: { en: 'Sharp decline', vi: 'Giảm mạnh' },
  },
  VulnerabilityState: {
    PROVISIONAL: { en: 'Provisional', vi: 'Tạm tính' },
    FINAL: { en: 'Final', vi: 'Chính thức' },
    NO_OBSERVATION: { en: 'Nobody observed', vi: 'Không có quan sát' },
  },
  VulnerabilityBand: {
    LOW: { en: 'Low', vi: 'Thấp' },
    WATCH: { en: 'To be watched', vi: 'Cần theo dõi' },
    HIGH: { en: 'High', vi: 'Cao' },
  },
  VulnerabilityEffect: {
    MORE: { en: 'More than without the campaign', vi: 'Nhiều hơn khi không có chiến dịch' },
    LESS: { en: 'Less than without the campaign', vi: 'Ít hơn khi không có chiến dịch' },
    NOT_SHOWN: { en: 'Not shown', vi: 'Chưa thấy rõ' },
  },
  VulnerabilityScope: {
    CAMPAIGN: { en: 'Campaign', vi: 'Chiến dịch' },
    REGION: { en: 'Region', vi: 'Khu vực' },
    SEGMENT: { en: 'Segment', vi: 'Phân khúc' },
  },
  VulnerabilitySideName: {
    TREATED: { en: 'Attacked', vi: 'Bị tác động' },
    CONTROL: { en: 'Control', vi: 'Đối chứng' },
  },
  VulnerabilityControlKind: {
    NAMED: { en: 'Named regions', vi: 'Khu vực được chọn' },
    UNTOUCHED: { en: 'Untouched regions', vi: 'Khu vực không bị tác động' },
    NONE: { en: 'None', vi: 'Không có' },
  },
  VulnerabilityFlag: {
    LOW_N: { en: 'Few customers', vi: 'Ít khách hàng' },
    NO_CONTROL: { en: 'No control', vi: 'Không có đối chứng' },
    CONTROL_ATTACKED: { en: 'Control attacked too', vi: 'Nhóm đối chứng cũng bị tác động' },
    OVERLAP: { en: 'Overlaps another campaign', vi: 'Trùng chiến dịch khác' },
    OWN_CAMPAIGN: { en: 'Own campaign at the time', vi: 'Trùng chiến dịch của công ty' },
  },
  VulnerabilityMovementSize: {
    NOISE: { en: 'Within chance', vi: 'Trong mức ngẫu nhiên' },
    LIKELY: { en: 'Likely', vi: 'Có thể' },
    CLEAR: { en: 'Clear', vi: 'Rõ ràng' },
  },
  SpendTrendDirection: {
    RISING: { en: 'Rising', vi: 'Đang tăng' },
    STEADY: { en: 'Steady', vi: 'Ổn định' },
    FALLING: { en: 'Falling', vi: 'Đang giảm' },
    UNKNOWN: { en: 'Unknown', vi: 'Chưa rõ' },
  },
  ScoreClass: {
    DETRACTOR: { en: 'Detractor', vi: 'Không hài lòng' },
    PASSIVE: { en: 'Passive', vi: 'Trung lập' },
    PROMOTER: { en: 'Promoter', vi: 'Sẵn lòng giới thiệu' },
  },
  SegmentSizeClass: {
    FEW: { en: 'Few customers', vi: 'Ít khách hàng' },
    MEDIUM: { en: 'Some customers', vi: 'Vừa phải' },
    MANY: { en: 'Many customers', vi: 'Nhiều khách hàng' },
  },
  SegmentMarginClass: {
    LOW: { en: 'Low margin', vi: 'Biên lợi nhuận thấp' },
    MEDIUM: { en: 'Medium margin', vi: 'Biên lợi nhuận trung bình' },
    HIGH: { en: 'High margin', vi: 'Biên lợi nhuận cao' },
  },
  CohortPeriod: {
    MONTH: { en: 'Month', vi: 'Tháng' },
    QUARTER: { en: 'Quarter', vi: 'Quý' },
  },
} as const satisfies Record<string, Record<string, Spoken>>
