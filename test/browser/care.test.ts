import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAttack } from './attack.ts'
import { hasChromium, openBrowser, openTab, violationsOn } from './chromium.ts'
import { openProvider, type Provider } from './provider.ts'
import { hostile, lanSubject, openShop, type Shop } from './shop.ts'

if (!hasChromium)
  console.warn(
    'SKIPPED: the journeys in a browser need Chromium (apt-get install chromium, or CHROMIUM=path).',
  )

const ordinary = ['Hà', 'Bình', 'Cúc', 'Dung', 'Em', 'Phúc', 'Giang', 'Hoa', 'Khôi', 'Liên', 'Mai', 'Nam']

let browser: Browser
let shop: Shop
let provider: Provider
let attackedCampaign = ''

const ofOne = [
  ...[
    'segments/:segment',
    'competitors/:campaign',
    'standards/new',
    'reports?part=customers',
    'house?part=policies',
  ],
]
const ofMany = [
  ...['customers', 'segments', 'standards', 'competitors', 'reports', 'house?part=keys'],
  ...[
    'house?part=policies&policy=rfm',
    'house?part=requests',
    'house?part=audit',
    'house?part=reads',
    'house?part=imports',
  ],
]

beforeAll(async () => {
  if (!hasChromium) return
  provider = await openProvider(lanSubject)
  const opened = openShop([...ordinary, ...hostile], provider.settings)
  ;[browser, shop] = await Promise.all([openBrowser(), opened])
})

afterAll(async () => {
  provider?.close()
  await Promise.all([browser?.close(), shop?.close()])
})

interface Item {
  state: string
  outcome: string | null
  snoozedUntil: string | null
  customer: { name: string }
  interaction: { cancelled: boolean; body: string | null } | null
}

const itemsOf = async (names: readonly string[]): Promise<Item[]> => {
  const { followUps } = await shop.ask<{ followUps: { nodes: Item[] } }>(
    '{ followUps(first: 100) { nodes { state outcome snoozedUntil customer { name } interaction { cancelled body } } } }',
  )
  return names.map(name => {
    const found = followUps.nodes.find(({ customer }) => customer.name === name)
    if (!found) throw new Error(`Nothing is to be done for ${name}.`)
    return found
  })
}

const chosen = (page: Page) => page.locator('.item.chosen')
const rows = (page: Page) => page.locator('.item .who')

const openMorning = async (key: string, options: Parameters<typeof openTab>[2] = {}) => {
  const { page, complaints } = await openTab(browser, key, options)
  await page.goto(`${shop.url}/console/morning`)
  await rows(page).first().waitFor()
  return { page, complaints }
}

