import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listRunning } from '../../src/deployments/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { addSample, listRepositories } from '../../src/repos/contract.ts'
import { sampleDeployments } from '../../src/repos/sample/deployments.ts'
import { sampleHistories } from '../../src/repos/sample/sample.ts'
import { sampleStory } from '../../src/repos/sample/story.ts'
import { launchBrowser } from '../support/chromium.ts'
import { describeWith } from '../support/need.ts'
import { startProgram, type Program } from '../support/program.ts'
import { signedIn } from '../support/signed-in.ts'

/** Where something runs. */
const slots = new Set(sampleDeployments.map(({ repository, environment }) => `${repository} ${environment}`)).size

describeWith('chromium', 'deployments', () => {
  let program: Program
  let browser: Browser
  let page: Page
  let dataDir: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'firebreak-deployments-'))
    program = await startProgram({ dataDir })
    browser = await launchBrowser()
    const options = { base: program.url, headers: { authorization: `Bearer ${program.token}` } }
    await call(addSample, { body: {} }, options)
    await vi.waitFor(async () => expect((await call(listRunning, { query: {} }, options)).running).toHaveLength(slots), { timeout: 50_000, interval: 200 })
    await vi.waitFor(async () => expect((await call(listRepositories, { query: { state: 'ready' } }, options)).total).toBe(sampleHistories.length), { timeout: 50_000, interval: 200 })
    page = await signedIn(browser, program)
  })
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('what runs is found among all that does, and what ran at a moment', async () => {
    await page.getByRole('link', { name: 'Deployments' }).click()
    await page.getByLabel('Filter').fill('pricing prod')
    const row = page.getByRole('table', { name: 'What runs where' }).getByRole('row').nth(1)
    await row.getByText('v2.6.1').waitFor()
    await page.getByLabel('At a moment').fill('2026-09-10T12:00')
    await row.getByText('v2.6.0').waitFor()
    await row.getByText('v2.5.0').waitFor()
  })

  test('what came with a deployment is one click away: the culprit', async () => {
    await page.getByRole('link', { name: 'Compare' }).click()
    await page.getByText(sampleStory.culprit.subject).first().waitFor()
    await page.goBack()
  })

  test('any two are compared, the older as what was before', async () => {
    await page.goto(`${program.url}/deployments?tab=history`)
    await page.getByLabel('Filter').fill('storefront production')
    for (const tag of ['v3.3.0', 'v3.1.0']) await page.getByRole('row').filter({ hasText: tag }).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Compare the two' }).click()
    await page.getByText(sampleStory.trigger.subject).first().waitFor()
  })

  test('a webhook is made, and what came of its event stands beside it', async () => {
    await page.goto(`${program.url}/deployments?tab=webhooks`)
    await page.getByRole('button', { name: 'Make a webhook' }).click()
    const shown = page.getByRole('status').filter({ hasText: 'Copy the secret now' })
    await shown.waitFor()
    const [secret = '', address = ''] = await shown.locator('code').allTextContents()
    const body = JSON.stringify({ zen: 'ping' })
    const sign = (key: string) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
    const send = (key: string) => fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-github-event': 'ping', 'x-hub-signature-256': sign(key) } })
    expect([(await send(secret)).status, (await send('guessed')).status]).toEqual([202, 401])
    await page.reload()
    await page.getByText('Passed over: only deployment_status events tell of deployments.').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('There is no webhook yet.').waitFor()
  })
})
