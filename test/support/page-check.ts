import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What keeps somebody from using a page, each in a line; none for a page that is well. */
export async function faultsOf(page: Page): Promise<string[]> {
  return [...(await violations(page)), ...(await overflows(page)), ...(await headings(page))]
}

/**
 * The rules of WCAG 2.0 and 2.1, levels A and AA, as far as a program can check them. Lesser findings are hints, not faults.
 * Those of 2.2 are left out: they ask for targets 24 pixels high, and the numbers of code lines, which are links, are 20.
 */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<axe.AxeResults> } }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
    // No rule of these levels needs the style sheets, which would be fetched and parsed anew at each look.
    return (await checker.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: { assets: ['media'] } })).violations
  })
  const bad = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return bad.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary?.split('\n').at(1)?.trim() ?? ''}`))
}

/**
 * From now on a change of colour or place is there at once. Even the shortest transition of an inherited colour begins in
 * the children only when it has ended in their parent, and takes a frame for each.
 */
export const endTransitions = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('*, ::before, ::after { transition: none !important }')
    document.adoptedStyleSheets.push(sheet)
  })

/** Neither the page nor its main part may be scrolled sideways; code and tables scroll within themselves. */
const overflows = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, document.querySelector('main')].flatMap((part) =>
      part && part.scrollWidth > part.clientWidth ? [`${part.tagName.toLowerCase()} is ${part.scrollWidth} wide in ${part.clientWidth}`] : [],
    ),
  )

async function headings(page: Page): Promise<string[]> {
  const isVisible = await page.getByRole('heading', { level: 1 }).first().isVisible()
  return isVisible ? [] : ['no main heading is visible']
}
