import { expect, test } from 'vitest'
import { likedLanguage } from '../../src/lib/accept-language.ts'

test.each([
  ['', null],
  ['vi', 'vi'],
  ['vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7', 'vi'],
  ['en-US,en;q=0.9,vi;q=0.8', 'en'],
  ['en;q=0.2, vi;q=0.8', 'vi'],
  ['en, vi', 'en'],
  ['vi, en', 'vi'],
  ['VI', 'vi'],
  ['fr, de;q=0.9', null],
  ['fr, vi;q=0.1', 'vi'],
  ['vi;q=0', null],
  ['vi;q=0, *', 'en'],
  ['en;q=0, *;q=0.5', 'vi'],
  ['*', 'en'],
  ['*;q=0', null],
  ['fr;q=0.9, *;q=0.1', 'en'],
  ['vi;q=2, en;q=0.1', 'en'],
  ['vi;q=high', null],
  ['vi ; q=0.5 , en ; q=0.4', 'vi'],
  [',;,=', null],
])('"%s" likes %s best', (header, language) => {
  expect(likedLanguage(header, ['en', 'vi'])).toBe(language)
})
