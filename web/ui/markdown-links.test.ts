import { describe, expect, test } from 'vitest'
import { addressOf, resolvePath, slugOf, stripHtml } from './markdown-links.ts'

const base = { folder: 'docs/guide', link: (path: string) => `/blob/${path}`, image: (path: string) => `/raw/${path}` }

describe('what a link leads to', () => {
  test.each([
    ['setup.md', 'link', 'own /blob/docs/guide/setup.md'],
    ['./setup.md#install', 'link', 'own /blob/docs/guide/setup.md'],
    ['../../src/a%20b.ts', 'link', 'own /blob/src/a b.ts'],
    ['/README.md', 'link', 'own /blob/README.md'],
    ['../../../../etc/passwd', 'link', 'refused'],
    ['#What-is-it', 'link', 'within #md-what-is-it'],
    ['https://example.org/x', 'link', 'outside https://example.org/x'],
    ['mailto:a@example.org', 'link', 'outside mailto:a@example.org'],
    ['javascript:alert(1)', 'link', 'refused'],
    [' JavaScript:alert(1)', 'link', 'refused'],
    ['data:text/html,<script>', 'link', 'refused'],
    ['//example.org/x', 'link', 'refused'],
    ['\\\\example.org', 'link', 'refused'],
    ['logo.png', 'image', 'own /raw/docs/guide/logo.png'],
    ['https://example.org/x.png', 'image', 'outside https://example.org/x.png'],
    ['data:image/png;base64,AAAA', 'image', 'own data:image/png;base64,AAAA'],
    ['data:image/svg+xml;base64,AAAA', 'image', 'refused'],
  ] as const)('%s as %s', (url, use, expected) => {
    const address = addressOf(url, base, use)
    expect('href' in address ? `${address.kind} ${address.href}` : address.kind).toBe(expected)
  })

  test('without a base, relative links lead nowhere', () => expect(addressOf('a.md', undefined, 'link')).toEqual({ kind: 'refused' }))
})

test.each([
  ['', 'a', 'a'],
  ['a/b', '..', 'a'],
  ['a', '../..', null],
  ['a', '.././/c', 'c'],
])('from %j to %j', (folder, relative, expected) => expect(resolvePath(folder, relative)).toBe(expected))

test.each([
  ['What is it?', 'md-what-is-it'],
  ['`npm start` & more', 'md-npm-start--more'],
  ['Über uns', 'md-über-uns'],
])('the heading %s', (heading, slug) => {
  expect(slugOf(heading)).toBe(slug)
  expect(slugOf(slug)).toBe(slug)
})

test.each([
  ['<p align="center">Words</p>', 'Words'],
  ['<script>alert(1)</script>', ''],
  ['<!-- hidden', ''],
  ['a <b', 'a <b'],
])('HTML %s', (value, words) => {
  const tree = { type: 'root', children: [{ type: 'paragraph', children: [{ type: 'html', value }] }] }
  stripHtml()(tree)
  expect(tree.children[0]?.children[0]).toMatchObject({ type: 'text', value: words })
})