describe.skipIf(!hasChromium)('in a browser', () => {
  test('the printed address signs in once, and leaves no key in the address or beyond the tab', async () => {
    const { page, complaints } = await openTab(browser, null)
    await page.goto(shop.signInAddress)
    await page.locator('h1').waitFor()
    expect(new URL(page.url()).hash).toBe('')
    const kept = await page.evaluate(() => [
      JSON.stringify(localStorage),
      document.cookie,
      sessionStorage.getItem('holdfast.key'),
    ])
    expect(kept[0]).not.toContain('hf_')
    expect(kept.slice(1)).toEqual(['', shop.admin])

    const again = await openTab(browser, null)
    await again.page.goto(shop.signInAddress)
    await again.page.getByRole('status').filter({ hasText: 'used already' }).waitFor()
    await again.page.getByLabel('API key').fill(shop.lan)
    await again.page.keyboard.press('Enter')
    await rows(again.page).first().waitFor()
    expect(complaints).toEqual([])
  })

  test('the identity provider signs in whom it knows, and leads back to where they were', async () => {
    const { page, complaints } = await openTab(browser, null)
    await page.goto(`${shop.url}/console/morning?tab=free`)
    await page.getByRole('button', { name: 'Sign in with 127.0.0.1' }).click()
    await page.getByText('Lan', { exact: true }).waitFor()
    expect(page.url()).toBe(`${shop.url}/console/morning?tab=free`)
    expect(Object.fromEntries(provider.asked.at(-1) ?? [])).toMatchObject({
      response_type: 'code',
      client_id: 'console',
      redirect_uri: `${shop.url}/console/`,
      scope: 'openid',
      code_challenge_method: 'S256',
    })
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['holdfast.key'])
    expect(complaints).toEqual([])

    // An answer to a question that this tab never asked.
    const { page: other } = await openTab(browser, null)
    await other.goto(`${shop.url}/console/?code=stolen&state=of-somebody`)
    await other.getByText('did not let you in').waitFor()
    expect(new URL(other.url()).search).toBe('')
    await Promise.all([page.context().close(), other.context().close()])
  })

  test('ten items are worked off by the keyboard alone, and the API says the same', async () => {
    const { page, complaints } = await openMorning(shop.lan)
    const now = () => chosen(page).locator('.who').innerText()
    const gone = (name: string) =>
      rows(page)
        .filter({ hasText: new RegExp(`^${name}$`) })
        .waitFor({ state: 'detached' })
    await expect.poll(now).toBe('Hà')

    async function press(name: string, keys: readonly string[]) {
      await expect.poll(now).toBe(name)
      for (const key of keys) await page.keyboard.press(key)
      await gone(name)
      // What was just done is neither counted any more nor told as new.
      const counted = await page.locator('.tabs a[aria-current] .count').innerText()
      expect(counted.trim()).toBe(String(await rows(page).count()))
    }
    for (const name of ['Hà', 'Bình', 'Cúc']) await press(name, ['d', '1', 'Control+Enter'])
    await press('Dung', ['d', '3', 'Enter'])
    for (const name of ['Em', 'Phúc']) await press(name, ['n'])
    await press('Giang', ['s', '1'])
    await press('Hoa', ['x', '1'])
    // Letters that elsewhere do something are written.
    await press('Khôi', ['d', '1', 'c', 'n', 'x', 'Control+Enter'])
    await expect.poll(async () => (await itemsOf(['Khôi']))[0]?.interaction?.body).toBe('cnx')
    await expect.poll(now).toBe('Liên')
    await page.keyboard.press('c')
    await chosen(page).locator('.holder').waitFor()
    await press('Liên', ['d', '2', 'Control+Enter'])
    await expect
      .poll(async () => (await itemsOf(ordinary)).map(({ state, outcome }) => outcome ?? state))
      .toEqual([
        ...['REACHED', 'REACHED', 'REACHED', 'DECLINED', 'NO_ANSWER', 'NO_ANSWER'],
        ...['OPEN', 'DISMISSED', 'REACHED', 'WON_BACK', 'OPEN', 'OPEN'],
      ])
    expect((await itemsOf(['Giang']))[0]?.snoozedUntil).not.toBeNull()

    await page.keyboard.press('u')
    await rows(page)
      .filter({ hasText: /^Liên$/ })
      .waitFor()
    const [back] = await itemsOf(['Liên'])
    expect(back).toMatchObject({ state: 'OPEN', outcome: null })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('two people see within seconds what the other one takes', async () => {
    const { page: lan } = await openMorning(shop.lan)
    const { page: minh } = await openTab(browser, shop.minh)
    await minh.goto(`${shop.url}/console/morning?tab=team`)
    const seen = minh.locator('.item').filter({ hasText: 'Mai' })
    await seen.waitFor()
    await lan.locator('.item').filter({ hasText: 'Mai' }).locator('.head').click()
    await lan.keyboard.press('c')
    await seen.locator('.holder').filter({ hasText: 'With Lan' }).waitFor({ timeout: 8_000 })
    await seen.locator('.head').click()
    expect(await seen.locator('.actions').count()).toBe(0)
    await lan.keyboard.press('r')
    await seen.locator('.holder').waitFor({ state: 'detached', timeout: 8_000 })
    await Promise.all([lan.context().close(), minh.context().close()])
  })

  test('the keys that do something here are shown by one of them, and what a scope is missing for says so', async () => {
    const { page, complaints } = await openMorning(shop.lan)
    await page.keyboard.press('?')
    const help = page.getByRole('dialog')
    for (const label of ['Take it', 'Done', 'No answer', 'Next', 'Morning'])
      await help.getByText(label, { exact: true }).first().waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await page.context().close()

    const { made } = await shop.ask<{ made: { secret: string } }>(
      'mutation { made: apiKeyIssue(input: { name: "little", scopes: ["customers:read"] }) { ... on ApiKeyIssuePayload { secret } } }',
    )
    const little = await openTab(browser, made.secret)
    await little.page.goto(`${shop.url}/console/morning`)
    await little.page.getByText('follow-ups:read').first().waitFor()
    // What the API would refuse is not offered.
    const prospects = encodeURIComponent(JSON.stringify({ lifecycle: { in: ['PROSPECT'] } }))
    await little.page.goto(`${shop.url}/console/customers?rule=${prospects}`)
    await little.page.getByText('Export as CSV').waitFor()
    expect(await little.page.getByText(/^(Change all|Save as a segment)/).count()).toBe(0)
    // Nam has this number: whoever may not see numbers is not told that nobody has.
    await little.page.goto(`${shop.url}/console/customers?phone=0901234011`)
    await little.page.getByText('Phone numbers are personal').waitFor()
    expect(await little.page.getByText(/Nobody has this number|New prospect/).count()).toBe(0)
    await little.page.goto(`${shop.url}/console/house?part=keys`)
    await little.page.getByText('api-keys:read').first().waitFor()
    expect(await little.page.getByText('Issue a key').count()).toBe(0)
    await little.page.context().close()
  })

  test('a key is replaced only once it was asked, and the old one says when it ends', async () => {
    const { page, complaints } = await openTab(browser, shop.admin)
    const keys = async () =>
      (
        await shop.ask<{ apiKeys: { nodes: { name: string; expiresAt: string | null }[] } }>(
          '{ apiKeys(first: 20) { nodes { name expiresAt } } }',
        )
      ).apiKeys.nodes.filter(({ name }) => name === 'till')
    await shop.ask(
      'mutation { made: apiKeyIssue(input: { name: "till", scopes: ["customers:read"] }) { __typename } }',
    )
    await page.goto(`${shop.url}/console/house?part=keys`)
    await page.getByRole('button', { name: 'Rotate: till' }).click()
    const asked = page.getByRole('dialog')
    await asked.getByText('This cannot be taken back').waitFor()
    expect(await keys()).toEqual([{ name: 'till', expiresAt: null }])
    await asked.getByRole('button', { name: 'Rotate', exact: true }).click()
    await page.getByRole('heading', { name: 'The new key' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(/Active, ends/).waitFor()
    expect((await keys()).filter(({ expiresAt }) => expiresAt !== null)).toHaveLength(1)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a screen that a broken line kept away says so, and is there with the line', async () => {
    const { page } = await openMorning(shop.lan)
    await page.context().setOffline(true)
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    expect(await rows(page).count()).toBe(0)
    await page.context().setOffline(false)
    await page.locator('h1').filter({ hasText: 'Reports' }).waitFor()
    await page.context().close()
  })

  test('a caller is found by the number in any spelling, the call recorded by two keys, and taken back by one', async () => {
    const { page, complaints } = await openTab(browser, shop.lan)
    await page.goto(`${shop.url}/console/customers?phone=0901234011`)
    await page.locator('h1').filter({ hasText: 'Nam' }).waitFor()
    const calls = async () => {
      const { customers } = await shop.ask<{
        customers: {
          nodes: { interactions: { nodes: { kind: string; outcome: string; cancelled: boolean }[] } }[]
        }
      }>(
        '{ customers(first: 1, filter: { name: { equals: "Nam" } }) { nodes { interactions(first: 5) { nodes { kind outcome cancelled } } } } }',
      )
      return customers.nodes[0]?.interactions.nodes
    }
    await page.keyboard.press('l')
    await page.keyboard.press('2')
    await page.locator('.story .what').filter({ hasText: 'Call' }).waitFor()
    expect(await calls()).toEqual([{ kind: 'CALL', outcome: 'NO_ANSWER', cancelled: false }])
    // It was owed: the call did the work that waited.
    expect((await itemsOf(['Nam']))[0]).toMatchObject({ state: 'DONE', outcome: 'NO_ANSWER' })
    await page.keyboard.press('u')
    await expect.poll(calls).toEqual([{ kind: 'CALL', outcome: 'NO_ANSWER', cancelled: true }])
    expect((await itemsOf(['Nam']))[0]).toMatchObject({ state: 'OPEN', outcome: null })

    await page.locator('.standing').getByText('Promised', { exact: false }).first().waitFor()
    await page.keyboard.press('l')
    await page.getByLabel('About').selectOption('')
    await page.keyboard.press('1')
    await expect.poll(async () => (await calls())?.map(({ cancelled }) => cancelled)).toEqual([false, true])
    expect((await itemsOf(['Nam']))[0]).toMatchObject({ state: 'OPEN' })
    expect(complaints).toEqual([])

    for (const typed of ['0901 234 011', '+84 901-234-011', '34011']) {
      await page.goto(`${shop.url}/console/customers`)
      await page.getByRole('searchbox').fill(typed)
      await page.getByText('1 customer', { exact: true }).waitFor()
      expect(await page.locator('tbody th a').allInnerTexts()).toEqual(['Nam'])
    }
    // The search says what the address says, and what was typed last does not call back who has left.
    const search = page.getByRole('searchbox')
    await page.getByRole('link', { name: 'Customers' }).click()
    await expect.poll(() => search.inputValue()).toBe('')
    await search.fill('Nam')
    await page.getByRole('link', { name: 'Reports' }).click()
    await page.locator('h1').filter({ hasText: 'Reports' }).waitFor()
    await page.waitForTimeout(500)
    expect(new URL(page.url()).pathname).toBe('/console/reports')

    await page.goto(`${shop.url}/console/customers?phone=anonymous`)
    await page.getByText('The call shows no number.').waitFor()

    await page.goto(`${shop.url}/console/customers?phone=0901239999`)
    await page.getByLabel('Name').fill(hostile[0] ?? '')
    await page.keyboard.press('Enter')
    await page
      .locator('h1')
      .filter({ hasText: hostile[0] ?? '' })
      .waitFor()
    await page.locator('.tabs a[href$="part=history"]').click()
    await page.getByText('Kind: – → Person').waitFor()
    expect(await page.getByText('[]').count()).toBe(0)
    await page.context().close()
  })

  test('hostile names are text, and break no layout at the width of a phone', async () => {
    const { page, complaints } = await openMorning(shop.lan, { viewport: { width: 360, height: 740 } })
    const shown = await rows(page).allInnerTexts()
    expect(shown).toEqual(expect.arrayContaining([hostile[0], hostile[1], hostile[4]]))
    for (const name of hostile) {
      await page.locator('.item').filter({ hasText: name }).locator('.head').click()
      const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
      expect([name.slice(0, 20), wide]).toEqual([name.slice(0, 20), width])
    }
    expect(await page.title()).toBe('Morning · Holdfast')
    const unbroken = 'x'.repeat(200)
    await page.locator('.item').filter({ hasText: unbroken }).locator('.head').click()
    await page.keyboard.press('o')
    await page.locator('h1').filter({ hasText: unbroken }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    expect(await page.locator('main img, main script').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.each([
    ['light', 'en-GB', 'en'],
    ['light', 'vi-VN', 'vi'],
    ['dark', 'en-GB', 'en'],
    ['dark', 'vi-VN', 'vi'],
  ] as const)('axe finds nothing to complain of: %s, %s', async (colorScheme, locale, language) => {
    const { page } = await openMorning(shop.lan, { colorScheme, locale })
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    await page.keyboard.press('j')
    await page.keyboard.press('d')
    await page.locator('.asking').waitFor()
    expect(await violationsOn(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('o')
    for (const part of ['story', 'people', 'history']) {
      await page.locator(`.tabs a[href$="part=${part}"]`).click()
      await page.locator(`.tabs a[aria-current][href$="part=${part}"]`).waitFor()
      await page.locator('.skeleton').waitFor({ state: 'detached' })
      expect(await violationsOn(page)).toEqual([])
    }
    const { page: door } = await openTab(browser, null, { colorScheme, locale })
    await door.goto(`${shop.url}/console/`)
    await door.locator('form').waitFor()
    expect(await violationsOn(door)).toEqual([])
    await Promise.all([page.context().close(), door.context().close()])
  })

  test('a manager builds a segment, sees whom it takes in, saves it and finds the same at the API', async () => {
    const { page, complaints } = await openTab(browser, shop.admin)
    await page.goto(`${shop.url}/console/segments/new`)
    await page.getByLabel('Name', { exact: true }).fill('Begins with H')
    await page.getByLabel('Add a condition…').selectOption('name')
    await page.getByRole('textbox', { name: 'Name begins with' }).fill('H')
    await page.keyboard.press('Tab')
    await page.getByText(/^2 in, \d+ out, 0 cannot be told\.$/).waitFor()
    expect((await page.locator('.names li').allInnerTexts()).toSorted()).toEqual(['Hoa', 'Hà'])
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/segments\/seg_/)
    const { segments } = await shop.ask<{ segments: { nodes: object[] } }>(
      '{ segments(first: 5) { nodes { name memberCount } } }',
    )
    expect(segments.nodes).toEqual([{ name: 'Begins with H', memberCount: 2 }])

    await page.getByRole('textbox', { name: 'Name begins with' }).fill('M')
    await page.keyboard.press('Tab')
    const moving = page.locator('.preview')
    await moving.getByRole('heading', { name: 'Would come in 1' }).waitFor()
    await moving.getByRole('heading', { name: 'Would go out 2' }).waitFor()
    expect((await moving.locator('.names li').allInnerTexts()).toSorted()).toEqual(['Hoa', 'Hà', 'Mai'])
    expect(complaints).toEqual([])

    const rule = JSON.stringify({ name: { startsWith: 'H' } })
    await page.goto(`${shop.url}/console/customers?rule=${encodeURIComponent(rule)}`)
    await page.getByText('Change all 2 that match').click()
    await page.locator('.bulk').getByLabel('Owner').selectOption({ label: 'Minh' })
    await page.getByRole('button', { name: 'Try first' }).click()
    await page.getByText('2 would change, 0 stay as they are, 0 are refused.').waitFor()
    const owners = async () =>
      (
        await shop.ask<{ customers: { nodes: { name: string; owner: { name: string } | null }[] } }>(
          '{ customers(first: 5, filter: { name: { startsWith: "H" } }) { nodes { name owner { name } } } }',
        )
      ).customers.nodes
        .map(({ name, owner }) => `${name}: ${owner?.name ?? '–'}`)
        .toSorted()
    expect(await owners()).toEqual(['Hoa: –', 'Hà: –'])
    await page.getByRole('button', { name: 'Change what can be changed of 2' }).click()
    await expect.poll(owners).toEqual(['Hoa: Minh', 'Hà: Minh'])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a person asks to be erased: entered with the customer, told, carried out in the house, and gone', async () => {
    const { page, complaints } = await openTab(browser, shop.admin)
    await page.goto(`${shop.url}/console/customers?phone=0901234004`)
    await page.locator('h1').filter({ hasText: 'Em' }).waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1)
    await page.getByRole('link', { name: 'Consents and notes' }).click()
    await page.getByLabel('What for').selectOption({ label: 'Erasure' })
    await page.getByRole('button', { name: 'Enter the request' }).click()
    const kept = async () =>
      shop.ask<{
        customer: { name: string | null; phone: string | null; erasedAt: string | null }
        personRequests: {
          nodes: { kind: string; acknowledgedOn: string | null; outcome: string | null }[]
        }
      }>(
        'query ($id: ID!) { customer(by: { id: $id }) { name phone erasedAt } personRequests(first: 5) { nodes { kind acknowledgedOn outcome } } }',
        { id },
      )
    await page.getByText('The request is entered').waitFor()
    const { personRequests } = await kept()
    expect(personRequests.nodes).toEqual([{ kind: 'ERASURE', acknowledgedOn: null, outcome: null }])

    await page.goto(`${shop.url}/console/house?part=requests`)
    await page.getByRole('button', { name: 'Told them: Em' }).click()
    await expect
      .poll(async () => (await kept()).personRequests.nodes[0]?.acknowledgedOn)
      .toMatch(/^\d{4}-\d\d-\d\d$/)
    await page.getByRole('button', { name: 'Erase: Em' }).click()
    expect((await kept()).customer.erasedAt).toBeNull()
    await page.getByRole('button', { name: 'Erase for good' }).click()
    await page.getByText('Erased, and the request is closed.').waitFor()
    const after = await kept()
    expect(after.customer).toMatchObject({ name: null, phone: null })
    expect(after.customer.erasedAt).not.toBeNull()
    expect(after.personRequests.nodes[0]).toMatchObject({ outcome: 'DONE' })
    await page.getByRole('button', { name: 'Erase: Em' }).waitFor({ state: 'detached' })
    expect(await page.locator('main').innerText()).not.toContain('Em')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a policy is tried, saved as its next version, and taken back by another one', async () => {
    const { page, complaints } = await openTab(browser, shop.admin)
    await page.goto(`${shop.url}/console/house?part=policies&policy=lifecycle`)
    const versions = async () =>
      (
        await shop.ask<{ lifecyclePolicies: { version: number; activeCycles: number; note: string }[] }>(
          '{ lifecyclePolicies { version activeCycles note } }',
        )
      ).lifecyclePolicies
    const [first] = await versions()
    await page.getByLabel('Active up to cycles').fill('2')
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByText('Active up to cycles: 1.5 → 2').waitFor()
    expect(new URL(page.url()).searchParams.get('patch')).toBe('{"activeCycles":2}')
    expect(await versions()).toHaveLength(1)
    await page.getByLabel('Why', { exact: true }).fill('they buy seldom')
    await page.keyboard.press('Control+Enter')
    await page.getByText('2, in force').waitFor()
    expect((await versions())[0]).toEqual({ version: 2, activeCycles: 2, note: 'they buy seldom' })
    await page.getByRole('button', { name: /^Undo/ }).click()
    await page.getByText('3, in force').waitFor()
    expect((await versions())[0]).toMatchObject({ version: 3, activeCycles: first?.activeCycles })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('an operator imports a file with a bad row, reads its line, and takes the import back', async () => {
    const { page, complaints } = await openTab(browser, shop.admin)
    await page.goto(`${shop.url}/console/house?part=imports`)
    await page.getByLabel('Source', { exact: true }).fill('till')
    const text = 'externalId,name,phone\nA1,Quý,0901239801\nA2,Sơn,12\nA3,Tâm,0901239803\n'
    await page
      .getByLabel('File (CSV or NDJSON)')
      .setInputFiles({ name: 'till.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    await page.getByText('It would go in like this: 2 new, 0 changed, 0 unchanged, 1 rejected.').waitFor()
    const fault = page.locator('.importing tbody tr')
    expect((await fault.locator('th, td').allInnerTexts()).slice(0, 2)).toEqual(['3', 'phone'])
    expect(await violationsOn(page)).toEqual([])
    const states = async () =>
      (
        await shop.ask<{ imports: { nodes: object[] } }>(
          '{ imports(first: 5) { nodes { state created removed } } }',
        )
      ).imports.nodes
    expect(await states()).toEqual([])

    await page.keyboard.press('Control+Enter')
    await page.getByText('It went in: 2 new, 0 changed, 0 unchanged, 1 rejected.').waitFor()
    expect(await states()).toEqual([{ state: 'COMPLETED', created: 2, removed: 0 }])
    await page.getByRole('button', { name: 'Undo: till.csv' }).click()
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('Taken back: 2 removed, 0 as before, 0 kept.').waitFor()
    expect(await states()).toEqual([{ state: 'UNDONE', created: 2, removed: 2 }])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('an owner finds the region that is attacked, and reads what may be said of it', async () => {
    const { campaign } = await openAttack(shop)
    attackedCampaign = campaign
    const { page, complaints } = await openTab(browser, shop.admin)
    await page.goto(`${shop.url}/console/competitors`)
    const attacked = page.locator('.attacked li')
    await attacked.first().waitFor()
    const { regionsUnderAttack } = await shop.ask<{
      regionsUnderAttack: {
        regions: {
          region: { name: string }
          effect: string
          observed: number
          vulnerable: number
          vi: number
        }[]
      }
    }>('{ regionsUnderAttack(first: 5) { regions { region { name } effect observed vulnerable vi } } }')
    const [found] = regionsUnderAttack.regions
    expect(found).toMatchObject({ region: { name: 'Bắc' }, effect: 'MORE' })
    await attacked.filter({ hasText: 'Bắc' }).getByRole('link', { name: 'Giảm giá thu' }).click()
    const says = page.locator('section.told.shown')
    await says.waitFor()
    const sentences = await says.locator('.sentence').allInnerTexts()
    expect(sentences[0]).toContain(`Of ${found?.observed} observed customers ${found?.vulnerable} `)
    expect(await says.locator('.figures').innerText()).toContain(String(Math.round(found?.vi ?? 0)))
    await page.locator('.chart svg').first().waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  // The narrow dark window sees all of them: each look costs seconds.
  test.each([
    ['single things', 'light', 'en-GB', 1280, ofOne],
    ['single things', 'dark', 'vi-VN', 360, ofOne],
    ['lists', 'dark', 'vi-VN', 360, ofMany],
  ] as const)(
    'axe finds nothing to complain of on screens of %s, and each stays within its window: %s, %s',
    async (_, colorScheme, locale, width, screens) => {
      const { page, complaints } = await openTab(browser, shop.admin, {
        ...{ colorScheme, locale, viewport: { width, height: 800 } },
      })
      const { segments } = await shop.ask<{ segments: { nodes: { id: string }[] } }>(
        '{ segments(first: 1) { nodes { id } } }',
      )
      for (const part of screens) {
        const screen = part
          .replace(':segment', segments.nodes[0]?.id ?? '')
          .replace(':campaign', attackedCampaign)
        await page.goto(`${shop.url}/console/${screen}`)
        await page.locator('.panel').first().waitFor()
        await page.locator('.skeleton').first().waitFor({ state: 'detached' })
        expect(await violationsOn(page), screen).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth), screen).toBe(width)
      }
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )
})
