/** Somebody who points at names in the page, timed by the page's own clock. */

import { setTimeout } from 'node:timers/promises'
import type { Page, Request } from 'playwright-core'
import { fileHref } from '../../web/repos/links.ts'
import type { Name } from './names.ts'

export const acts = ['hover', 'key', 'key at once', 'definition', 'references', 'references at once'] as const
/** The pointer rests on a name; `i` is pressed at it; it is clicked with Ctrl; Shift F12 is pressed at it. `at once`: right after a click has put the cursor there. */
export type Act = (typeof acts)[number]

const isAtOnce = (act: Act) => act === 'key at once' || act === 'references at once'

/** What was asked for was drawn; there is none; or the name stands where no pointer reaches it. */
export type Outcome = 'drawn' | 'nothing' | 'unseen'

export interface Timed {
  outcome: Outcome
  /** From the event, by its own time stamp, until what it leads to was painted. */
  milliseconds: number
  /** Of that, how long the page waited for the first answer of the server. */
  request: number
}

const unseen: Timed = { outcome: 'unseen', milliseconds: NaN, request: NaN }

const giveUpMs = 10_000
/** So long after the answer there would be a card. */
const untoldMs = 500

/** Goes from file to file within the page, as readers do. */
export class Reader {
  private readonly page: Page
  private readonly pending = new Set<Request>()

  constructor(page: Page) {
    this.page = page
    page.on('request', (request) => this.pending.add(request))
    for (const event of ['requestfinished', 'requestfailed'] as const) page.on(event as 'requestfinished', (request) => this.pending.delete(request))
  }

  /** Opens the file at the name's line, waits until the page has come to rest, and does the one thing. */
  async time(repo: string, { path, line, column }: Name, act: Act): Promise<Timed> {
    const { page } = this
    await page.mouse.move(0, 0)
    await page.evaluate((href) => history.pushState({}, '', href), fileHref({ repo, rev: '', path, lines: { start: line, end: line, ...(isAtOnce(act) ? {} : { startColumn: column }) } }))
    await page.waitForFunction(findSpot, { path, line, column }, { timeout: giveUpMs }).catch(() => null)
    await this.rest()
    if (act === 'key' || act === 'references') await page.locator('.cm-content').focus()
    const spot = await page.evaluate(findSpot, { path, line, column })
    if (!spot || spot === 'unseen') return unseen
    await page.evaluate(watch, { act, giveUpMs, untoldMs })
    await perform[act](page, spot)
    return page.evaluate(() => (window as unknown as Watched).timed)
  }

  /** Until nothing has been asked of the server for a moment; streams stay open. */
  private async rest(): Promise<void> {
    for (let quiet = 0; quiet < restMs; quiet += stepMs) {
      await setTimeout(stepMs)
      if ([...this.pending].some((request) => request.resourceType() !== 'eventsource')) quiet = 0
    }
  }
}

const restMs = 200
const stepMs = 20

/** So long the pointer is on a name before somebody clicks. */
const aimMs = 150

type Spot = { x: number; y: number }

const perform: Record<Act, (page: Page, spot: Spot) => Promise<void>> = {
  hover: (page, { x, y }) => page.mouse.move(x, y),
  key: (page) => page.keyboard.press('i'),
  async 'key at once'(page, { x, y }) {
    await page.mouse.click(x, y)
    await page.keyboard.press('i')
  },
  async definition(page, { x, y }) {
    await page.mouse.move(x, y)
    await setTimeout(aimMs)
    await page.keyboard.down('Control')
    await page.mouse.click(x, y)
    await page.keyboard.up('Control')
  },
  references: (page) => page.keyboard.press('Shift+F12'),
  async 'references at once'(page, { x, y }) {
    await page.mouse.click(x, y)
    await page.keyboard.press('Shift+F12')
  },
}

/** In the page: the middle of the character at a place of a file, once its line is drawn; `unseen` where no pointer reaches it. */
function findSpot({ path, line: number, column }: Name): Spot | 'unseen' | null {
  if (document.querySelector('main section[aria-label]')?.getAttribute('aria-label') !== path || document.querySelector('.cm-gutterElement.fb-selected-line')?.textContent !== String(number)) return null
  const line = document.querySelector('.cm-line.fb-selected-line')
  if (!line) return null
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
  let before = column - 1
  while (walker.nextNode()) {
    const length = walker.currentNode.textContent?.length ?? 0
    if (before < length) {
      const range = document.createRange()
      range.setStart(walker.currentNode, before)
      range.setEnd(walker.currentNode, before + 1)
      const { x, y, width, height } = range.getBoundingClientRect()
      const spot = { x: x + width / 2, y: y + height / 2 }
      return document.elementFromPoint(spot.x, spot.y)?.closest('.cm-line') === line ? spot : 'unseen'
    }
    before -= length
  }
  return 'unseen'
}

interface Watched {
  timed: Promise<Timed>
}

/** In the page: waits for the event, then looks before each frame whether what it leads to stands there. */
function watch({ act, giveUpMs, untoldMs }: { act: Act; giveUpMs: number; untoldMs: number }): void {
  const event = act === 'hover' ? 'pointermove' : act === 'definition' ? 'mousedown' : 'keydown'
  const address = location.href
  performance.clearResourceTimings()
  const messages = document.querySelectorAll('.mantine-Notification-root').length
  const sees = (selector: string) => document.querySelector(selector) !== null
  const isElsewhere = () => {
    const [, line] = /\?L(\d+)/.exec(location.search) ?? []
    const path = decodeURIComponent(location.pathname.split('/-/blob/')[1] ?? '')
    const isDrawn = document.querySelector('.cm-gutterElement.fb-selected-line')?.textContent === line
    return location.href !== address && isDrawn && document.querySelector('main section[aria-label]')?.getAttribute('aria-label') === path
  }
  const outcome = (): Outcome | null => {
    if (act === 'hover' || act.startsWith('key')) return sees('[role=dialog] [aria-label=Signature]') ? 'drawn' : sees('[role=dialog] p') ? 'nothing' : null
    if (sees('[data-panel] [data-row]') || (act === 'definition' && isElsewhere())) return 'drawn'
    return sees('[data-panel] h3') || document.querySelectorAll('.mantine-Notification-root').length > messages ? 'nothing' : null
  }
  const answer = () => performance.getEntriesByType('resource').find(({ name }) => name.includes('/api/v1/intel/'))
  const endOf = (entry?: PerformanceEntry) => (entry ? entry.startTime + entry.duration : Infinity)
  /** A card is opened at once when there is something to tell. */
  const isUntold = () => act === 'hover' && performance.now() - endOf(answer()) > untoldMs
  const { promise, resolve } = Promise.withResolvers<Timed>()
  ;(window as unknown as Watched).timed = promise
  /** Right after the frame is painted: a timer would wait for whatever else the page does after it. */
  const painted = (begun: number, outcome: Outcome) => void window.scheduler.postTask(() => resolve({ outcome, milliseconds: performance.now() - begun, request: answer()?.duration ?? 0 }), { priority: 'user-blocking' })
  addEventListener(event, ({ timeStamp }) => {
    const look = () => {
      const now = isUntold() || performance.now() - timeStamp > giveUpMs ? 'nothing' : outcome()
      if (now) painted(timeStamp, now)
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, { once: true, capture: true })
}
