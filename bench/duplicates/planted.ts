import { choice } from '../../scripts/demo/overlay.ts'
import { formatDay, parseDay } from '../../src/lib/days.ts'

/** One customer in so many stands a second time under the second source. */
const oneIn = 20

export const sources = ['shop', 'web'] as const

type Source = (typeof sources)[number]

/** Rows of files, by the source that they come from. */
export interface Files {
  customers: Record<Source, object[]>
  interactions: Record<Source, object[]>
  /** The pairs, by the number that both of a pair have. */
  planted: string[]
  /** The last day of the file. */
  lastDay: number
}

/** The lines of a CDNOW file: whole, or with duplicates under a second source who have a part of the purchases. */
export function cdnowFiles(text: string, split: boolean): Files {
  const files: Files = {
    customers: { shop: [], web: [] },
    interactions: { shop: [], web: [] },
    planted: [],
    lastDay: 0,
  }
  const seen = new Map<string, number>()
  for (const line of text.trim().split(/\r?\n/)) {
    // The whole file begins with the names of its columns.
    if (/[a-z]/.test(line)) continue
    const [number = '', ...fields] = line.trim().split(/\s+/)
    const [date = '', , dollars = ''] = fields.slice(-3)
    const day = parseDay(date.replace(/^(....)(..)(..)$/, '$1-$2-$3'))
    if (day === null) throw new Error(`No day: ${line}`)
    files.lastDay = Math.max(files.lastDay, day)
    const before = seen.get(number)
    const isTwo = split && (before === undefined ? seen.size : before) % oneIn === 0
    if (before === undefined) {
      const person = personOf(number, seen.size)
      seen.set(number, seen.size)
      files.customers.shop.push({ externalId: number, ...person })
      if (isTwo) {
        files.customers.web.push({ externalId: number, ...again(person, files.planted.length) })
        files.planted.push(number)
      }
    }
    const at = files.interactions.shop.length + files.interactions.web.length
    const source = isTwo && choice(2, number, `${at}`) === 1 ? 'web' : 'shop'
    files.interactions[source].push({
      externalId: `${at}`,
      customerExternalId: number,
      kind: 'PURCHASE',
      occurredAt: `${formatDay(day)}T12:00`,
      amount: dollars,
    })
  }
  return files
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

const word = (number: string, which: string) =>
  Array.from({ length: 8 }, (_, at) => letters[choice(26, number, which, `${at}`)]).join('')

const firstBirthDate = parseDay('1920-01-01') ?? 0

/** The file has no names: these are made, and unlike each other. */
const personOf = (number: string, at: number) => ({
  name: `${word(number, 'given')} ${word(number, 'family')}`,
  email: `c${number}@example.com`,
  phone: `+1212${String(2_000_000 + at)}`,
  birthDate: formatDay(firstBirthDate + (at % 20_000)),
})

/** Somebody who comes by another way: each pair has something else in common. */
function again({ name, email, phone, birthDate }: ReturnType<typeof personOf>, at: number) {
  const ways = [
    { name: 'Web', email: email.toUpperCase() },
    { name: 'Web', phone: `(${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}` },
    { name: name.toUpperCase(), birthDate },
    { name: name.split(' ').reverse().join(' ').replace(/.$/, ''), birthDate },
  ]
  return ways[at % ways.length] ?? {}
}
