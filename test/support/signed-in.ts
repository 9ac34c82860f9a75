import type { Browser, Page } from 'playwright-core'
import type { Program } from './program.ts'

/** A page at a desk, signed in as the owner by the link that the program printed. */
export async function signedIn(browser: Browser, { link }: Program): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(link)
  await page.getByLabel('Name', { exact: true }).fill('Ada Okoye')
  await page.getByRole('button', { name: 'Start' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  return page
}
