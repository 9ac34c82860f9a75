import { describe, expect, onTestFinished, test } from 'vitest'
import { startSyntax, type Outcome, type Syntax, type SyntaxOptions } from './index.ts'

const start = (options: Partial<SyntaxOptions> = {}): Syntax => {
  const syntax = startSyntax({ processes: 1, ...options })
  onTestFinished(() => syntax.close())
  return syntax
}

/** Its operations do as the text says: see the fixture. */
const startHostile = (options: Partial<SyntaxOptions> = {}) => start({ operationsModule: new URL('./hostile.fixture.ts', import.meta.url), ...options })

const told = (outcome: Outcome<unknown>) =>
  outcome.state === 'done' ? JSON.stringify(outcome.value) : outcome.state === 'failed' ? outcome.reason : outcome.state

/** Texts separated by `|`, asked together, and what comes of each. */
describe('what a text may do to its process', () => {
  const check = (texts: string, outcomes: string, options: Partial<SyntaxOptions> = {}) =>
    test(`${texts} → ${outcomes}`, async () => {
      const questions = texts.split(' | ').map((text) => ({ language: 'Go', text }))
      const limitMs = texts.includes('loop') ? 200 : 10_000
      const answers = await startHostile(options).askMany('outline', questions, { limitMs })
      expect(answers.map(told).join(' | ')).toBe(outcomes)
    })

  check('a | b | c', '"a" | "b" | "c"')
  check('a | loop | b | die | c', '"a" | too_long | "b" | crashed | "c"')
  check('a | exit', '"a" | crashed')
  check('a | throw | b', '"a" | crashed | "b"')
  check('a | grow | b', '"a" | too_large | "b"', { memoryMb: 200 })
  check('a | abcdefghij | b', '"a" | too_large | "b"', { maxLength: 9 })
  check('env', '[]')
})

/** A text that keeps a grammar busy for minutes, between two that do not. */
describe('what a text does to a real grammar', () => {
  const check = (language: string, text: string) =>
    test(`${language}: ${text} × 100,000`, async () => {
      const questions = ['', text.repeat(100_000), ''].map((one) => ({ language, text: one }))
      const outcomes = await start().askMany('outline', questions, { limitMs: 100 })
      expect(outcomes.map(told)).toEqual(['[]', 'too_long', '[]'])
    })

  check('Lua', '[')
})

test('what has no grammar is not asked', async () => {
  expect(told(await start().ask('outline', { language: 'COBOL', text: 'a' }))).toBe('no_grammar')
})

/** What is asked one after the other: `a=text` hands over a text under a name, `a` only the name. */
describe('texts that have a name', () => {
  const check = (asked: string, expected: string, options: Partial<SyntaxOptions> = {}) =>
    test(`${asked} → ${expected}`, async () => {
      const syntax = startHostile(options)
      const answers: string[] = []
      for (const [name = '', text] of asked.split(' | ').map((each) => each.split('='))) {
        const known = `${name}${syntax.knows(name) ? '' : '?'} `
        const [answer] = text === undefined ? await syntax.askKnown('outline', [{ language: 'Go', name, ask: undefined }]) : await syntax.askMany('outline', [{ language: 'Go', text, name }], { limitMs: 500 })
        answers.push(known + (answer ? told(answer) : 'not kept'))
      }
      expect(answers.join(' | ')).toBe(expected)
    })

  check('a=x | a | a', 'a? "x" | a "x" | a "x"')
  check('a=x | b=y | a | b', 'a? "x" | b? "y" | a "x" | b "y"')
  check('a', 'a? not kept')
  check('a=x | b=exit | a', 'a? "x" | b? crashed | a? not kept')
  check('a=throw | a', 'a? crashed | a crashed')
  check('a=x | b=loop | a | a=x | a', 'a? "x" | b? too_long | a? not kept | a? "x" | a "x"')
  check('a=x | b=y | a | b', 'a? "x" | b? "y" | a "x" | b "y"', { processes: 2 })

  test('each process answers for the trees that it keeps, all of one question together', async () => {
    const syntax = startHostile({ processes: 2 })
    const names = ['a', 'b', 'c', 'd']
    await Promise.all(names.map((name) => syntax.ask('outline', { language: 'Go', text: 'pid', name })))
    const answers = await syntax.askKnown('outline', [...names, 'e'].map((name) => ({ language: 'Go', name, ask: undefined })))
    expect(new Set(answers.slice(0, 4).map((answer) => answer && told(answer))).size).toBeLessThanOrEqual(2)
    expect(answers.map((answer) => answer?.state)).toEqual(['done', 'done', 'done', 'done', undefined])
  })
})

describe('processes', () => {
  const pid = async (syntax: Syntax) => told(await syntax.ask('outline', { language: 'Go', text: 'pid' }))

  test('one process answers one question after another', async () => {
    const syntax = startHostile()
    expect(await pid(syntax)).toBe(await pid(syntax))
  })

  test('one that was killed is replaced', async () => {
    const syntax = startHostile()
    const first = await pid(syntax)
    await syntax.ask('outline', { language: 'Go', text: 'loop' }, { limitMs: 100 })
    expect(await pid(syntax)).not.toBe(first)
  })

  test('one that holds half of its memory after an answer is replaced', async () => {
    const syntax = startHostile({ memoryMb: 300 })
    const first = await pid(syntax)
    await syntax.ask('outline', { language: 'Go', text: 'hold 150' })
    expect(await pid(syntax)).not.toBe(first)
  })

  test('a question that is no longer wanted rejects at once and leaves no process behind', async () => {
    const syntax = startHostile()
    const first = await pid(syntax)
    const asked = syntax.ask('outline', { language: 'Go', text: 'loop' }, { signal: AbortSignal.timeout(50), limitMs: 60_000 })
    await expect(asked).rejects.toThrow('timeout')
    expect(await pid(syntax)).not.toBe(first)
  })

  test('a question that is no longer wanted but was nearly answered does not cost the process', async () => {
    const syntax = startHostile()
    const first = await pid(syntax)
    const wanted = new AbortController()
    const asked = syntax.ask('outline', { language: 'Go', text: 'a' }, { signal: wanted.signal })
    wanted.abort()
    await expect(asked).rejects.toThrow('aborted')
    expect(await pid(syntax)).toBe(first)
  })

  test('what waits goes before what may wait', async () => {
    const syntax = startHostile()
    const order: string[] = []
    const ask = (text: string, background: boolean) => syntax.ask('outline', { language: 'Go', text }, { background }).then(() => order.push(text))
    await Promise.all([ask('first', true), ask('job', true), ask('person', false)])
    expect(order).toEqual(['first', 'person', 'job'])
  })

  test('closing rejects what runs and what waits, and ends the process', async () => {
    const syntax = startHostile()
    const ran = Number(await pid(syntax))
    const asked = ['loop', 'a'].map((text) => syntax.ask('outline', { language: 'Go', text }))
    const rejected = Promise.all(asked.map((one) => expect(one).rejects.toThrow('closed')))
    await syntax.close()
    await rejected
    expect(() => process.kill(ran, 0)).toThrow('ESRCH')
    await expect(pid(syntax)).rejects.toThrow('closed')
  })
})
