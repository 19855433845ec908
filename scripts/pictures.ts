import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { readArguments } from './arguments.ts'
import { explain, Failure } from './failure.ts'
import { readDoor, signInAddresses } from './local/sign-in.ts'

const help = `npm run pictures -- [options]

Takes the pictures of the README, docs/pictures/morning.png and campaign.png, of a demo that \`npm start\` runs.

  --data DIR     the folder of that start (.local)
  --chromium FILE  Debian's is the usual one
  --help
`

const pictures = new URL('../docs/pictures/', import.meta.url).pathname
const size = { width: 1280, height: 860 }

async function take(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  console.log(`docs/pictures/${name}.png`)
}

async function run(): Promise<void> {
  const { values } = readArguments('npm run pictures --', {
    options: {
      data: { type: 'string', default: '.local' },
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const folder = resolve(values.data)
  const door = readDoor(folder)
  const key = readFileSync(join(folder, 'admin.key'), 'utf8').trim()
  const { console: entrance } = await signInAddresses(door, key)
  await mkdir(pictures, { recursive: true })
  const browser = await chromium
    .launch({ executablePath: values.chromium, args: ['--no-sandbox', '--disable-background-networking'] })
    .catch(cause => {
      throw new Failure(`There is no Chromium at ${values.chromium}: apt-get install chromium.`, { cause })
    })
  try {
    const page = await browser.newPage({ viewport: size, locale: 'en', colorScheme: 'light' })
    await page.goto(entrance)
    await page.locator('.item').first().waitFor()
    await take(page, 'morning')
    await page.goto(`${door.url}/console/competitors`)
    await page.getByRole('link', { name: 'Winter voucher (demo)' }).first().click()
    await page.locator('figure svg, .course svg, svg').first().waitFor()
    await take(page, 'campaign')
  } finally {
    await browser.close()
  }
}

try {
  await run()
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}
