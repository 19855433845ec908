import { configureWorkspace } from '../src/domain/workspace/configure-workspace.ts'
import { readArguments } from './arguments.ts'
import { explain, Failure } from './failure.ts'
import { adminKey, prepareDatabase, replacedKey } from './operator.ts'

const help = `npm run migrate -- --database-url URL [options]

Applies the migrations that the database lacks and creates its workspace. Run it before each deployment.
The database's token comes from DATABASE_TOKEN in the environment.

  --currency CODE         ISO 4217 (VND for a new workspace)                 } fixed as soon as
  --time-zone ZONE        IANA name (Asia/Ho_Chi_Minh for a new workspace)   } there is an
  --phone-country CODE    of phone numbers without a prefix (VN)             } interaction
  --admin-key-file FILE   keeps a key with every scope in FILE; issues one if FILE has none that works
  --test-keys             the key begins with hf_test_, not hf_live_
  --help
`

async function run(): Promise<void> {
  const { values } = readArguments('npm run migrate --', {
    options: {
      'database-url': { type: 'string' },
      currency: { type: 'string' },
      'time-zone': { type: 'string' },
      'phone-country': { type: 'string' },
      'admin-key-file': { type: 'string' },
      'test-keys': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const url = values['database-url']
  if (url === undefined) throw new Failure('Say --database-url: the address of the database.')
  const { db, fresh } = await prepareDatabase({ url, token: process.env.DATABASE_TOKEN || undefined })
  const workspace = await configureWorkspace(db, Date.now(), {
    currency: values.currency,
    timeZone: values['time-zone'],
    phoneCountry: values['phone-country'],
  })
  const { currency, timeZone, phoneCountry } = workspace
  console.log('The database has all migrations.')
  console.log(
    `${fresh ? 'New workspace' : 'Workspace'}: ${currency}, ${timeZone}, phones of ${phoneCountry}.`,
  )
  const file = values['admin-key-file']
  if (file === undefined) return
  const { state } = await adminKey(db, workspace, file, values['test-keys'] ? 'test' : 'live')
  if (state === 'KEPT') console.log(`The admin key in ${file} still works.`)
  else if (state === 'NEW') console.log(`The admin key was written to ${file}.`)
  else console.log(replacedKey(state, file))
}

try {
  await run()
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
