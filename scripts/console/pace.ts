import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { readArguments } from '../arguments.ts'
import { explain, Failure } from '../failure.ts'
import { readDoor } from '../local/sign-in.ts'

const help = `npm run pace -- [options]

Opens each screen of the console of a demo that \`npm start\` runs, with nothing kept from before, on a slowed line and
processor, and tells when the largest part of it stood and for how long scripts kept it from answering.

  --data DIR     the folder of that start (.local)
  --chromium FILE  Debian's is the usual one
  --slower N     how many times slower the processor is (4)
  --help
`

const screens = ['morning', 'customers', 'segments', 'standards', 'competitors', 'reports', 'house']

/** A phone on a slow mobile line: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
const line = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 }

/** What blocks longer than this is felt. */
const felt = 50

interface Paced {
  largest: number
  blocked: number
  kilobytes: number
}

async function paceOf(context: BrowserContext, address: string, slower: number): Promise<Paced> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.clearBrowserCache')
  await session.send('Network.emulateNetworkConditions', line)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await page.goto(address)
  await page.locator('main h1').first().waitFor({ timeout: 60_000 })
  await page.locator('.skeleton').first().waitFor({ state: 'detached', timeout: 60_000 })
  await page.waitForLoadState('networkidle').catch(() => undefined)
  const { largest, blocked } = await page.evaluate(
    limit =>
      new Promise<Omit<Paced, 'kilobytes'>>(done => {
        const told = { largest: 0, blocked: 0 }
        new PerformanceObserver(list => {
          for (const { startTime } of list.getEntries()) told.largest = Math.max(told.largest, startTime)
        }).observe({ type: 'largest-contentful-paint', buffered: true })
        new PerformanceObserver(list => {
          for (const { duration } of list.getEntries()) told.blocked += Math.max(0, duration - limit)
        }).observe({ type: 'longtask', buffered: true })
        setTimeout(() => done(told), 200)
      }),
    felt,
  )
  await page.close()
  return { largest, blocked, kilobytes: bytes / 1_000 }
}

async function run(): Promise<void> {
  const { values } = readArguments('npm run pace --', {
    options: {
      data: { type: 'string', default: '.local' },
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      slower: { type: 'string', default: '4' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const folder = resolve(values.data)
  const { url } = readDoor(folder)
  const key = readFileSync(join(folder, 'admin.key'), 'utf8').trim()
  const browser = await chromium
    .launch({ executablePath: values.chromium, args: ['--no-sandbox', '--disable-background-networking'] })
    .catch(cause => {
      throw new Failure(`There is no Chromium at ${values.chromium}: apt-get install chromium.`, { cause })
    })
  try {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en' })
    await context.addInitScript(secret => sessionStorage.setItem('holdfast.key', secret), key)
    for (const screen of screens) {
      const { largest, blocked, kilobytes } = await paceOf(
        context,
        `${url}/console/${screen}`,
        Number(values.slower),
      )
      console.log(
        `${screen.padEnd(12)} largest paint ${(largest / 1_000).toFixed(1)} s, blocked ${Math.round(blocked)} ms, ${Math.round(kilobytes)} kB`,
      )
    }
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
