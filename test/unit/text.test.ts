import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparable, fold, isWellFormedText, searchForm, vietnameseSortKey } from '../../src/lib/text.ts'

const anyText = fc.string({ unit: 'binary' })

/** SQLite's BINARY collation: the order of the UTF-8 bytes. */
const compareBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const compare = (a: string, b: string) => compareBytes(vietnameseSortKey(a), vietnameseSortKey(b))
const sorted = (texts: readonly string[]) => [...texts].sort(compare)
const shuffled = (texts: readonly string[]) => [...texts].reverse()

const letters = [...'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz']
const vowels = [...'aăâeêioôơuưy']
const tones = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323']

describe('folded text', () => {
  it.each([
    ['Nguyễn', 'nguyen'],
    ['Đào  Đức', 'dao duc'],
    ['Ðặng Thị Ưởng', 'dang thi uong'],
    ['\u00a0Trần\tVăn\n Bảo ', 'tran van bao'],
    ['NGUYỄN'.normalize('NFD'), 'nguyen'],
    ['\u202dNguy\u200bễn\u202c', 'nguyen'],
    ['İstanbul', 'istanbul'],
    ['Café Zoë', 'cafe zoe'],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(fold(text)).toBe(expected)
  })

  it('is the same for composed and decomposed spelling, and stays as it is when folded again', () => {
    fc.assert(
      fc.property(anyText, text => {
        expect(fold(text.normalize('NFC'))).toBe(fold(text.normalize('NFD')))
        expect(fold(fold(text))).toBe(fold(text))
      }),
    )
  })
})

describe('the form in which a name is searched', () => {
  it.each([
    ['Đào  Đức', 'dao duc'],
    ['O’Neil, Sean-Paul (Hanoi)', 'o neil sean paul hanoi'],
    ['🌸 Hoa\u200b & Lá', '🌸 hoa la'],
    ['C.Ty TNHH 3A', 'c ty tnhh 3a'],
    ['…', ''],
  ])('of %s is %j', (text, expected) => {
    expect(searchForm(text)).toBe(expected)
  })
})

describe('the Vietnamese sort key', () => {
  it('orders the alphabet, with f j w z in their usual places', () => {
    expect(letters).toHaveLength(33)
    expect(sorted(shuffled(letters))).toEqual(letters)
    // A whole letter outweighs everything that follows it: ăa comes after az.
    const padded = letters.flatMap(letter => [letter, `${letter}a`, `${letter}z`])
    expect(sorted(shuffled(padded))).toEqual(padded)
  })

  it('orders tones as the dictionaries do, on every vowel, in either spelling', () => {
    for (const vowel of vowels) {
      const toned = tones.map(tone => (vowel + tone).normalize('NFC'))
      expect(sorted(shuffled(toned))).toEqual(toned)
      for (const text of toned) expect(vietnameseSortKey(text.normalize('NFD'))).toBe(vietnameseSortKey(text))
    }
  })

  it('lets tones only break ties between equal letters', () => {
    const words = ['ma', 'mà', 'mả', 'mã', 'má', 'mạ', 'ma tre', 'mà tra', 'mai', 'mãi', 'măng', 'mâm', 'mba']
    expect(sorted(shuffled(words))).toEqual([
      'ma',
      'mà',
      'mả',
      'mã',
      'má',
      'mạ',
      'mà tra',
      'ma tre',
      'mai',
      'mãi',
      'măng',
      'mâm',
      'mba',
    ])
  })

  it('orders real names', () => {
    const names = [
      'An Bình',
      'Ân Văn Bảy',
      'Bùi Thị Ánh',
      'Bùi Thị Ảo',
      'Cao Bá Quát',
      'Chu Văn An',
      'Dương Quảng Hàm',
      'Đào Duy Anh',
      'Đặng Thai Mai',
      'Đặng Thái Sơn',
      'Đinh Bộ Lĩnh',
      'Đoàn Thị Điểm',
      'Hồ Xuân Hương',
      'Lê Lai',
      'Lê Lợi',
      'Lý Thường Kiệt',
      'Mạc Đĩnh Chi',
      'Ngô Quyền',
      'Nguyễn Ái Quốc',
      'Nguyễn Bỉnh Khiêm',
      'Nguyễn Du',
      'Nguyễn Đình Chiểu',
      'Nguyễn Trãi',
      'Ông Ích Khiêm',
      'Phạm Ngũ Lão',
      'Phan Bội Châu',
      'Phan Châu Trinh',
      'Quách Thị Trang',
      'Tạ Quang Bửu',
      'Tô Hiến Thành',
      'Tôn Thất Tùng',
      'Trần Hưng Đạo',
      'Trần Quốc Toản',
      'Trưng Nhị',
      'Trưng Trắc',
      'Ưng Quả',
      'Võ Nguyên Giáp',
      'Xuân Diệu',
      'Yết Kiêu',
    ]
    expect(sorted(shuffled(names))).toEqual(names)
    expect(shuffled(names).sort(new Intl.Collator('vi').compare)).toEqual(names)
  })

  it('agrees with the collation of Unicode for anything made of Vietnamese syllables', () => {
    const collator = new Intl.Collator('vi', { sensitivity: 'accent' })
    const syllable = fc
      .tuple(
        fc.constantFrom('', 'b', 'Đ', 'd', 'ng', 'Tr', 'h', 'x', 'q', '7', '12'),
        fc.constantFrom(...vowels),
        fc.constantFrom(...tones),
        fc.constantFrom('', 'n', 'ch', 'a', 'i', 'd'),
      )
      .map(([onset, vowel, tone, coda]) => (onset + vowel + tone + coda).normalize('NFC'))
    const name = fc.array(syllable, { minLength: 1, maxLength: 3 }).map(syllables => syllables.join(' '))
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(compare(a, b)).toBe(Math.sign(collator.compare(a, b)))
      }),
      { numRuns: 3000 },
    )
  })

  it('puts space first, then punctuation, digits, letters and other scripts', () => {
    const names = [
      '',
      'a b',
      'a-b',
      'a–b',
      'a_b',
      'a1',
      'a10',
      'a2',
      'aa',
      'az',
      'aя',
      'a中',
      '~ a',
      '0',
      'z',
      'Żubr',
      'я',
    ]
    expect(sorted(shuffled(names))).toEqual([
      '',
      '~ a',
      '0',
      'a b',
      'a-b',
      'a_b',
      'a–b',
      'a1',
      'a10',
      'a2',
      'aa',
      'az',
      'aя',
      'a中',
      'z',
      'Żubr',
      'я',
    ])
  })

  it('ignores case, stray whitespace and invisible characters', () => {
    expect(vietnameseSortKey('  ĐÀO\u200b\t DUY Anh ')).toBe(vietnameseSortKey('Đào Duy Anh'))
  })

  it('is well formed, the same each time, and the same for composed and decomposed spelling', () => {
    fc.assert(
      fc.property(anyText, text => {
        const key = vietnameseSortKey(text)
        expect(key).not.toContain('\0')
        expect(vietnameseSortKey(text)).toBe(key)
        expect(vietnameseSortKey(text.normalize('NFC'))).toBe(vietnameseSortKey(text.normalize('NFD')))
      }),
    )
  })
})

