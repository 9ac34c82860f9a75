import { describe, expect, test } from 'vitest'
import type { Candidate, Located, ResolvedFrame, ResolvedTrace } from '../../src/intel/contract.ts'
import { z } from 'zod'
import { confidenceWords, consideredWords, exceptionWords, fileOfMap, filesWithoutMap, groupFrames, mapWords, piecesOf, printedWords, titleOf } from './trace-words.ts'

const place: z.output<typeof Candidate> = { repo: 'acme/a', rev: 'main', commit: 'c0ffee', path: 'a.ts', line: 1, confidence: 1, reasons: [] }
const frameOf = (overrides: Partial<ResolvedFrame> = {}): ResolvedFrame => ({ raw: '', start: 0, end: 0, function: null, file: null, line: null, column: null, inApp: false, place: null, alternatives: [], excerpt: null, ...overrides })
const traceOf = (frames: ResolvedFrame[], overrides: Partial<ResolvedTrace> = {}): ResolvedTrace => ({
  language: 'node', format: 'v8', start: 0, end: 0, truncated: false, focus: null, searches: [], notes: [],
  exceptions: [{ type: 'TypeError', message: 'x is undefined', relation: null, thread: null, frames }], ...overrides,
})
const locatedOf = (...traces: ResolvedTrace[]): Located => ({ traces, notes: [], considered: [] })

describe('groups of frames', () => {
  /** a: in-app, m: minified, f: found though not in-app by its path, l: library. */
  const kinds = { a: frameOf({ inApp: true }), m: frameOf({ wantsMap: true }), f: frameOf({ place }), l: frameOf() }
  const cases: [frames: string, focus: number | null, groups: string][] = [
    ['', null, ''],
    ['alla', null, 'own0 library1×2 own3'],
    ['lll', null, 'library0×3'],
    ['lll', 1, 'library0×1 own1 library2×1'],
    ['lml', null, 'library0×1 own1 library2×1'],
    ['lfl', null, 'library0×1 own1 library2×1'],
  ]
  test.each(cases)('%s with the focus at %s', (frames, focus, groups) => {
    const grouped = groupFrames([...frames].map((kind) => kinds[kind as keyof typeof kinds]), focus)
    expect(grouped.map((group) => (group.kind === 'own' ? `own${group.at}` : `library${group.from}×${group.frames.length}`)).join(' ')).toBe(groups)
  })
})

test.each([[1, 'almost certain 4'], [0.9, 'almost certain 4'], [0.71, 'likely 3'], [0.5, 'possible 2'], [0.1, 'doubtful 1']])('a confidence of %d is %s', (confidence, words) => {
  const said = confidenceWords(confidence)
  expect(`${said.words} ${said.quarters}`).toBe(words)
})

test.each([['TypeError', 'x', 'TypeError: x'], [null, 'x', 'x'], ['TypeError', null, 'TypeError'], [null, null, 'An error without a message']])('%s and %s', (type, message, words) => {
  expect(exceptionWords({ type, message })).toBe(words)
})

test('the title is the first line of the error that began it, cut when long', () => {
  expect(titleOf(locatedOf())).toBe('')
  const trace = traceOf([])
  expect(titleOf(locatedOf({ ...trace, focus: { exception: 1, frame: 0 }, exceptions: [...trace.exceptions, { type: 'KeyError', message: 'line one\nline two', relation: 'caused by', thread: null, frames: [] }] }))).toBe('KeyError: line one')
  expect(titleOf(locatedOf({ ...trace, exceptions: [{ type: 'E', message: 'x'.repeat(300), relation: null, thread: null, frames: [] }] }))).toHaveLength(140)
})

describe('the pasted text with its frames', () => {
  const cases: [text: string, frames: [number, number][], limit: number, printed: string][] = [
    ['Error\n at f\n at g', [[7, 11], [13, 17]], 100, 'Error\n ‹at f›\n ‹at g›'],
    ['at f', [[0, 4]], 100, '‹at f›'],
    ['none', [], 100, 'none'],
    ['at f(at g)', [[0, 10], [5, 9]], 100, '‹at f(at g)›'],
    ['at f then at g', [[0, 4], [10, 14]], 8, '‹at f› the'],
    ['out of bounds', [[3, 3]], 100, 'out of bounds'],
  ]
  test.each(cases)('%j', (text, frames, limit, printed) => {
    const located = locatedOf(traceOf(frames.map(([start, end]) => frameOf({ start, end }))))
    const { pieces, left } = piecesOf(text, located, limit)
    expect(pieces.map((piece) => (piece.at ? `‹${piece.text}›` : piece.text)).join('')).toBe(printed)
    expect(left).toBe(Math.max(0, text.length - limit))
  })

  test('of a long log the part around the trace is shown', () => {
    const text = `${'noise '.repeat(10_000)}at f${' more'.repeat(10_000)}`
    const { pieces } = piecesOf(text, locatedOf(traceOf([frameOf({ start: 60_000, end: 60_004 })])), 10_000)
    expect(pieces.find((piece) => piece.at)?.text).toBe('at f')
  })
})

test('where was looked', () => {
  const at = (rev: string) => ({ repo: 'a', rev, commit: 'c' })
  expect(consideredWords([at('main')], '')).toBe('Looked in 1 repository')
  expect(consideredWords([at('v1'), at('main'), at('v1')], 'v1')).toBe('Looked in 3 repositories: 2 at v1, 1 at the default branch')
})

test.each<[Partial<ResolvedFrame>, string]>([
  [{ function: 't', file: 'https://shop.example/static/assets/app.js?v=1', line: 1, column: 49 }, 't at …/assets/app.js:1:49'],
  [{ file: 'dist/app.js', line: 1 }, 'dist/app.js:1'],
  [{ raw: '  at eval' }, 'at eval'],
])('a frame %j was printed as %s', (frame, words) => expect(printedWords(frameOf(frame))).toBe(words))

const mapping = { map: 'app.js.map', origin: 'upload' as const, repo: null, path: null, release: null, source: 'a.ts', line: 1, column: 1, function: null, verified: [], unverified: [], contradicted: [] }
test.each([
  [{}, 'mapped through app.js.map'],
  [{ release: '1.4' }, 'mapped through app.js.map (release 1.4)'],
  [{ origin: 'inline' as const, map: 'app.js' }, 'mapped through the map in app.js'],
])('a map %j', (more, words) => expect(mapWords({ ...mapping, ...more })).toBe(words))

test('files without a map are told once, and a map is taken for the one of its name', () => {
  const frames = ['https://x/a.js?v=1', 'https://x/b.js', 'https://x/a.js?v=1'].map((file) => frameOf({ file, wantsMap: true }))
  const files = filesWithoutMap(locatedOf(traceOf([...frames, frameOf({ file: 'c.js' })])))
  expect(files).toEqual(['https://x/a.js?v=1', 'https://x/b.js'])
  expect([fileOfMap('a.js.map', files), fileOfMap('b.js.map.json', files), fileOfMap('other.js.map', files), fileOfMap('other.js.map', ['https://x/a.js'])]).toEqual(['https://x/a.js?v=1', 'https://x/b.js', 'other.js', 'https://x/a.js'])
})
