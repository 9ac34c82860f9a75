import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleHistories } from '../../src/repos/sample/sample.ts'
import { sampleStory } from '../../src/repos/sample/story.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { startProgram, type Program } from '../support/program.ts'

const { trace, incident, culprit, searches } = sampleStory

/** The main job as a person does it, in one browser and then a second. Each step stands on the ones before. */
describeWith('chromium', 'the main job', () => {
  let program: Program
  let browser: Browser
  let page: Page
  let dataDir: string
  const broken: string[] = []

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'firebreak-browser-'))
    program = await startProgram({ dataDir })
    browser = await launchBrowser()
    page = await visitor(browser)
  })
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  /** A new person's browser. What breaks in its pages is collected and must be nothing in the end. */
  async function visitor(from: Browser): Promise<Page> {
    const context = await from.newContext({ viewport: { width: 1280, height: 800 } })
    const fresh = await context.newPage()
    fresh.setDefaultTimeout(20_000)
    fresh.on('pageerror', (error) => broken.push(String(error)))
    return fresh
  }
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name }).first()

  test('the one-time link signs the owner in', async () => {
    await page.goto(program.link)
    await page.getByLabel('Name', { exact: true }).fill('Ada Okoye')
    await button('Start').click()
    await page.getByRole('heading', { name: 'Which code do you answer for?' }).waitFor()
  })

  test('the link works once', async () => {
    const stranger = await visitor(browser)
    await stranger.goto(program.link)
    await stranger.getByText(/used|no longer|expired/i).first().waitFor()
    await stranger.context().close()
  })

  test('the sample organisation is one click away', { timeout: 180_000 }, async () => {
    await button('Try the sample organisation').click()
    await button(trace.title).waitFor({ timeout: 60_000 })
    await page.goto(`${program.url}/repos`)
    await expect.poll(() => page.getByText(`${sampleHistories.length} repositories`).count(), { timeout: 60_000 }).toBe(1)
    await expect.poll(() => page.getByText(/waiting|cloning|indexing/i).count(), { timeout: 60_000 }).toBe(0)
  })

  test('a pasted trace leads to the line, at the release that was running', async () => {
    await page.goto(program.url)
    await page.getByLabel('Paste a stack trace, a log or an alert').fill(trace.text)
    await button('Locate the code').click()
    const place = page.getByRole('link', { name: `${trace.crash.path}:${trace.crash.line}` }).first()
    await place.waitFor()
    await page.getByText(`at ${trace.revision}`).first().waitFor()
    // What the trace's own repository does not log, a library of it may.
    await page.getByText('Both lines were written by 1 statement of acme/shop-http at main.').waitFor()
    await place.click()
    await page.waitForURL(/-\/blob\//)
    await page.getByText(trace.crash.holds).first().waitFor()
    expect(decodeURIComponent(page.url())).toContain(`${trace.repository}@`)
    expect(page.url()).toContain(`?L${trace.crash.line}`)
  })

  test('the incident is declared with what was pasted', async () => {
    await page.goBack()
    await button('Declare an incident').click()
    await page.getByLabel('What is broken?').fill(incident.title)
    await page.getByRole('dialog').getByRole('button', { name: /Declare/ }).click()
    await page.waitForURL(/\/incidents\/\w+$/)
    await page.getByText('INC-1').first().waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' }) // the page's keys rest while it closes
    await page.getByText(trace.crash.path.split('/').at(-1) ?? '').first().waitFor()
  })

  test('the same fault is found everywhere, and pinned', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type(`${searches.copies.query} patterntype:regexp`)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\?/)
    await page.getByText(`${searches.copies.lines} matches`).first().waitFor()
    for (const file of searches.copies.files) await page.getByText(file.split(' ')[1] ?? '').first().waitFor()
    await page.getByText('Complete', { exact: true }).first().waitFor()
    await button('Pin').click()
    await page.getByText(/Pinned/).first().waitFor()
  })

  test('lines of a file are pinned by the keyboard', async () => {
    await page.goto(`${program.url}/${trace.repository}@${trace.revision}/-/blob/${trace.crash.path}?L${trace.crash.line}`)
    await page.getByText(trace.crash.holds).first().waitFor()
    await page.keyboard.press('p')
    await page.getByText(/Pinned/).first().waitFor()
  })

  test('the room holds evidence and a timeline that wrote itself', async () => {
    await page.goto(`${program.url}/incidents/1`)
    await page.getByText(`${trace.crash.path}:${trace.crash.line}`).first().waitFor()
    await page.getByText(/Pinned search/).first().waitFor()
    await button('Start investigating').click()
    await page.getByText('Status declared → investigating').first().waitFor()
  })

  test('the first suspect is the culprit: its difference is opened where it matters, and it is marked', async () => {
    const suspect = page.getByRole('region', { name: 'Suspects' }).getByRole('listitem').filter({ hasText: culprit.subject }).first()
    await suspect.getByLabel('Suspect 1', { exact: true }).waitFor()
    await suspect.getByRole('link', { name: culprit.subject }).click()
    await page.waitForURL(new RegExp(`/-/commit/${culprit.commit}#${trace.crash.path}$`))
    await page.getByRole('region', { name: trace.crash.path }).getByText(trace.crash.holds).first().waitFor()
    await page.goBack()
    await suspect.getByRole('button', { name: 'Culprit' }).click()
    await page.getByText(/^Culprit: acme\/pricing/).first().waitFor()
    await page.getByText('The one culprit marked here stood first.').waitFor()
  })

  test('the notebook saves itself', async () => {
    const block = page.locator('[data-type="markdown"]').first()
    await block.click()
    const text = page.getByLabel('Text, as Markdown')
    await text.fill('## What we know\n\nThe table has no row for **XI**.')
    await page.keyboard.press('Escape')
    await page.getByText('The table has no row for XI.').waitFor()
    await page.getByText(/Saved/).first().waitFor()
    await page.reload()
    await page.getByText('The table has no row for XI.').waitFor()
  })

  test('a colleague who was invited sees the same, live', async () => {
    const created = await page.evaluate(async () => {
      const response = await fetch('/api/v1/invitations', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ role: 'responder' }) })
      return (await response.json()) as { url: string }
    })
    const colleague = await visitor(browser)
    await colleague.goto(created.url)
    await colleague.getByLabel('Name', { exact: true }).fill('Bo Lindqvist')
    await colleague.getByLabel(/E-mail/).fill('bo@acme.example')
    await colleague.getByLabel(/Password/).first().fill('a long enough password')
    await colleague.getByRole('button', { name: /Start|Join|Create/ }).first().click()
    await colleague.waitForURL((url) => url.pathname === '/')
    await colleague.goto(`${program.url}/incidents/1`)
    await colleague.getByText('The table has no row for XI.').waitFor()
    await page.goto(`${program.url}/incidents/1`)
    await button('Mark mitigated').or(button(/mitigated/i)).first().click()
    await colleague.getByText('Status investigating → mitigated').first().waitFor()
    await colleague.context().close()
  })

  test('the report holds it all, and downloads', async () => {
    await page.goto(`${program.url}/incidents/1/report`)
    await page.getByRole('heading', { name: /Checkout fails/ }).first().waitFor()
    for (const file of searches.copies.files) await page.getByText(file.split(' ')[1] ?? '').first().waitFor()
    await page.getByText('Everything that was asked for was searched.').first().waitFor()
    await page.getByRole('region', { name: 'Cause' }).getByText(culprit.subject).waitFor()
    for (const format of ['md', 'csv', 'json', 'pdf']) {
      const bytes = await page.evaluate(async (url) => (await (await fetch(url)).arrayBuffer()).byteLength, `/api/v1/incidents/1/report/download?format=${format}`)
      expect(bytes, format).toBeGreaterThan(1000)
    }
  })

  test('nothing broke on the way', () => {
    expect(broken).toEqual([])
  })
})
