import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { declareIncident, getIncident, pinEvidence } from '../../src/incidents/contract.ts'
import { getNotebook, saveNotebook } from '../../src/notebooks/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { addSample, listRepositories } from '../../src/repos/contract.ts'
import { sampleHistories } from '../../src/repos/sample/sample.ts'
import { sampleStory } from '../../src/repos/sample/story.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { endTransitions, faultsOf } from '../support/page-check.ts'
import { startProgram, type Program } from '../support/program.ts'
import { signedIn } from '../support/signed-in.ts'

const { trace, incident, culprit, searches } = sampleStory
const longTitle = 'Checkout fails for carts '.padEnd(280, 'and more of them ').concat('to-every-region-we-k').slice(0, 300)
const notebookText = 'The table has no row for XI.'

interface Case {
  /** As `/incidents/1`; what differs from run to run stands in braces. */
  address: string
  /** A text of the page that stands there only when it is whole. */
  tells: string | RegExp
  /** What the title of the tab holds. */
  title: string
  act?: (page: Page) => Promise<void>
}

const file = `/acme/pricing@${trace.revision}/-/blob/${trace.crash.path}?L${trace.crash.line}`
const search = (query: string) => `/search?q=${encodeURIComponent(query)}&patternType=regexp`

const pages: Record<string, Case> = {
  'home': { address: '/', tells: incident.title, title: 'Firebreak' },
  'search without a query': { address: '/search', tells: 'Search all code', title: 'Search' },
  'search with results': { address: search(searches.copies.query), tells: `${searches.copies.lines} matches`, title: 'lang:TypeScript' },
  'search without results': { address: search('nobodyWroteThis'), tells: 'Nothing matches in what was searched', title: 'nobodyWroteThis' },
  'search that cannot run': { address: search('rates['), tells: 'Not searched', title: 'rates[' },
  'locate': { address: '/locate', tells: 'Locate', title: 'Locate' },
  'located trace': { address: '/locate', tells: `${trace.crash.path}:${trace.crash.line}`, title: 'Locate', act: pasteTrace },
  'repositories': { address: '/repos', tells: `${sampleHistories.length} repositories`, title: 'Repositories' },
  'adding repositories': { address: '/repos?add=1', tells: `${sampleHistories.length} repositories`, title: 'Repositories' },
  'folder': { address: '/acme/pricing', tells: 'package.json', title: 'acme/pricing' },
  'file': { address: file, tells: trace.crash.holds, title: 'regional.ts' },
  'file with blame': { address: file, tells: /^\w\w? · /, title: 'regional.ts', act: (page) => page.getByRole('button', { name: 'Blame' }).click() },
  'rendered document': { address: '/acme/platform-docs/-/blob/README.md', tells: 'README.md', title: 'README.md' },
  'history': { address: `/acme/pricing/-/history/${trace.crash.path}`, tells: culprit.subject, title: 'History' },
  'commit': { address: `/acme/pricing/-/commit/${culprit.commit}`, tells: culprit.author, title: 'Commit' },
  'indexes': { address: '/acme/pricing/-/code-intelligence', tells: 'No index yet', title: 'Indexes' },
  'compare': { address: '/acme/pricing/-/compare/v2.5.0...v2.6.0', tells: culprit.subject, title: 'Compare' },
  'branches and tags': { address: '/acme/pricing/-/refs', tells: 'none left out', title: 'Branches and tags' },
  'unknown repository': { address: '/acme/nothing', tells: 'acme/nothing', title: 'acme/nothing' },
  'incidents': { address: '/incidents', tells: incident.title, title: 'Incidents' },
  'declaring an incident': { address: '/incidents?declare=1', tells: 'What is broken?', title: 'Incidents' },
  'incident': { address: '/incidents/1', tells: notebookText, title: `INC-1 ${incident.title}` },
  'incident with a long title': { address: '/incidents/2', tells: 'INC-2', title: 'INC-2' },
  'unknown incident': { address: '/incidents/99', tells: 'That did not work', title: 'Incident 99' },
  'report': { address: '/incidents/1/report', tells: 'Written by Firebreak', title: 'Report INC-1' },
  'notebooks': { address: '/notebooks', tells: incident.title, title: 'Notebooks' },
  'notebook': { address: '/notebooks/{notebook}', tells: notebookText, title: incident.title },
  'deployments': { address: '/deployments', tells: 'v2.6.1', title: 'Deployments' },
  'history of deployments': { address: '/deployments?tab=history', tells: 'kiosk', title: 'Deployments' },
  'webhooks of deployments': { address: '/deployments?tab=webhooks', tells: 'There is no webhook yet', title: 'Deployments' },
  'impact': { address: '/impact', tells: 'Ask who else is hit', title: 'Impact' },
  'impact of a package': { address: '/impact?purl=pkg:npm/zod', tells: 'Since when', title: 'Impact' },
  'impact as a graph': { address: '/impact?purl=pkg:npm/zod', tells: 'Choose one for its evidence', title: 'Impact', act: drawGraph },
  'services': { address: '/services', tells: 'Needed by', title: 'Services' },
  'settings: account': { address: '/settings', tells: 'Settings', title: 'Settings' },
  'settings: API tokens': { address: '/settings?tab=tokens', tells: 'Settings', title: 'Settings' },
  'settings: people': { address: '/settings?tab=people', tells: 'Ada Okoye', title: 'Settings' },
  'settings: invitations': { address: '/settings?tab=invitations', tells: 'Settings', title: 'Settings' },
  'sign-in': { address: '/sign-in', tells: 'No password yet?', title: 'Sign in' },
  'welcome with a useless link': { address: '/welcome#token=none', tells: 'You were invited:', title: 'This link' },
  'nothing there': { address: '/acme/pricing/-/nothing', tells: 'There is nothing at this address', title: 'Nothing' },
  'map of the keys': { address: '/incidents', tells: 'Show this map', title: 'Incidents', act: showKeys },
}

