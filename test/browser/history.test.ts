import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { declareIncident } from '../../src/incidents/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { listRepositories } from '../../src/repos/contract.ts'
import { makeRepository, oidOf, type Step } from '../../src/repos/git/testing.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { endTransitions, faultsOf } from '../support/page-check.ts'
import { startProgram, type Program } from '../support/program.ts'
import { signedIn } from '../support/signed-in.ts'

const code = (rate: string) => ['export function tax(cart: Cart): number {', ...Array.from({ length: 8 }, (_, at) => `  step(${at})`), `  return cart.net * ${rate}`, '}', ''].join('\n')

/** The same in two repositories, so that each moment has a commit in both. */
const steps: readonly Step[] = [
  { message: 'Add the tax', files: [['tax.ts', code('0.19')], ['CODEOWNERS', '# who is asked\n*.ts @shop/tax ada@example.com\n']], after: 'reset refs/tags/v1\nfrom refs/heads/main\n\n' },
  { message: 'Read the rate from the table', author: 'Grace <grace@example.com>', files: [['tax.ts', code('rates[cart.region]')], ['notes.md', 'rates by region\n']], after: 'reset refs/tags/v2\nfrom refs/heads/main\n\n' },
  { message: 'Say where rates are from', files: [['notes.md', 'rates by region\nrates of the year\n']], after: 'reset refs/tags/v3\nfrom refs/heads/main\n\n' },
  { message: 'Drop the notes', files: [['notes.md', null]] },
]
const culprit = steps[1]?.message?.toString() ?? ''

const search = (query: string) => `/search?q=${encodeURIComponent(query)}&patternType=keyword`

