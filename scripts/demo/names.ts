/** Words that Vietnamese names are made of; the combinations are made up. */

export const familyNames = [
  ...['Nguyễn', 'Nguyễn', 'Nguyễn', 'Nguyễn', 'Trần', 'Trần', 'Lê', 'Lê', 'Phạm', 'Hoàng', 'Huỳnh', 'Phan'],
  ...['Vũ', 'Võ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ', 'Ngô', 'Dương', 'Lý', 'Đào', 'Đoàn', 'Trịnh', 'Trương', 'Mai'],
]

export const womenMiddle = ['Thị', 'Thị', 'Thu', 'Ngọc', 'Thanh', 'Minh', 'Phương', 'Bích', 'Kim', 'Diệu']

export const womenGiven = [
  ...['Lan', 'Hương', 'Hoa', 'Mai', 'Linh', 'Trang', 'Hà', 'Thảo', 'Nga', 'Yến', 'Hạnh', 'Ngân', 'Nhung'],
  ...['Quỳnh', 'Tuyết', 'Vân', 'Xuân', 'Oanh', 'Thủy', 'Diễm', 'Châu', 'Ánh', 'Giang', 'Đào', 'Phượng', 'Vy'],
]

export const menMiddle = ['Văn', 'Văn', 'Đức', 'Minh', 'Quang', 'Hữu', 'Quốc', 'Anh', 'Thành', 'Công', 'Đình']

export const menGiven = [
  ...['Hùng', 'Dũng', 'Tuấn', 'Nam', 'Sơn', 'Long', 'Khoa', 'Phúc', 'Thắng', 'Bình', 'Hải', 'Đạt', 'Đức'],
  ...['Quân', 'Huy', 'Kiên', 'Tùng', 'Cường', 'Vinh', 'Trung', 'Lâm', 'Tâm', 'Ân', 'Khôi', 'Lộc', 'Duy'],
]

export const companyKinds = [
  ...['Công ty TNHH Quà tặng', 'Công ty CP Nội thất', 'Cửa hàng Lưu niệm', 'Nhà sách', 'Khách sạn'],
  ...['Siêu thị', 'Công ty TNHH Thương mại', 'Trường Mầm non', 'Quán cà phê', 'Hợp tác xã'],
]

export const companyNames = [
  ...['Mây Trắng', 'Đồng Xanh', 'Sao Khuê', 'Hạ Vàng', 'Suối Trong', 'Gió Mới', 'Trăng Rằm', 'Lá Me'],
  ...['Đèn Lồng', 'Bến Nước', 'Ngõ Nhỏ', 'Cầu Vồng', 'Thềm Hoa', 'Ô Cửa', 'Giọt Sương', 'Đồi Thông'],
]
