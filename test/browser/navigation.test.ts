import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { call } from '../../src/platform/endpoint.ts'
import { addSample, listRepositories } from '../../src/repos/contract.ts'
import { sampleHistories } from '../../src/repos/sample/sample.ts'
import { goToSymbol } from '../../src/search/contract.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { endTransitions, faultsOf } from '../support/page-check.ts'
import { startProgram, type Program } from '../support/program.ts'
import { signedIn } from '../support/signed-in.ts'

const main = '/acme/pricing/-/blob/src/main.ts'
const price = '/acme/pricing/-/blob/src/cart/price.ts'
const quote = '/acme/pricing/-/blob/src/routes/quote.ts'
const tax = '/acme/pricing/-/blob/src/tax/tax.ts'
const shelf = '/acme/inventory/-/blob/internal/stock/shelf.go'

/** How somebody finds their way through code of others, in one browser: each step begins where the one before ended. */
describeWith('chromium', 'from name to name', () => {
  let program: Program
  let browser: Browser
  let page: Page
  let dataDir: string
  const broken: string[] = []

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'firebreak-navigation-'))
    program = await startProgram({ dataDir })
    browser = await launchBrowser()
    const options = { base: program.url, headers: { authorization: `Bearer ${program.token}` } }
    await call(addSample, { body: {} }, options)
    page = await signedIn(browser, program)
    page.on('pageerror', (error) => broken.push(String(error)))
    const indexed = async () => (await call(goToSymbol, { query: { q: 'priceCart' } }, options)).complete && (await call(listRepositories, { query: { state: 'ready' } }, options)).total === sampleHistories.length
    await vi.waitFor(async () => expect(await indexed()).toBe(true), { timeout: 50_000, interval: 200 })
  })
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const go = async (address: string) => {
    await page.goto(`${program.url}${address}`)
    await page.locator('.cm-line').first().waitFor()
  }
  const searchFor = (query: string) => `${program.url}/search?${new URLSearchParams({ q: query, patternType: 'structural' })}`
  const stands = (address: string) => page.waitForURL(`${program.url}${address}`)
  const told = (rows: Locator) => rows.evaluateAll((each) => each.map((row) => (row as HTMLElement).innerText.split(/\s+/).join(' ')))
  const panel = () => page.getByRole('region', { name: 'Navigation' })
  const card = () => page.getByRole('dialog', { name: /^What/ })

  /** In the middle of the first letter of a name in the code. */
  async function place(name: string): Promise<{ x: number; y: number }> {
    const found = await page.locator('.cm-content').evaluate((content, text) => {
      const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const at = walker.currentNode.textContent?.indexOf(text) ?? -1
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(walker.currentNode, at)
        range.setEnd(walker.currentNode, at + 1)
        const { x, y, width, height } = range.getBoundingClientRect()
        return { x: x + width / 2, y: y + height / 2 }
      }
      return null
    }, name)
    if (!found) throw new Error(`${name} stands nowhere in the code that is drawn`)
    return found
  }
  async function point(name: string): Promise<void> {
    const { x, y } = await place(name)
    await page.mouse.move(x, y)
  }

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

  test('a name tells what it is when the pointer rests on it', async () => {
    await go(main)
    await point('quoteRoute }')
    await card().getByText('export const quoteRoute: Route').waitFor()
    await card().getByText('the price of a cart').waitFor()
    await card().getByText('search-based').waitFor()
    await page.keyboard.press('Escape')
    await card().waitFor({ state: 'detached' })
  })

  test('and by key, to whoever has no pointer', async () => {
    await page.mouse.move(0, 0)
    await page.locator('.cm-content').focus()
    for (const key of ['Control+Home', 'Control+ArrowRight', 'Control+ArrowRight', 'Control+ArrowRight']) await page.keyboard.press(key)
    await page.keyboard.press('i')
    await card().getByText('export function serve').waitFor()
    await expect.poll(() => card().evaluate((box) => box.contains(document.activeElement))).toBe(true)
    await expectUsable()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.cm-content').evaluate((content) => content === document.activeElement)).toBe(true)
  })

  test('what it tells is there before the key is pressed, once the cursor has rested on a name', async () => {
    const cards = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /intel\/hover.*line=3(?!\d)/.test(name)).length)
    expect(await cards()).toBe(0)
    for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    await expect.poll(cards).toBe(1)
    await page.keyboard.press('i')
    await card().waitFor()
    expect(await cards()).toBe(1)
    await page.keyboard.press('Escape')
    await card().waitFor({ state: 'detached' })
  })

  test('a click with the control key leads to its definition in another repository, and back leads to the name', async () => {
    const { x, y } = await place('serve }')
    await page.keyboard.down('ControlOrMeta')
    await page.mouse.click(x, y)
    await page.keyboard.up('ControlOrMeta')
    await stands('/acme/shop-http@main/-/blob/src/serve.ts?L13:17-13:22')
    await page.getByText('export function').first().waitFor()
    await page.goBack()
    await stands(`${main}?L1:10-1:15`)
    await page.locator('.fb-selected-line', { hasText: 'import { serve }' }).waitFor()
  })

  test('its references are listed over the repositories', async () => {
    await page.keyboard.press('Shift+F12')
    await panel().getByText(/^\d+ references in \d+ files of 4 repositories$/).waitFor()
    await expectUsable()
    await panel().getByLabel('Filter by line, path or repository').fill('checkout main.ts')
    await panel().getByText(/^2 of \d+ references/).waitFor()
  })

  test('and opened by key, while the list stays', async () => {
    await panel().locator('[data-row]').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('complementary', { name: 'Preview' }).getByText('ordersRoute').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/acme\/checkout@main\/-\/blob\/src\/main\.ts\?L4:1-4:6#tab=references/)
    await panel().getByText(/references in \d+ files of 4 repositories/).waitFor()
    await page.goBack()
    await stands(`${main}?L1:10-1:15#tab=references`)
    await page.keyboard.press('Escape')
    await stands(`${main}?L1:10-1:15`)
  })

  test('a symbol is found by some letters of its name', async () => {
    await page.keyboard.press('#')
    await page.getByPlaceholder(/Go to anything/).waitFor()
    await page.keyboard.type('prcart')
    await page.locator('[data-action][data-selected]', { hasText: 'priceCart' }).waitFor()
    await page.keyboard.press('Enter')
    await stands(`${price}?L10:17-10:26`)
    await page.locator('[aria-modal]').waitFor({ state: 'detached' })
  })

  test('those of a file stand beside it, and where in it one is above it', async () => {
    await page.keyboard.press(']')
    const symbols = page.getByRole('navigation', { name: 'Symbols of this file' })
    await symbols.locator('[aria-current]', { hasText: 'priceCart' }).waitFor()
    await symbols.getByLabel('Filter symbols').fill('pline')
    await symbols.getByRole('link', { name: 'priceLine' }).click()
    await stands(`${price}?L17:10-17:19`)
    await page.getByRole('button', { name: 'priceLine' }).first().waitFor()
    await expectUsable()
    await page.keyboard.press('@')
    await page.getByRole('button', { name: /^class PricedLine/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[aria-modal]').waitFor({ state: 'detached' })
  })

  test('callers are opened step by step', async () => {
    await page.getByRole('button', { name: 'Callers' }).first().click()
    await panel().getByText('1 function calls priceLine').waitFor()
    await panel().getByRole('button', { name: 'Open priceCart' }).click()
    await panel().getByRole('link', { name: 'quoteRoute.handle' }).waitFor()
    await expectUsable()
  })

  test('callees are told with the lines that call them, and lead there', async () => {
    await panel().getByRole('tab', { name: 'Callees' }).click()
    await panel().getByText('priceLine calls 2 functions').waitFor()
    await panel().getByRole('link', { name: 'discountFor', exact: true }).waitFor()
    await panel().getByRole('link', { name: /tax: taxOn\(net, region\)/ }).click()
    await page.waitForURL(/\/price\.ts\?L20:47\D/)
    await panel().getByText('priceLine calls 2 functions').waitFor()
  })

  test('so is the type of a name, in another repository', async () => {
    await go(`${quote}?L7:14#tab=type`)
    await panel().getByText('1 definition in 1 file').waitFor()
    await panel().locator('[data-row]', { hasText: 'export type Route' }).waitFor()
    await panel().getByRole('tab', { name: 'Implementations' }).click()
    await panel().getByText('Nothing was found that implements, extends or overrides quoteRoute.').waitFor()
    await expectUsable()
  })

  test('a route that is an object leads to a line as well', async () => {
    await go(`${price}?L20#tab=entries`)
    await panel().getByRole('heading', { name: 'route POST /v1/quotes' }).waitFor()
    await expectUsable()
  })

  test('what guards a line is listed from the line outward', async () => {
    await go(`${shelf}?L40`)
    await page.getByRole('button', { name: 'Guards', exact: true }).click()
    await panel().getByText('3 things stand around line 40, from the line outward').waitFor()
    expect(await told(panel().locator('ol li'))).toEqual(['condition 39 s.pieces[item.SKU] < item.Quantity', 'loop 38 for _, item := range items', 'lock 36 s.mu.Lock()', 'in 35 Shelf.Reserve'])
    await expectUsable()
  })

  test('and how a line that is selected is reached from outside', async () => {
    await panel().getByRole('tab', { name: 'Reached from' }).click()
    await panel().getByText('One way leads to line 40').waitFor()
    await panel().getByRole('heading', { name: 'route POST /v1/reservations' }).waitFor()
    expect(await panel().locator('ol a[data-row]').allInnerTexts()).toEqual(['Routes', 'reserve', 'Shelf.Reserve'])
    await expectUsable()
    await page.getByText('44', { exact: true }).first().click()
    await panel().getByText('One way leads to line 44').waitFor()
  })

  test('who owns a file is told with the rule that says so', async () => {
    await go(tax)
    await page.getByRole('button', { name: /^Owned by @acme\/team-pricing and 1 more: show why/ }).click()
    const owners = page.getByRole('dialog')
    expect(await told(owners.locator('li'))).toEqual(['@acme/team-pricing @acme/team-finance by the rule /src/tax/, CODEOWNERS:2'])
    await expectUsable()
    await owners.getByRole('link', { name: 'CODEOWNERS:2' }).click()
    await page.waitForURL(/\/CODEOWNERS\?L2$/)
    await page.goBack()
    await stands(tax)
  })

  test('code is found by its structure and a rule', async () => {
    await page.goto(searchFor("lang:go return false rule:'{inside: {kind: for_statement, stopBy: end}}'"))
    await page.getByText('1 match in 1 repository').waitFor()
    await expectUsable()
    await page.locator('main a', { hasText: /^40$/ }).click()
    await page.waitForURL(/\/acme\/inventory@\w{40}\/-\/blob\/internal\/stock\/shelf\.go\?L40/)
  })

  test('what is no code of the language is refused with the reason', async () => {
    await page.goto(searchFor('lang:typescript taxOn($A'))
    await page.getByText('In TypeScript, the pattern does not parse as one expression, statement or declaration.').waitFor()
    await page.getByText('Not searched').first().waitFor()
    await expectUsable()
  })
})
