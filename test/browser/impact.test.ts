import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findImpact } from '../../src/impact/contract.ts'
import { declareIncident, getIncident, setHoles, trackHoles } from '../../src/incidents/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { addSample } from '../../src/repos/contract.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { startProgram, type Program } from '../support/program.ts'
import { signedIn } from '../support/signed-in.ts'

const advisory = { id: 'ACME-2026-1', affected: [{ package: { ecosystem: 'npm', name: 'zod' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '4.0.0' }, { fixed: '4.2.0' }] }] }] }

describeWith('chromium', 'who else is hit', () => {
  let program: Program
  let browser: Browser
  let page: Page
  let dataDir: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'firebreak-impact-'))
    program = await startProgram({ dataDir })
    browser = await launchBrowser()
    const options = { base: program.url, headers: { authorization: `Bearer ${program.token}` } }
    await call(addSample, { body: {} }, options)
    const isRead = async () => {
      const { complete, around } = await call(findImpact, { body: { osv: advisory } }, options)
      return complete && around.complete && around.hit.length > 0
    }
    await vi.waitFor(async () => expect(await isRead()).toBe(true), { timeout: 100_000, interval: 500 })
    await call(declareIncident, { body: { title: 'A package is poisoned' } }, options)
    page = await signedIn(browser, program)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('a file of advisories leads to a table of all that is hit', async () => {
    await page.getByRole('link', { name: 'Impact', exact: true }).click()
    await page.getByText('Advisories', { exact: true }).click()
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'choose a file' }).click()])
    await chooser.setFiles({ name: 'osv.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(advisory)) })
    await page.getByText(/Complete: looked at \d+ revisions of \d+ repositories/).waitFor()
    const rows = page.getByRole('list', { name: 'Affected places' }).locator('> li')
    await rows.filter({ hasText: 'acme/checkout' }).filter({ hasText: 'production' }).getByText('ACME-2026-1').waitFor()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('pricing')
    await expect.poll(() => rows.filter({ hasText: 'acme/checkout' }).count()).toBe(0)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('')
  })

  test('whether a package is used is told with the line that imports it', async () => {
    const row = page.getByRole('list', { name: 'Affected places' }).locator('> li').filter({ hasText: 'acme/checkout' }).first()
    await row.getByRole('button', { name: 'Is it used?' }).click()
    await row.getByText('import { z } from').waitFor()
  })

  test('the graph tells the evidence of an edge', async () => {
    await page.getByText('Graph', { exact: true }).click()
    await page.getByRole('button', { name: /^Edge from|used by, precise/ }).or(page.locator('.react-flow__edge')).first().waitFor()
    await page.locator('.react-flow__node').filter({ hasText: 'storefront' }).first().click()
    const evidence = page.getByRole('complementary', { name: 'Evidence' })
    await evidence.getByText('zod 4.1.12').first().waitFor()
    const line = evidence.getByRole('link', { name: /acme\/storefront@\S+ package\.json:\d+/ }).first()
    expect(await line.getAttribute('href')).toMatch(/^\/acme\/storefront@[0-9a-f]{40}\/-\/blob\/package\.json\?L\d+$/)
    await page.getByRole('button', { name: 'Close the evidence' }).click()
  })

  test('it is exported as a document of the trade', async () => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /OpenVEX/ }).click()])
    const { statements } = JSON.parse(await readFile(await download.path(), 'utf8')) as { statements: { vulnerability: { name: string }; status: string }[] }
    expect(statements).toContainEqual(expect.objectContaining({ vulnerability: { name: 'ACME-2026-1' }, status: 'affected' }))
  })

  test('pinned, it stands in the report', async () => {
    await page.getByRole('button', { name: 'Pin the answer' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /A package is poisoned/ }).click()
    await page.getByText(/^Pinned the answer about impact/).first().waitFor()
    await page.goto(`${program.url}/incidents/1/report`)
    await page.getByText('ACME-2026-1').first().waitFor()
    await page.getByText('acme/storefront').first().waitFor()
  })

  test('places are told apart by what their holes have come to', async () => {
    const options = { base: program.url, headers: { authorization: `Bearer ${program.token}` } }
    const { id, evidence } = await call(getIncident, { params: { id: '1' } }, options)
    const { holes } = await call(trackHoles, { params: { id }, body: { evidence: evidence[0]?.id ?? '', places: null } }, options)
    const fixed = holes.filter(({ repository }) => repository === 'acme/checkout')
    await call(setHoles, { params: { id }, body: { holes: fixed.map((hole) => hole.id), state: 'fixed', reason: '' } }, options)
    await page.goto(`${program.url}/impact?purl=pkg%3Anpm%2Fzod&range=%3E%3D4.0.0+%3C4.2.0`)
    await page.getByRole('combobox', { name: 'State in INC-1' }).click()
    await page.getByRole('option', { name: /^Fixed/ }).click()
    const rows = page.getByRole('list', { name: 'Affected places' }).locator('> li')
    await expect.poll(() => rows.filter({ hasNotText: 'acme/checkout' }).count()).toBe(0)
    await rows.first().getByText('Fixed').waitFor()
  })

  test('lines of a file are asked about from the file itself', async () => {
    await page.goto(`${program.url}/acme/shop-http/-/blob/src/client.ts?L16-22`)
    await page.getByRole('link', { name: 'Who else is hit' }).click()
    await page.getByRole('heading', { name: 'lines 16 to 22 of acme/shop-http src/client.ts' }).waitFor()
    await page.getByRole('list', { name: 'Affected places' }).locator('> li').filter({ hasText: 'acme/storefront' }).first().waitFor()
    expect(await page.getByRole('textbox', { name: 'File' }).inputValue()).toBe('src/client.ts')
  })

  test('services are listed with what they need and who needs them', async () => {
    await page.goto(`${program.url}/services`)
    const row = page.getByRole('table', { name: 'Services' }).getByRole('row').filter({ has: page.getByRole('link', { name: 'pricing', exact: true }) })
    await row.getByText('checkout').waitFor()
    await page.getByLabel('Filter').fill('team-finance')
    await expect.poll(() => row.count()).toBe(0)
  })

  test('services are told as they run, with the lines of code behind an edge', async () => {
    await page.goto(`${program.url}/services`)
    await page.getByRole('combobox', { name: 'At' }).click()
    await page.getByRole('option', { name: 'What runs in production' }).click()
    await page.getByText(/12 repositories running in production; the other 6 stand at their default branch/).waitFor()
    await page.getByText('Graph', { exact: true }).click()
    const chosen = page.getByRole('complementary', { name: 'Evidence' })
    await expect.poll(async () => {
      await page.locator('.react-flow__node').filter({ hasText: 'returns' }).first().dispatchEvent('click')
      return chosen.count()
    }).toBe(1)
    const edge = chosen.locator('section').filter({ hasText: 'com.acme:log-lines 2.3.0 used by' })
    await edge.getByText('LogLines', { exact: true }).waitFor()
    await edge.getByText('LogLines · inferred').waitFor()
  })
})
