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
