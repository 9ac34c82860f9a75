import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { encodeEvent, eventStream, generatedStream } from './sse.ts'

describe('an event on the wire', () => {
  const check = (data: unknown, line: string) => test(line, () => expect(encodeEvent({ event: 'e', data })).toBe(`event: e\ndata: ${line}\n\n`))

  check({}, '{}')
  check({ text: 'two\nlines\r\n\ndata: x' }, '{"text":"two\\nlines\\r\\n\\ndata: x"}')
  check({ text: '\u2028 \ud800' }, '{"text":"\u2028 \\ud800"}')
})

describe('a stream that ends by itself', () => {
  test('is sent to its end', async () => {
    const response = generatedStream((async function* () {
      yield { event: 'a', data: 1 }
      yield { event: 'done', data: {} }
    })())
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toBe('event: a\ndata: 1\n\nevent: done\ndata: {}\n\n')
  })

  test('is made at the pace of its reader, and given up when the reader goes away', async () => {
    let made = 0
    let ended = false
    const response = generatedStream((async function* () {
      try {
        for (;;) yield { event: 'n', data: made++ }
      } finally {
        ended = true
      }
    })())
    const reader = response.body?.getReader()
    await reader?.read()
    await sleep(20)
    expect(made).toBeLessThan(5)
    await reader?.cancel()
    expect(ended).toBe(true)
  })
})

describe('a stream that lasts', () => {
  test('begins with ready, and stops listening when the client goes away, once', async () => {
    const abort = new AbortController()
    let stopped = 0
    let send = (_: { event: string; data: unknown }) => {}
    const response = eventStream(abort.signal, (sender) => {
      send = sender
      return () => void stopped++
    })
    const reader = response.body?.getReader()
    const text = async () => new TextDecoder().decode((await reader?.read())?.value)
    expect(await text()).toBe('event: ready\ndata: {}\n\n')
    send({ event: 'change', data: { topic: 't' } })
    expect(await text()).toBe('event: change\ndata: {"topic":"t"}\n\n')
    abort.abort()
    await reader?.cancel()
    expect(stopped).toBe(1)
  })

  test('keeps a bounded number of events for a reader that stalls', async () => {
    let send = (_: { event: string; data: unknown }) => {}
    const response = eventStream(new AbortController().signal, (sender) => {
      send = sender
      return () => {}
    })
    for (let i = 0; i < 10_000; i++) send({ event: 'n', data: i })
    const reader = response.body?.getReader()
    let events = 0
    for (;;) {
      const next = await Promise.race([reader?.read(), sleep(20, undefined)])
      if (!next) break
      events++
    }
    expect(events).toBeLessThan(1100)
  })
})
