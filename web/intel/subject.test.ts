import { describe, expect, test } from 'vitest'
import { panelHash, parsePanel, subjectHref, type Panel } from './subject.ts'

const show = (panel: Panel | null): string => (panel ? [panel.tab, ...(panel.of ? [subjectHref(panel.of)] : [])].join(' ') : 'none')

describe('the panel of an address', () => {
  test.each([
    ['', 'none'],
    ['#', 'none'],
    ['#L10', 'none'],
    ['#tab=history', 'none'],
    ['#tab=references', 'references'],
    ['tab=definitions', 'definitions'],
    ['#tab=implementations', 'implementations'],
    ['#tab=type', 'type'],
    ['#tab=definitions&of=%2Fa%2Fb%40v1%2F-%2Fblob%2Fsrc%2Fx.ts%3FL10%3A5', 'definitions /a/b@v1/-/blob/src/x.ts?L10:5'],
    ['#tab=definitions&of=/a/b/-/blob/x.ts?L10', 'definitions /a/b/-/blob/x.ts?L10:1'],
    ['#tab=references&of=/a/b/-/tree/x', 'references'],
    ['#tab=references&of=/a/b/-/blob/x', 'references'],
    ['#tab=references&of=%', 'references'],
  ])('%s: %s', (hash, shown) => expect(show(parsePanel(hash))).toBe(shown))

  test.each<Panel>([
    { tab: 'references', of: null },
    { tab: 'references', of: { repo: 'a/b', rev: '', path: 'x.ts', line: 1, column: 1 } },
    { tab: 'copies', of: { repo: 'a/b', rev: 'v1', path: 'x.ts', line: 3, column: 1, endLine: 20 } },
    { tab: 'definitions', of: { repo: 'a/b@c', rev: 'feature/x&y=#1', path: 'dir/ä ?&#%.ts', line: 12, column: 40 } },
  ])('is read as it was printed: %j', (panel) => expect(parsePanel(panelHash(panel))).toEqual(panel))
})
