import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bundleShop, shopSources, type Bundle } from '../../src/intel/source-maps/shop.fixture.ts'
import { call } from '../../src/platform/endpoint.ts'
import { listRepositories } from '../../src/repos/contract.ts'
import { makeRepository } from '../../src/repos/git/testing.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { endTransitions, faultsOf } from '../support/page-check.ts'
import { startProgram, type Program } from '../support/program.ts'
import { signedIn } from '../support/signed-in.ts'

const cart = 'class Cart {\n  void add() {\n    LOG.info("Added {} of {}", count, item);\n  }\n  void full() { LOG.warn("Cart " + id + " is full"); }\n}\n'
const minute = (at: number) => `2026-01-02 10:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
/** 5,000 lines of three kinds. */
const log = Array.from({ length: 5000 }, (_, at) => `${minute(at)} ${at % 10 === 0 ? `WARN Cart ${at} is full` : at % 10 === 1 ? `INFO nobody wrote ${at}` : `INFO Added ${at} of tea`}`).join('\n')

describeWith('chromium', 'locating', () => {
  let program: Program
  let browser: Browser
  let page: Page
  let folder: string
  let bundle: Bundle
  const broken: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firebreak-locating-'))
    bundle = await bundleShop()
    await makeRepository(join(folder, 'code/shop/web.git'), [{ files: Object.entries(shopSources) }])
    await makeRepository(join(folder, 'code/shop/cart.git'), [{ files: [['src/Cart.java', cart]] }])
    await writeFile(join(folder, 'app.js.map'), bundle.map)
    program = await startProgram({ dataDir: join(folder, 'data'), args: [join(folder, 'code')] })
    browser = await launchBrowser()
    const options = { base: program.url, headers: { authorization: `Bearer ${program.token}` } }
    await vi.waitFor(async () => expect((await call(listRepositories, { query: { state: 'ready' } }, options)).total).toBe(2), { timeout: 50_000, interval: 200 })
    page = await signedIn(browser, program)
    page.on('pageerror', (error) => broken.push(String(error)))
  })
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** As Ctrl-V does where nothing is being typed; typing thousands of lines takes a browser minutes. */
  async function paste(text: string): Promise<void> {
    await page.evaluate(() => sessionStorage.clear())
    await page.goto(`${program.url}/locate`)
    await page.getByLabel('Paste a stack trace, a log or an alert').waitFor()
    await page.evaluate((pasted) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', pasted)
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
  }

  /** At a desk and on a phone. */
  async function faults(): Promise<string[]> {
    await endTransitions(page)
    const atDesk = await faultsOf(page)
    await page.setViewportSize({ width: 390, height: 844 })
    const onPhone = await faultsOf(page)
    await page.setViewportSize({ width: 1280, height: 800 })
    return [...atDesk, ...onPhone.map((fault) => `on a phone: ${fault}`)]
  }

  test('source-mapped browser trace: the map is asked for, uploaded, and leads to the source', async () => {
    await paste(bundle.trace)
    await page.getByText('A minified file has no source map here').waitFor()
    await page.getByLabel('Release').fill('1.4')
    await page.locator('input[type=file]').setInputFiles(join(folder, 'app.js.map'))
    const place = page.getByRole('link', { name: 'shop/web src/rates.ts:7' }).first()
    await place.waitFor()
    await page.getByText('printed as t at …/assets/app.js:1:', { exact: false }).first().waitFor()
    await page.getByText('mapped through app.js.map (release 1.4)', { exact: false }).first().waitFor()
    await page.getByText('the map was made from this very file').first().waitFor()
    await page.getByText('return found.rate').first().waitFor()
    expect(await page.getByText('A minified file has no source map here').count()).toBe(0)
    expect(await faults()).toEqual([])
    await place.click()
    await page.waitForURL(/shop\/web.*\/-\/blob\/src\/rates\.ts\?L7/)
  })

  test('lines of a log lead to the statements that wrote them, whichever repository has them', async () => {
    await paste(log)
    await page.getByText('4,500 of 5,000 lines were written by 2 statements of shop/cart at main.').waitFor()
    const rows = page.getByRole('list', { name: 'Statements' }).getByRole('listitem')
    const added = rows.filter({ hasText: 'src/Cart.java:3' })
    await added.getByText('4,000 ×').waitFor()
    await added.getByText('2026-01-02 10:00:02 to 2026-01-02 10:23:19').waitFor()
    await rows.filter({ hasText: 'No statement that was read could have written these lines' }).getByRole('button', { name: 'Show the 500 lines' }).click()
    await page.getByText('INFO nobody wrote 1', { exact: false }).first().waitFor()
    expect(await faults()).toEqual([])
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/shop\/cart.*\/-\/blob\/src\/Cart\.java\?L3/)
  })

  test('another repository and revision can be asked, and what is wrong with them is said', async () => {
    await paste('2026-01-02 10:00:00 INFO Added 3 of tea')
    await page.getByText('The line was written by 1 statement of shop/cart at main.').waitFor()
    const panel = page.getByRole('region', { name: 'Log lines' })
    await panel.getByRole('button', { name: 'Assume otherwise' }).click()
    await panel.getByLabel('Repository').fill('shop/web')
    await page.keyboard.press('Escape')
    await panel.getByRole('button', { name: 'Look again' }).click()
    await page.getByText('This line can have been written by no statement that was read of shop/web at main.').waitFor()
    await panel.getByLabel('Revision').fill('none')
    await panel.getByRole('button', { name: 'Look again' }).click()
    await page.getByText('shop/web has no revision “none”.').waitFor()
  })

  test('a signal of an incident tells them too', async () => {
    await paste('2026-01-02 10:00:00 INFO Added 3 of tea')
    await page.getByRole('button', { name: 'Declare an incident' }).click()
    await page.getByLabel('What is broken?').fill('Carts are full of tea')
    await page.getByRole('dialog').getByRole('button', { name: /Declare/ }).click()
    await page.waitForURL(/\/incidents\/\w+$/)
    await page.getByRole('button', { name: 'Whole text' }).click()
    await page.getByText('The line was written by 1 statement of shop/cart at main.').waitFor()
    expect(broken).toEqual([])
  })
})
