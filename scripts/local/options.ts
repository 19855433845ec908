import { resolve } from 'node:path'
import { readArguments } from '../arguments.ts'
import { Failure } from '../failure.ts'

export const help = `npm start -- [options]

Starts a database and the API on this machine, with demo data on the first start.

  --port PORT            where the API answers (8787)
  --data DIR             keeps the database, the state of the nights and the admin key (.local)
  --empty                no demo data on the first start
  --currency CODE        ISO 4217 (VND; the demo is in GBP)         } fixed as soon as
  --time-zone ZONE       IANA name (Asia/Ho_Chi_Minh)               } there is an
  --phone-country CODE   of phone numbers without a prefix (VN)     } interaction
  --database-url URL     an existing libSQL or Turso database instead of a local one;
                         its token comes from DATABASE_TOKEN in the environment
  --host ADDRESS         listens there (127.0.0.1); elsewhere no browser is signed in by itself
  --hosts NAME,NAME      further names under which the API is asked, such as a container's
  --open                 opens the console in the browser, signed in
  --help

CORS_ORIGINS and the settings of an identity provider (docs/deploy.md) are taken from the environment.
`

export interface Options {
  port: number
  folder: string
  empty: boolean
  currency: string | undefined
  timeZone: string | undefined
  phoneCountry: string | undefined
  databaseUrl: string | undefined
  /** Undefined where only this machine is to get in. */
  host: string | undefined
  hosts: string[]
  open: boolean
}

/**
 * @returns null when only help was asked for
 * @throws Failure
 */
export function readOptions(args: string[]): Options | null {
  const { values } = readArguments('npm start --', {
    args,
    options: {
      port: { type: 'string', default: '8787' },
      data: { type: 'string', default: '.local' },
      empty: { type: 'boolean', default: false },
      currency: { type: 'string' },
      'time-zone': { type: 'string' },
      'phone-country': { type: 'string' },
      'database-url': { type: 'string' },
      host: { type: 'string' },
      hosts: { type: 'string' },
      open: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Failure(`--port is a number from 1 to 65535, not "${values.port}".`)
  return {
    port,
    folder: resolve(values.data),
    empty: values.empty,
    currency: values.currency,
    timeZone: values['time-zone'],
    phoneCountry: values['phone-country'],
    databaseUrl: values['database-url'],
    host: values.host,
    hosts: values.hosts?.split(',').filter(Boolean) ?? [],
    open: values.open,
  }
}