async function pasteTrace(page: Page): Promise<void> {
  await page.getByLabel('Paste a stack trace, a log or an alert').fill(trace.text)
  await page.getByRole('button', { name: 'Locate' }).first().click()
}

async function drawGraph(page: Page): Promise<void> {
  await page.getByText('Graph', { exact: true }).click()
}

async function showKeys(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Incidents' }).waitFor()
  await page.keyboard.press('?')
}

interface Look {
  name: string
  width: number
  height: number
  colorScheme: 'light' | 'dark'
}

const desk: Look = { name: 'at a desk, light', width: 1280, height: 800, colorScheme: 'light' }
const telephone: Look = { name: 'on a telephone, dark', width: 390, height: 844, colorScheme: 'dark' }

describeWith('chromium', 'every page', () => {
  let program: Program
  let browser: Browser
  let dataDir: string
  let notebook: string
  let owner: Awaited<ReturnType<BrowserContext['storageState']>>

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'firebreak-pages-'))
    program = await startProgram({ dataDir })
    browser = await launchBrowser()
    notebook = await furnish(program)
    const first = (await signedIn(browser, program)).context()
    owner = await first.storageState()
    await first.close()
  })
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  // One page for all: to load the next address in it takes half of what a new one does.
  let context: BrowserContext
  let page: Page
  const broken: string[] = []

  beforeAll(async () => {
    context = await browser.newContext({ storageState: owner, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => broken.push(String(error)))
  })
  afterAll(() => context?.close())

  // Each page is loaded in one look and turned to the other, as a window is drawn small or a telephone goes dark; every second one begins small.
  describe.each(Object.entries(pages).map((entry, at) => [...entry, at % 2 === 0 ? [desk, telephone] : [telephone, desk]] as const))('%s', (called, { address, tells, title, act }, [first, second]) => {
    test(`loaded ${first.name}`, async () => {
      await turnTo(page, first)
      await page.goto(`${program.url}${address.replace('{notebook}', notebook)}`)
      await act?.(page)
      await see(first)
    })
    test(`turned to what it is ${second.name}`, async () => {
      await endTransitions(page)
      await turnTo(page, second)
      await see(second)
    })

    async function see({ name, colorScheme }: Look): Promise<void> {
      await page.getByText(tells).filter({ visible: true }).first().waitFor()
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor()
      await keepPicture(page, `${called} ${name}`)
      await expect.poll(() => page.title()).toContain(title)
      expect(await faultsOf(page)).toEqual([])
      expect(broken.splice(0)).toEqual([])
    }
  })

  test('a second click into a text of a notebook places the cursor there', async () => {
    await turnTo(page, desk)
    await page.goto(`${program.url}/notebooks/${notebook}`)
    await page.getByText(notebookText).dblclick()
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' Mend it.')
    await page.keyboard.press('Escape')
    await page.getByText(`${notebookText} Mend it.`).waitFor()
  })

  test('while the server is gone a page says so, and goes on by itself when it is back', async () => {
    await turnTo(page, desk)
    await page.goto(`${program.url}/incidents`)
    await page.getByText(incident.title).first().waitFor()
    await page.route('**/*', (route) => route.abort())
    await page.getByRole('link', { name: 'Deployments' }).click()
    await page.getByText('The server does not answer. What stands here may be old').waitFor()
    await page.unroute('**/*')
    await page.getByRole('heading', { name: 'Deployments' }).waitFor()
    await page.getByText('v2.6.1').first().waitFor()
    expect(await page.getByText('The server does not answer').count()).toBe(0)
  })
})

async function turnTo(page: Page, { width, height, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme })
}

/** For people to look at: SCREENSHOTS names the folder. */
async function keepPicture(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name.replaceAll(/\W+/g, '-')}.png`) })
}

/** The sample organisation, an incident with everything in it, and one with the longest title. Answers its notebook. */
async function furnish({ url, token }: Program): Promise<string> {
  const options = { base: url, headers: { authorization: `Bearer ${token}` } }
  await call(addSample, { body: {} }, options)
  const ready = async () => (await call(listRepositories, { query: { state: 'ready' } }, options)).total
  await vi.waitFor(async () => expect(await ready()).toBe(sampleHistories.length), { timeout: 50_000, interval: 100 })
  const { id, notebookId } = await call(declareIncident, { body: { title: incident.title, severity: 'sev2', signal: trace.text } }, options)
  await call(declareIncident, { body: { title: longTitle } }, options)
  const pins = [
    { kind: 'search', query: searches.copies.query, patternType: 'regexp' },
    { kind: 'file', repo: trace.repository, rev: trace.revision, path: trace.crash.path, lines: { start: trace.crash.line, end: trace.crash.line } },
    { kind: 'commit', repo: culprit.repository, rev: culprit.commit },
  ] as const
  for (const what of pins) await call(pinEvidence, { params: { id }, body: { what } }, options)
  expect((await call(getIncident, { params: { id } }, options)).evidence).toHaveLength(pins.length)
  const { version, title } = await call(getNotebook, { params: { id: notebookId }, query: {} }, options)
  const blocks = [
    { id: 'text', type: 'markdown', text: `## What we know\n\n${notebookText}` },
    { id: 'query', type: 'query', ...pins[0] },
    { id: 'file', type: 'file', ...pins[1] },
    { id: 'commit', type: 'commit', repo: culprit.repository, oid: culprit.commit },
  ] as const
  await call(saveNotebook, { params: { id: notebookId }, body: { baseVersion: version, title, blocks: blocks.map((block) => ({ ...block })) } }, options)
  return notebookId
}
