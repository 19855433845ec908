import { isEnumType } from 'graphql'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'
import { issueCodes } from '../../src/domain/wording/codes.ts'
import { labels } from '../../src/domain/wording/labels.ts'
import type { Spoken } from '../../src/domain/wording/language.ts'
import { codeOf, isIssueSaying, say, texts, write } from '../../src/domain/wording/say.ts'
import { importsOf, readSources, type Source } from './sources.ts'

const all = Object.entries<Spoken>(texts)

/** The placeholders of a text: their names, whatever form a language gives them. */
const placeholders = (text: string) =>
  [...text.matchAll(/\{(?:\w+:)?(\w+)\}/g)].map(([, name]) => name).toSorted()

test('every text is said in both languages, in words of its own', () => {
  expect(all.filter(([, { en, vi }]) => en.trim() === '' || vi.trim() === '' || en === vi)).toEqual([])
})

test('a text has the same placeholders in both languages', () => {
  const differing = all.filter(([, { en, vi }]) => String(placeholders(en)) !== String(placeholders(vi)))
  expect(differing).toEqual([])
})

test('a placeholder has no form but those that there are', () => {
  const forms = all.flatMap(([, { en, vi }]) =>
    [...`${en}${vi}`.matchAll(/\{(\w+):/g)].map(([, form]) => form ?? ''),
  )
  expect(forms.filter(form => !['day', 'text', 'a'].includes(form) && !Object.hasOwn(labels, form))).toEqual(
    [],
  )
})

test('Vietnamese is written in composed letters, and sentences end alike', () => {
  const end = (text: string) => /[.!?]$/.test(text)
  expect(all.filter(([, { vi }]) => vi !== vi.normalize('NFC'))).toEqual([])
  expect(all.filter(([, { en, vi }]) => end(en) !== end(vi))).toEqual([])
})

test('every code is that of a text, and a value of the enum', () => {
  const said = new Set(Object.keys(texts).filter(isIssueSaying).map(codeOf))
  expect([...said].toSorted()).toEqual(Object.keys(issueCodes).toSorted())
  const type = schema.getType('IssueCode')
  expect(isEnumType(type) && type.getValues().map(({ name }) => name)).toEqual(Object.keys(issueCodes))
})

const sources = async () =>
  [...(await readSources('src')), ...(await readSources('schema'))].filter(
    ({ path }) => !path.includes('/wording/'),
  )

test('no text is kept that nobody says', async () => {
  const code = (await sources()).map(({ text }) => text).join('\n')
  expect(Object.keys(texts).filter(name => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
})

/** Enums that steer the interface, or that only those read who check how a result came about. */
const technical =
  /(?:Order(?:Field|Direction)|GroupKey)$|^(?:Model(?!FitFailure)|RepeatBuyingModel|RegionsUnderAttackOrder|Snapshot|VulnerabilityBacktest|VulnerabilityNumber|VulnerabilityUnit)/

test('every value of an enum that people see has a label in both languages', () => {
  const seen = Object.values(schema.getTypeMap())
    .filter(isEnumType)
    .filter(({ name }) => !name.startsWith('__') && !technical.test(name))
  const values = Object.fromEntries(
    seen.map(type => [
      type.name,
      type
        .getValues()
        .map(({ name }) => name)
        .toSorted(),
    ]),
  )
  const labelled = Object.entries(labels).map(([name, of]) => [name, Object.keys(of).toSorted()])
  expect(Object.fromEntries(labelled)).toEqual(values)
  const spoken = Object.values(labels).flatMap(Object.values<Spoken>)
  expect(spoken.filter(({ en, vi }) => en.trim() === '' || vi.trim() === '')).toEqual([])
  expect(spoken.filter(({ vi }) => vi !== vi.normalize('NFC'))).toEqual([])
})

const checks = ['refine', 'min', 'max', 'regex', 'string', 'number', 'union', 'literal', 'array', 'email']

/** Sentences that a file hands to checks of the library. */
function ownWordsIn({ path, text }: Source): string[] {
  const found: string[] = []
  const isHandedOver = ({ parent }: ts.Node) =>
    ts.isPropertyAssignment(parent)
      ? ['error', 'message'].includes(parent.name.getText())
      : ts.isCallExpression(parent) &&
        ts.isPropertyAccessExpression(parent.expression) &&
        checks.includes(parent.expression.name.text)
  const look = (node: ts.Node) => {
    const words = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
    if (words && node.getText().includes(' ') && isHandedOver(node)) found.push(node.getText())
    ts.forEachChild(node, look)
  }
  look(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return found
}

test('no check of an input has words of its own', async () => {
  const checking = (await sources()).filter(source => importsOf(source).includes('zod'))
  expect(checking.length).toBeGreaterThan(40)
  expect(checking.flatMap(ownWordsIn)).toEqual([])
  const text = `z.string('is none').refine(day => day < now(), \`lies \${ahead}\`).max(3, { error: 'too long' })`
  expect(ownWordsIn({ path: 'a.ts', text })).toHaveLength(3)
})

test.each([
  [say('longer', { max: 20_000 }), 'is longer than 20,000 characters', 'dài hơn 20.000 ký tự'],
  [
    say('notId', { what: 'interaction' }),
    'is not the id of an interaction',
    'không phải là mã của tương tác',
  ],
  [say('notId', { what: 'customer' }), 'is not the id of a customer', 'không phải là mã của khách hàng'],
  [
    say('nightAtWork', { day: 20_454 }),
    'The run of 2026-01-01 is at work.',
    'Lượt xử lý của ngày 01/01/2026 đang chạy.',
  ],
  [
    say('itemClosed', { state: 'DISMISSED' }),
    'The follow-up is closed: Dismissed.',
    'Việc này đã đóng: Đã bỏ qua.',
  ],
  [say('unknownField', { field: '{a} "b"' }), 'has no field "{a} "b""', 'không có trường "{a} "b""'],
])('%s is written in both', (saying, en, vi) => {
  expect([write(saying, 'en'), write(saying, 'vi')]).toEqual([en, vi])
})
