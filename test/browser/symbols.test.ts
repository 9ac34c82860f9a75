import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { call } from '../../src/platform/endpoint.ts'
import { makeRepository } from '../../src/repos/git/testing.ts'
import { goToSymbol } from '../../src/search/contract.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { endTransitions, faultsOf } from '../support/page-check.ts'
import { startProgram, type Program } from '../support/program.ts'
import { signedIn } from '../support/signed-in.ts'

const code = ['package cart', '', 'type Cart struct{}', '', 'func (c *Cart) Total() int { return Sum(c) }', '', 'func Sum(c *Cart) int { return 0 }', '', 'const Summary = "sum"', ''].join('\n')

describeWith('chromium', 'the names of symbols in the browser', () => {
  let program: Program
  let browser: Browser
  let page: Page
  let dataDir: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'firebreak-symbols-'))
    const folder = join(dataDir, 'served')
    await makeRepository(join(folder, 'shop', 'cart.git'), [{ files: [['cart/cart.go', code]] }])
    program = await startProgram({ dataDir: join(dataDir, 'data'), args: [folder] })
    browser = await launchBrowser()
    page = await signedIn(browser, program)
    const options = { base: program.url, headers: { authorization: `Bearer ${program.token}` } }
    await vi.waitFor(async () => expect((await call(goToSymbol, { query: { q: 'Sum' } }, options)).symbols).not.toEqual([]), { timeout: 50_000, interval: 100 })
  })
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const symbols = () => page.locator('main li li a').evaluateAll((links) => links.map((link) => (link as HTMLElement).innerText.split('\n').join(' ')))

  test('are asked for beside a search, narrowed to a kind, and lead to their line', async () => {
    await page.goto(`${program.url}/search?q=sum&patternType=keyword`)
    await page.getByRole('link', { name: 'Where is it defined?' }).click()
    await page.getByText('2 symbols in 1 repository').waitFor()
    expect(await symbols()).toEqual(['Sum 7', 'Summary 9'])
    for (const [width, height] of [[390, 844], [1280, 800]] as const) {
      await endTransitions(page)
      await page.setViewportSize({ width, height })
      expect(await faultsOf(page)).toEqual([])
    }
    await page.getByRole('button', { name: /^function/ }).click()
    await page.getByText('1 symbol in 1 repository').waitFor()
    await page.getByRole('link', { name: /^function Sum/ }).click()
    await page.waitForURL(/\/shop\/cart@\w{40}\/-\/blob\/cart\/cart\.go\?L7$/)
  })
})
