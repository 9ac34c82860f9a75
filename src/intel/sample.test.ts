import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { readFile } from '../repos/contract.ts'
import { sampleTraces, type SampleTrace } from '../repos/sample/traces.ts'
import type { Located, ResolvedFrame } from './contract.ts'
import { framesOf, locateText } from './intel.fixture.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ sample: true })
})
afterAll(() => app.close())

const lineAt = async (repo: string, rev: string, path: string, line: number) => (await app.call(readFile, { query: { repo, rev, path } })).text?.split('\n')[line - 1]

/** Frames that were left out in the text and rebuilt have the range of those that they repeat. */
function inRepository(located: Located, { repository }: SampleTrace): ResolvedFrame[] {
  const printed = new Map(framesOf(located).map((frame) => [frame.start, frame]))
  return [...printed.values()].filter(({ inApp, place }) => inApp && place?.repo === repository)
}

describe('what runs is what is read', () => {
  const traceOf = (id: string) => sampleTraces.find((each) => each.id === id)?.text ?? ''
  /** The revision of each frame's place, and what is said of it. */
  async function readAt(id: string, repo: string, more: Parameters<typeof locateText>[2] = {}) {
    const located = await locateText(app, traceOf(id), more)
    const revs = new Set(framesOf(located).flatMap(({ place }) => (place?.repo === repo ? [place.rev] : [])))
    return { revs: [...revs], notes: located.traces.flatMap(({ notes }) => notes).filter((note) => note.startsWith(`${repo} is read`)) }
  }

  test.each<[id: string, repo: string, more: Parameters<typeof locateText>[2], rev: string, note: RegExp | null]>([
    ['pricing-compose', 'acme/pricing', {}, 'v2.6.1', /^acme\/pricing is read at v2\.6\.1, which runs in production since 2026-10-05 16:40 UTC\.$/],
    ['checkout-shipping', 'acme/checkout', {}, 'v1.4.2', /which runs in production since/],
    ['pricing-compose', 'acme/pricing', { at: '2026-10-01T00:00:00Z' }, 'v2.6.0', /which runs in production since 2026-09-09/],
    ['pricing-compose', 'acme/pricing', { environment: 'marketplace' }, 'v2.5.1', /which runs in marketplace since 2026-09-15/],
    ['pricing-compose', 'acme/pricing', { rev: 'main' }, 'main', null],
  ])('%s in %s, %o: %s', async (id, repo, more, rev, note) => {
    const { revs, notes } = await readAt(id, repo, more)
    expect(revs).toEqual([rev])
    expect(notes).toEqual(note === null ? [] : [expect.stringMatching(note)])
  })

  test('unless the trace fits another release better, which is said', async () => {
    const { revs, notes } = await readAt('pricing-compose', 'acme/pricing', { at: '2026-06-01T00:00:00Z' })
    expect(revs).not.toEqual(['v2.5.0'])
    expect(notes).toEqual([expect.stringMatching(/^acme\/pricing is read at v2\.\S+, which fits this trace better than what runs in production\./)])
  })
})

describe.each(sampleTraces)('$id, with nothing configured', (trace) => {
  let located: Located
  beforeAll(async () => {
    located = await locateText(app, trace.text)
  })

  test('every frame of the service is found, on the line that was running', async () => {
    const frames = inRepository(located, trace)
    expect(frames.map(({ place }) => place?.path)).toEqual(trace.frames.map(({ path }) => path))
    for (const [at, { place }] of frames.entries()) {
      const { path, line } = trace.frames[at] ?? { path: '', line: 0 }
      expect(await lineAt(trace.repository, place?.commit ?? '', path, place?.line ?? 0), `${path}:${line}`).toBe(await lineAt(trace.repository, trace.revision, path, line))
    }
  })

  test('what is shown first is where it broke', () => {
    const [first] = located.traces
    const frame = first?.focus ? first.exceptions[first.focus.exception]?.frames[first.focus.frame] : undefined
    expect(frame?.place).toMatchObject({ repo: trace.repository, path: trace.crash.path })
    expect(frame?.excerpt?.lines.join('\n')).toContain(trace.crash.holds)
  })

  test('given the revision, the lines are those of the trace', async () => {
    const frames = inRepository(await locateText(app, trace.text, { rev: trace.revision }), trace)
    expect(frames.map(({ place }) => `${place?.rev} ${place?.path}:${place?.line}`)).toEqual(trace.frames.map(({ path, line }) => `${trace.revision} ${path}:${line}`))
  })
})