/** How one who asks “since when?” goes through the pages, in one browser. */
describeWith('chromium', 'the history of code', () => {
  let program: Program
  let browser: Browser
  let page: Page
  let dataDir: string
  const broken: string[] = []

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'firebreak-history-'))
    const folder = join(dataDir, 'served')
    for (const name of ['cart', 'pay']) await makeRepository(join(folder, 'shop', `${name}.git`), steps)
    program = await startProgram({ dataDir: join(dataDir, 'data'), args: [folder] })
    browser = await launchBrowser()
    page = await signedIn(browser, program)
    page.on('pageerror', (error) => broken.push(String(error)))
    const options = { base: program.url, headers: { authorization: `Bearer ${program.token}` } }
    await vi.waitFor(async () => expect((await call(listRepositories, { query: {} }, options)).repos.filter(({ index }) => index.state === 'ready')).toHaveLength(2), { timeout: 50_000, interval: 100 })
    await call(declareIncident, { body: { title: 'Tax is wrong' } }, options)
  })
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const commit = (repository: string, rev: string) => `/shop/${repository}/-/commit/${oidOf(join(dataDir, 'served', 'shop', `${repository}.git`), rev)}`
  const go = (address: string) => page.goto(`${program.url}${address}`)
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name }).first()
  const chart = (): Locator => page.getByRole('img', { name: /lines? now/ })

  /** Nothing keeps anybody from using the page, at a desk by day or on a telephone at night. */
  async function expectUsable(): Promise<void> {
    for (const [width, height, colorScheme] of [[390, 844, 'dark'], [1280, 800, 'light']] as const) {
      await endTransitions(page)
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
      expect(await faultsOf(page)).toEqual([])
    }
    expect(broken.splice(0)).toEqual([])
  }

  describe('a search of changes', () => {
    test('lists the commits, under the head of their function', async () => {
      await go(search('rates'))
      await page.getByRole('link', { name: 'Who added or removed this?' }).click()
      await page.waitForURL(/type(:|%3A)diff/)
      await page.getByText('6 commits in 2 repositories').waitFor()
      await page.getByText('export function tax(cart: Cart): number {').first().waitFor()
      await page.getByText('Complete', { exact: true }).first().waitFor()
      await expectUsable()
    })

    test('is offered for a query by language, too, before the languages are loaded', async () => {
      await go(search('rates lang:TypeScript'))
      await page.getByRole('link', { name: 'Who added or removed this?' }).waitFor()
      expect(await page.locator('[data-problem]').count()).toBe(0)
      await page.goBack()
    })

    test('is narrowed by who wrote them, and leads to the commit', async () => {
      await button(/^Grace/).click()
      await page.getByText('2 commits in 2 repositories').waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.waitForURL(`${program.url}${commit('cart', 'v2')}`)
      await page.getByRole('heading', { name: culprit }).waitFor()
    })

    test('can be pinned, and its commits are evidence, not places', async () => {
      await go(search('type:diff select:commit.diff.added rates'))
      await page.getByText('4 commits in 2 repositories').waitFor()
      await button('Pin').click()
      await page.getByRole('button', { name: /INC-1/ }).filter({ visible: true }).last().click()
      await page.getByText(/Pinned the search/).waitFor()
      await go('/incidents/1')
      await button('4 commits').click()
      await page.getByRole('link', { name: culprit }).first().waitFor()
      await page.getByText('No place in code is known so far').waitFor()
      await expectUsable()
      await go('/incidents/1/report')
      await page.getByRole('cell', { name: culprit }).first().waitFor()
      await page.getByText('The pinned searches found no place.').waitFor()
      await expectUsable()
    })
  })

  describe('the count over time', () => {
    test('stands beside a search, with a table of the same', async () => {
      await go(search('rates repo:pay'))
      expect(await chart().getAttribute('aria-label')).toMatch(/^1 line now, the most were 3 on 2023-11-15, the first on 2023-11-14/)
      await button('Show as a table').click()
      const rows = page.getByRole('group', { name: 'Changes of the count' }).getByRole('row')
      expect(await rows.allInnerTexts()).toEqual([expect.stringMatching(/Commit\s+Change\s+Lines/), expect.stringMatching(/Drop the notes[^]*−2\s+1/), expect.stringMatching(/Say where[^]*\+1\s+3/), expect.stringMatching(/Read the rate[^]*Grace[^]*\+2\s+2/)])
      await expectUsable()
    })

    test('is shown as wide as the results, and beside them again', async () => {
      const width = async () => (await chart().boundingBox())?.width ?? 0
      expect(await width()).toBeLessThan(240)
      await button('Show the chart large').click()
      await expect.poll(width).toBeGreaterThan(600)
      await expectUsable()
      await button('Put the chart beside the results').click()
      await expect.poll(width).toBeLessThan(240)
    })

    test('leads to a commit by the pointer', async () => {
      const box = await chart().boundingBox()
      await page.mouse.move((box?.x ?? 0) + 44, (box?.y ?? 0) + 60)
      await page.getByText(/lines? since 2023-11-1/).waitFor()
      await page.mouse.click((box?.x ?? 0) + 44, (box?.y ?? 0) + 60)
      await page.waitForURL(/\/shop\/pay\/-\/commit\//)
    })

    test('leads to a commit by the keyboard', async () => {
      await page.goBack()
      await chart().focus()
      await page.keyboard.press('Home')
      await page.getByText(culprit).first().waitFor()
      await page.keyboard.press('Enter')
      await page.waitForURL(`${program.url}${commit('pay', 'v2')}`)
    })

    test('lists the commits of a point that stands for several', async () => {
      await go(search('rates'))
      await chart().focus()
      await page.keyboard.press('Home')
      await page.getByText('+4 by 2 commits in 2 repositories').waitFor()
      await page.keyboard.press('Enter')
      const list = page.getByRole('group', { name: 'Commits of this point' })
      await list.waitFor()
      await expectUsable()
      await page.keyboard.press('Escape')
      await list.waitFor({ state: 'hidden' })
      await chart().focus()
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await list.getByRole('link', { name: 'Drop the notes' }).last().click()
      await page.waitForURL(`${program.url}${commit('cart', 'main')}`)
    })
  })

  describe('the history of a line', () => {
    const line = 10

    test('is told by a key, even before the file is there', async () => {
      const file = '**/api/v1/code/file?*'
      let release = () => {}
      const released = new Promise<void>((done) => (release = done))
      await page.route(file, async (route) => released.then(() => route.continue()))
      await go(`/shop/pay/-/blob/tax.ts?L${line}`)
      await page.getByRole('region', { name: 'tax.ts' }).waitFor()
      await page.keyboard.press('w')
      release()
      const history = page.getByRole('region', { name: `History of line ${line}` })
      await history.getByRole('link', { name: culprit }).waitFor()
      expect(await history.innerText()).toMatch(/Grace[^]*still there[^]*first in\s+v2\s+now in[^]*v3/)
      await page.unroute(file)
      await expectUsable()
    })

    test('goes along with the line, and away with the key', async () => {
      const next = page.getByRole('region', { name: `History of line ${line - 1}` })
      await page.keyboard.press('k')
      await next.getByRole('link', { name: 'Add the tax' }).waitFor()
      await page.keyboard.press('w')
      await next.waitFor({ state: 'hidden' })
    })

    test('is told by a button, at a release, with who took it away', async () => {
      await go(`/shop/pay@v1/-/blob/tax.ts?L${line}`)
      await button('Since when? (w)').click()
      const history = page.getByRole('region', { name: `History of line ${line}` })
      await history.getByRole('link', { name: culprit }).waitFor()
      expect(await history.innerText()).toMatch(/Introduced\s+Add the tax[^]*Removed\s+Read the rate[^]*Releases\s+v1/)
      await history.getByRole('link', { name: culprit }).click()
      await page.waitForURL(`${program.url}${commit('pay', 'v2')}`)
    })

    test('leads to the commit, which is pinned to the incident', async () => {
      await page.getByRole('heading', { name: culprit }).waitFor()
      await page.keyboard.press('p')
      await page.getByText(/Pinned commit/).waitFor()
      await go('/incidents/1')
      await page.getByRole('article').filter({ hasText: culprit }).filter({ hasText: 'Grace' }).first().waitFor()
    })
  })

  describe('the owners of a file', () => {
    test('are told beside it, with the line of the rule', async () => {
      await go('/shop/pay/-/blob/tax.ts')
      await button(/^Owned by @shop\/tax and 1 more/).click()
      const owners = page.getByRole('dialog', { name: /^Owned by/ })
      await expectUsable()
      await owners.getByRole('link', { name: 'CODEOWNERS:2' }).click()
      await page.waitForURL((url) => url.pathname.endsWith('/-/blob/CODEOWNERS') && url.search === '?L2')
    })

    test('lead to all that is theirs, and are asked for by a search', async () => {
      await go('/shop/pay/-/blob/tax.ts')
      await button(/^Owned by @shop\/tax/).click()
      await page.getByRole('dialog', { name: /^Owned by/ }).getByRole('link', { name: '@shop/tax' }).click()
      await page.getByText('2 matches in 2 repositories').waitFor()
      await go(search('cart select:file.owners'))
      await page.getByText('2 owners').waitFor()
      await page.getByRole('link', { name: '@shop/tax' }).click()
      await page.waitForURL((url) => url.searchParams.get('q') === 'cart file:has.owner(@shop/tax)')
      await expectUsable()
    })
  })

  test('nothing broke on the way', () => expect(broken).toEqual([]))
})