describe('well-formed text', () => {
  it('has no NUL and no lone surrogate', () => {
    for (const text of ['', 'Nguyễn', '😀', 'a\tb\n']) expect(isWellFormedText(text)).toBe(true)
    for (const text of ['a\0', '\ud83d', '\ude00', '\ude00\ud83d', '😀\ud83d'])
      expect(isWellFormedText(text)).toBe(false)
  })
})

describe('what is compared of a text', () => {
  it.each([
    ['Đà Nẵng', 'Đà Nẵng'],
    ['Đà Nẵng'.normalize('NFD'), 'Đà Nẵng'],
    [' Đà\u00a0\u2009 Nẵng\t', 'Đà Nẵng'],
    ['Đà Nẵn\u200bg', 'Đà Nẵng'],
    ['\ufeffĐà Nẵng\u200e', 'Đà Nẵng'],
    ['\u202dKH-01\u202c', 'KH-01'],
    ['KH\u00ad-01', 'KH-01'],
    ['KH\u0001-01', 'KH-01'],
    ['a\u3000b\r\nc\u0085d', 'a b c d'],
    ['a \u200b b', 'a b'],
    ['a\u200b\u0302', 'â'],
    ['\u200b \u2060', ''],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(comparable(text)).toBe(expected)
  })

  it('keeps apart what a reader sees apart', () => {
    const texts = ['a', 'A', 'á', 'ab', 'a b', 'a-b', 'đ', 'd', '１', '1']
    expect(new Set(texts.map(comparable)).size).toBe(texts.length)
  })

  it('is the same for every spelling, and compared again itself', () => {
    const spell = fc.constantFrom('\u200b', '\u200e', '\u2060', '\ufeff', '\u00ad')
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 })
    fc.assert(
      fc.property(texts, spell, (parts, invisible) => {
        const key = comparable(parts.join(' '))
        expect(comparable(key)).toBe(key)
        expect(comparable(parts.join('\u00a0'))).toBe(key)
        expect(comparable(parts.join('  '))).toBe(key)
        expect(comparable(invisible + parts.join(` ${invisible}`))).toBe(key)
        expect(comparable(parts.join(' ').normalize('NFD'))).toBe(key)
      }),
    )
  })
})
