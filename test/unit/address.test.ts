import { expect, test } from 'vitest'
import { addressOf } from '../../src/database/hrana/address.ts'

test.each([
  ['libsql://holdfast-acme.turso.io', 'https://holdfast-acme.turso.io/'],
  ['libsql://127.0.0.1:8080?tls=0', 'http://127.0.0.1:8080/'],
  ['LIBSQL://holdfast-acme.turso.io/?tls=1', 'https://holdfast-acme.turso.io/'],
  ['http://[::1]:8080/one/', 'http://[::1]:8080/one/'],
  ['https://holdfast-acme.turso.io/?tls=1', 'https://holdfast-acme.turso.io/'],
])('%s is asked at %s', (url, base) => {
  expect(addressOf({ url })).toEqual({ base, token: undefined })
})

test('a token in the address goes before one beside it', () => {
  const url = 'libsql://holdfast-acme.turso.io?authToken=one'
  expect(addressOf({ url, token: 'two' }).token).toBe('one')
  expect(addressOf({ url: 'libsql://holdfast-acme.turso.io', token: 'two' }).token).toBe('two')
})

test.each([
  'holdfast-acme.turso.io',
  'file:holdfast.db',
  'wss://holdfast-acme.turso.io',
  'libsql://127.0.0.1?tls=0',
  'http://127.0.0.1:8080?tls=1',
  'https://holdfast-acme.turso.io?tls=0',
  'https://holdfast-acme.turso.io?token=one',
  'https://holdfast-acme.turso.io#one',
])('%s is no address', url => {
  expect(() => addressOf({ url })).toThrow()
})
