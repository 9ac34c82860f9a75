import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createChannel } from './channel.ts'
import type { FrozenPlace, FrozenSearch } from './contract.ts'
import { compareSearches } from './delta.ts'
import type { FoundFile } from './found.ts'
import { createGate } from './gate.ts'
import { tick, withTicks } from './ticks.ts'
import { union } from './union.ts'

const forever = new AbortController().signal

/** `path:line=text` each; a bar puts another revision in front. */
function answer(places: string): FrozenSearch {
  const read = (word: string): FrozenPlace => {
    const [, rev = 'HEAD', path = '', line = '', text = ''] = /^(?:(\w+)\|)?(\w+):(\d+)=(\w+)$/.exec(word) ?? []
    return { repository: 'r', rev, commit: 'c', path, line: Number(line), text, ranges: [] }
  }
  const all = places.split(' ').filter(Boolean).map(read)
  const ledger = { complete: true, repositories: 1, files: 1, commits: 0, bytes: 1, rows: [] }
  return { query: 'q', patternType: 'keyword', at: '2026-01-10T14:00:00.000Z', matchCount: all.length, places: all, truncated: false, alert: null, ledger }
}

describe('what has changed between two answers', () => {
  const check = (before: string, after: string, expected: string) =>
    test(`${before || 'none'} → ${after || 'none'}: ${expected}`, () => {
      const { added, removed, moved, unchanged } = compareSearches(answer(before), answer(after))
      const print = (places: FrozenPlace[]) => places.map(({ path, line }) => `${path}:${line}`).join()
      expect(`+${print(added)} -${print(removed)} moved ${moved} same ${unchanged}`).toBe(expected)
    })

  check('', '', '+ - moved 0 same 0')
  check('a:1=x', 'a:1=x', '+ - moved 0 same 1')
  check('a:1=x', 'a:3=x', '+ - moved 1 same 0')
  check('a:1=x', 'a:1=y', '+a:1 -a:1 moved 0 same 0')
  check('a:1=x b:1=x', 'b:1=x', '+ -a:1 moved 0 same 1')
  check('a:1=x a:5=x', 'a:5=x', '+ -a:5 moved 1 same 0')
  check('a:1=x', 'a:1=x a:2=x', '+a:2 - moved 0 same 1')
  check('a:1=x', 'v1|a:1=x', '+a:1 -a:1 moved 0 same 0')

  test('an answer that was cut or had gaps is not complete', () => {
    const whole = answer('a:1=x')
    const { before, after } = compareSearches({ ...whole, truncated: true }, { ...whole, ledger: { ...whole.ledger, complete: false } })
    expect([before.complete, after.complete]).toEqual([false, false])
  })
})

describe('the union of streams', () => {
  /** `3` is file 3 by its path, `3:0-4` with a match from byte 0 to 4. */
  const fileOf = (word: string): FoundFile => {
    const [at = '', start, end] = word.split(/[:-]/)
    const position = (offset: string) => ({ offset: Number(offset), line: 0, column: Number(offset) })
    const content: FoundFile['content'] = start && end ? { kind: 'match', pathRanges: [], ranges: [{ start: position(start), end: position(end) }], lines: [{ line: 0, offset: 0, column: 0, text: '', truncated: false }], limitHit: false, encoding: 'utf-8' } : null
    return { kind: 'file', repository: {} as FoundFile['repository'], rev: '', commit: '', path: '', at: Number(at), pathRanges: [], content }
  }
  const printFile = ({ at, content }: FoundFile) => [at, ...(content?.ranges.map(({ start, end }) => `${start.offset}-${end.offset}`) ?? [])].join(':')
  async function* streamOf(text: string) {
    for (const word of text.split(' ').filter(Boolean)) {
      await sleep(0)
      yield fileOf(word)
    }
  }
  const check = (streams: string[], expected: string) =>
    test(`${streams.join(' | ')} → ${expected}`, async () => {
      const got: string[] = []
      for await (const found of union(streams.map(streamOf))) got.push(printFile(found))
      expect(got.join(' ')).toBe(expected)
    })

  check([], '')
  check(['1 2', ''], '1 2')
  check(['1 3 5', '2 3 4'], '1 2 3 4 5')
  check(['1:0-4', '1:2-6'], '1:0-6')
  check(['1:0-4', '1:4-6'], '1:0-4:4-6')
  check(['1:4-6', '1:0-2', '1'], '1:0-2:4-6')
})

describe('a gate', () => {
  test('lets in as many as it has permits, the others in the order of asking', async () => {
    const gate = createGate(2)
    const entered: number[] = []
    const all = [1, 2, 3, 4].map(async (each) => {
      const leave = await gate.enter(forever)
      entered.push(each)
      return leave
    })
    await sleep(1)
    expect(entered).toEqual([1, 2])
    const first = (await all[0]) as () => void
    first()
    first() // giving back twice gives back once
    await sleep(1)
    expect([entered, gate.taken]).toEqual([[1, 2, 3], 2])
  })

  test('forgets who has gone away', async () => {
    const gate = createGate(1)
    const leave = await gate.enter(forever)
    const abort = new AbortController()
    const gone = gate.enter(abort.signal)
    const next = gate.enter(forever)
    abort.abort(new Error('gone'))
    await expect(gone).rejects.toThrow('gone')
    leave()
    await next
    expect(gate.taken).toBe(1)
  })
})

describe('a channel', () => {
  test('holds its producer back, gives everything in order, then how it ended', async () => {
    const channel = createChannel<number>(2)
    let pushed = 0
    const producing = (async () => {
      for (let i = 0; i < 6; i++) {
        await channel.push(i)
        pushed = i + 1
      }
      channel.fail(new Error('ended badly'))
    })()
    await sleep(1)
    expect(pushed).toBe(1)
    const got: number[] = []
    await expect((async () => {
      for await (const value of channel.values()) got.push(value)
    })()).rejects.toThrow('ended badly')
    await producing
    expect(got).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('lets its producer go when its consumer has left', async () => {
    const channel = createChannel<number>(1)
    const producing = (async () => {
      for (let i = 0; i < 100; i++) await channel.push(i)
    })()
    for await (const _ of channel.values()) break
    await producing
  })
})

describe('ticks', () => {
  test('come while the source is silent, not while it speaks', async () => {
    const silence = Promise.withResolvers<void>()
    async function* source() {
      yield 'a'
      yield 'b'
      await silence.promise
      yield 'c'
    }
    const got: string[] = []
    for await (const item of withTicks(source(), { everyMs: 5, stop: () => {} })) {
      got.push(item === tick ? '.' : item)
      if (item === tick) silence.resolve()
    }
    expect(got.join('').replace(/\.+/g, '.')).toBe('ab.c')
  })

  test('leaving stops a source that waits', async () => {
    const stopped = Promise.withResolvers<never>()
    let ended = false
    async function* source() {
      try {
        yield 'a'
        await stopped.promise
      } finally {
        ended = true
      }
    }
    const items = withTicks(source(), { everyMs: 5, stop: () => stopped.reject(new Error('stopped')) })
    for await (const item of items) if (item === tick) break
    expect(ended).toBe(true)
  })
})
