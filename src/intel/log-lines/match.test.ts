import { describe, expect, test } from 'vitest'
import { grammarOf } from '../../../syntax/grammars.ts'
import { logStatements } from '../../../syntax/logs/log-statements.ts'
import { parseSource } from '../../../syntax/source.ts'
import { groupLines } from './group.ts'
import { matchLines } from './match.ts'
import { fit, patternsOf } from './pattern.ts'
import { PatternIndex } from './pattern-index.ts'
import { readLogRecord } from './record.ts'
import { writtenBy, type Written } from './writers.ts'

const languages: Record<string, string> = { java: 'Java', go: 'Go', py: 'Python', c: 'C', ts: 'TypeScript' }

const written = (files: Record<string, string>): Written => writtenBy(Object.entries(files).map(([path, text]) => {
  const grammar = grammarOf(languages[path.replace(/.*\./, '')] ?? '')
  if (grammar === undefined) throw new Error(`No grammar reads ${path}.`)
  return { path, statements: logStatements(parseSource(grammar, text)) }
}))

const shop = written({
  'cart/Cart.java': `class Cart {
  void add(Item item, int count) {
    LOG.info("Added {} of {}", count, item);
    LOG.info("Added {} of {} to the wish list", count, item);
    LOG.debug("Cart " + id + " is full");
    LOG.warn("Cannot reach " + host + ": " + e.getMessage(), e);
    LOG.info("closing");
    audit("sold it: " + item);
  }
  void audit(String text) { LOG.info("[audit] " + text); }
  void fail() { throw new IllegalStateException("no such cart " + id); }
}`,
  'cart/Wish.java': `class Wish {
  void f() {
    LOG.info("closing");
    LOG.error("closing");
    LOG.info("only a wish");
  }
}`,
  'pay/pay.go': 'package pay\nfunc f() {\n\tlg.Info("charged", zap.Int("amount", n))\n\tlog.Printf("port %d is taken, in %x", p, h)\n\tlog.Print("port ", name, " is taken, in ", h)\n\tslog.Warn("retrying")\n}\n',
  'web/app.py': 'log.info("GET %s took %d ms", path, t)\nlog.error("first line\\nsecond line of it")\n',
})

/** `path:line` of the statement that wrote a line, with all that can have; `-` for none. */
function placed(lines: readonly string[], by: Written): string[] {
  return matchLines(lines, by).map(({ match }) => match === null ? '-' : [match.writer, ...match.equals].map((number) => `${by.writers[number]?.path}:${by.writers[number]?.line}`).join(' or '))
}

describe('one line', () => {
  const check = (line: string, place: string) => test(`${line} ⇒ ${place}`, () => expect(placed([line], shop)).toEqual([place]))

  check('2026-01-02 10:11:12,345 INFO [main] Cart: Added 3 of tea', 'cart/Cart.java:3')
  check('2026-01-02 10:11:12,345 INFO [main] Cart: Added 3 of tea to the wish list', 'cart/Cart.java:4')
  check('Added 3 of tea to the wish list', 'cart/Cart.java:4')
  check('10:11:12 DEBUG Cart 7 is full', 'cart/Cart.java:5')
  check('10:11:12 [http-1] WARN  a.b.Cart - Cannot reach db: Connection refused (port 5432 is taken, in 3)', 'cart/Cart.java:6')
  check('10:11:12 INFO [audit] sold it: tea', 'cart/Cart.java:8')
  check('10:11:12 INFO sold it: tea', 'cart/Cart.java:8')
  check('java.lang.IllegalStateException: no such cart 9', 'cart/Cart.java:11')
  check('10:11:12 ERROR closing', 'cart/Wish.java:4')
  check('10:11:12 INFO Wish: closing', 'cart/Wish.java:3')
  check('10:11:12 INFO closing', 'cart/Cart.java:7 or cart/Wish.java:3')
  check('2026-01-02 10:11:12 +0000 /House[main]/Tea[2]/taste (info): Added 3 of tea', 'cart/Cart.java:3')
  check('{"level":"info","ts":1700000000.1,"caller":"pay/pay.go:3","msg":"charged","amount":3}', 'pay/pay.go:3')
  check('{"log":"{\\"msg\\":\\"charged\\"}\\n","stream":"stdout"}', 'pay/pay.go:3')
  check('time=2026-01-02T10:11:12Z level=WARN msg=retrying attempt=3', 'pay/pay.go:6')
  check('2026/01/02 10:11:12 port 80 is taken, in ff', 'pay/pay.go:4')
  check('2026/01/02 10:11:12 port http is taken, in ff', 'pay/pay.go:5')
  check('\u001b[32mINFO\u001b[0m:web:GET /x took 12 ms', 'web/app.py:1')
  check('second line of it', 'web/app.py:2')
  check('', '-')
  check('nobody wrote this', '-')
  check('    at a.b.Cart.add(Cart.java:3)', '-')
  check('2026-01-02 10:11:12,345 INFO something else', '-')
})

/** Any of several with one name may be meant, but none of another language. */
describe('texts of constants in other files', () => {
  const house = written({
    'cart/texts.py': 'CART_SENT = "Cart %(id)s was sent in %(time)ss"\nNO_CART = "no cart %s"\n',
    'pay/texts.py': 'NO_CART = "no cart to pay for: %s"\n',
    'cart/send.py': 'from . import texts\ndef f():\n  log.info(texts.CART_SENT, known)\n  log.info(texts.NO_CART, id)\n  log.info(texts.NOT_KNOWN, id)\n',
    'cart/Send.java': 'class Send { void f() { LOG.info(Texts.NO_CART); } }',
    'web/send.ts': 'log.warn(CART_SENT)\n',
  })
  const check = (line: string, place: string) => test(`${line} ⇒ ${place}`, () => expect(placed([line], house)).toEqual([place]))

  check('INFO Cart 12 was sent in 0.4s', 'cart/send.py:3')
  check('INFO no cart 12', 'cart/send.py:4')
  check('INFO no cart to pay for: 12', 'cart/send.py:4')
  check('INFO something else', '-')
})

describe('the lines of a log tell where the others begin', () => {
  const stall = written({
    'stall/desk.py': 'log.info("opened the stall for the day")\nlog.info("closed the stall for the day")\nlog.info("counted all of the money")\nlog.info("Total %s: %d %s", kind, n, unit)\nlog.info("rain")\n',
    'stall/relay.c': 'void relay(const char *text) { log_at(2, "%s [relayed]", text); }\nvoid f(void) { log_error("Lost the way: %s", name); }\n',
    'stall/dump.c': 'void dump(int d) { log_info("%*s  layer: %d", d, "", k); }\nvoid dump_names(void) { log_info("%s: all of their names: %s", __func__, a); }\n',
  })
  const before = 'day.log.1 17/05 00:00.3 2931 desk [req-1 - - - -] [stall: 12] '
  const check = (messages: string[], expected: string[]) => test(messages.join(', '), () => expect(placed(messages.map((message) => before + message), stall)).toEqual(expected))

  check(['rain'], ['-'])
  check(['opened the stall for the day', 'closed the stall for the day', 'counted all of the money', '[till 2] rain', 'rain'], ['stall/desk.py:1', 'stall/desk.py:2', 'stall/desk.py:3', '-', 'stall/desk.py:5'])
  check(['opened the stall for the day', 'closed the stall for the day', 'counted all of the money', 'rain', 'Total tea: 3 boxes', 'error: Lost the way: box 3 [relayed]'], ['stall/desk.py:1', 'stall/desk.py:2', 'stall/desk.py:3', 'stall/desk.py:5', 'stall/desk.py:4', 'stall/relay.c:2'])
  check(['opened the stall for the day', 'closed the stall for the day', 'counted all of the money', '   layer: 3'], ['stall/desk.py:1', 'stall/desk.py:2', 'stall/desk.py:3', 'stall/dump.c:1'])

  const behind = 'keep_place: each of those things: '
  test(behind, () => expect(placed([...['opened the stall for the day', 'closed the stall for the day', 'counted all of the money'].map((message) => behind + message), 'dump_names: all of their names: /a/b'], stall).at(-1)).toBe('stall/dump.c:2'))
})

describe('what stands before a message names its file', () => {
  const two = written(Object.fromEntries(['a/compute/manager.py', 'a/network/manager.py', 'a/relay.py', 'a/error.py'].map((path) => [path, 'log.info("it is done with %s", x)\n'])))
  const check = (line: string, place: string) => test(line, () => expect(placed([line], two)).toEqual([place]))

  check('INFO a.network.manager: it is done with relay', 'a/network/manager.py:1')
  check('INFO a.compute.manager: it is done with relay', 'a/compute/manager.py:1')
  check('INFO a.error: it is done with x', 'a/error.py:1')
  check('INFO a.c.manager: it is done with x', 'a/compute/manager.py:1')
  check('time=2026-01-02T10:11:12Z level=INFO msg="it is done with x" component="relay manager"', 'a/compute/manager.py:1 or a/network/manager.py:1 or a/relay.py:1 or a/error.py:1')
  check('{"level":"INFO","logger":"relay","msg":"it is done with x"}', 'a/relay.py:1')
  check('INFO network/manager.py:1 it is done with x', 'a/network/manager.py:1')
  check('[2026-01-02 10:11:12,345] INFO it is done with x (a.b.network.manager)', 'a/network/manager.py:1')
  check('2026-01-02 10:11:12,345 | INFO  | it is done with x | a.b.network.manager | main', 'a/network/manager.py:1')
  check('2026-01-02 10:11:12,345 | INFO  | it is done with x | a.b.network.manager', 'a/network/manager.py:1')
})

describe('statements that log nothing but values', () => {
  const tokens = written({ 'a/Tokens.java': 'class Tokens { void f() {\n  LOG.info(token);\n  LOG.debug(token);\n  LOG.info("using {}", token);\n} }\n', 'a/Pairs.java': 'class Pairs { void f() {\n  LOG.info("{}: {}", name, value);\n  LOG.info("{} == {}", name, value);\n  LOG.info("<{}>", name);\n} }\n', 'a/Other.java': 'class Other { void f() {\n  LOG.info(other);\n} }\n' })
  const check = (line: string, place: string) => test(line, () => expect(placed([line], tokens)).toEqual([place]))

  check('2026-01-02 10:11:12,345 INFO [main] a.Tokens: Kind: X, Service: Y', 'a/Tokens.java:2')
  check('2026-01-02 10:11:12,345 DEBUG [main] a.Tokens: Kind: X, Service: Y', 'a/Tokens.java:3')
  check('2026-01-02 10:11:12,345 INFO [main] a.Pairs: x == 1: 2', 'a/Pairs.java:3')
  check('2026-01-02 10:11:12,345 INFO [main] a.Pairs: x: 1', 'a/Pairs.java:2')
  check('2026-01-02 10:11:12,345 INFO [main] a.Pairs: x', '-')
  check('2026-01-02 10:11:12,345 WARN [main] a.Tokens: Kind: X, Service: Y', '-')
  check('2026-01-02 10:11:12,345 INFO [main] a.Unknown: Kind: X, Service: Tokens', '-')
  check('Kind: X, Service: Tokens', '-')
})

describe('the fields of a record tell statements with one text apart', () => {
  const start = written({ 'start.go': 'package a\nfunc f() {\n\tlg.Info("starting", zap.String("id", i), zap.String("cluster", c))\n\tlg.Info("starting", zap.String("id", i), zap.String("version", v))\n\tlg.Info("starting", zap.String("id", i))\n}\n' })
  const check = (fields: string, place: string) => test(fields, () => expect(placed([`{"level":"info","msg":"starting"${fields}}`], start)).toEqual([place]))

  check(',"id":"1","cluster":"2"', 'start.go:3')
  check(',"id":"1","version":"2"', 'start.go:4')
  check(',"id":"1","since":"2"', 'start.go:5')
})

describe('a helper of a helper', () => {
  const calls = written({
    'log.c': 'void logit(const char *fmt, ...) { do_log(LEVEL_INFO, fmt, args); }\n',
    'packet.c': 'void disconnect(const char *fmt, ...) { vsnprintf(buf, sizeof(buf), fmt, args); logit("Disconnecting: %.100s", buf); }\n',
    'auth.c': 'void f(void) { disconnect("Too many tries for %s", user); authlog("%s for %s from %s port %d", how, user, host, port); }\n',
  })
  const check = (line: string, place: string) => test(line, () => expect(placed([line], calls)).toEqual([place]))

  check('Dec 10 07:13:56 here sshd[2]: Disconnecting: Too many tries for root', 'auth.c:1')
  check('Dec 10 07:13:56 here sshd[2]: Disconnecting: bye', 'packet.c:1')
  check('Dec 10 07:13:56 here sshd[2]: waited for Too many tries for root', '-')
  check('Dec 10 07:13:56 here sshd[2]: message repeated 2 times: [ password for root from 112.95.230.3 port 45378]', 'auth.c:1')
})

describe('what stands before a message names its function', () => {
  const lock = written({
    'lock.c': 'void take_lock(int k) { DBG_DEBUG("key %d\\n", k); }\nvoid drop_lock(int k) { DBG_DEBUG("key %d\\n", k); }\nvoid say(const char *tag) { DEBUG(3, ("say: %s\\n", tag)); }\nvoid f(void) { say("all of the locks"); }\n',
    'git.c': 'void run(const char **argv) { trace_printf("trace: run it: %s", argv[0]); }\nvoid made(void) { log_info("made it for %s (%s)", a, b); }\n',
    'pool.c': ['take_all', 'dropAll', 'give'].map((name) => `void ${name}(int k) { DBG_DEBUG("all of pool %d is kept", k); }\n`).join(''),
  })
  const check = (line: string, place: string) => test(line, () => expect(placed([line], lock)).toEqual([place]))

  check('[2026/01/02 10:11:12.123456, 10] drop_lock: key 3', 'lock.c:2')
  check('10:11:12 [take_lock] key 3', 'lock.c:1')
  check('{"func":"drop_lock","msg":"key 3","level":"debug"}', 'lock.c:2')
  check('2026-01-02T10:11:12Z DEBUG poll:take{frame=Data { id: 3, flags: (0x1: END) }}: a::locks: key 3', 'lock.c:1 or lock.c:2')
  check('10:11:12 say: all of the locks', 'lock.c:4')
  check('10:11:12 trace: run it: git', 'git.c:1')
  check('10:11:12 made it for ()', 'git.c:2')
  check('10:11:12 DEBUG POOL take_all:<pool:a> all of pool 3 is kept', 'pool.c:1')
  check('10:11:12 DEBUG POOL [dropAll] (pool a) in b all of pool 3 is kept', 'pool.c:2')
  check('10:11:12 DEBUG POOL give:<pool:a> all of pool 3 is kept', 'pool.c:1 or pool.c:2 or pool.c:3')
  check('10:11:12 DEBUG POOL retake_all:<pool:a> all of pool 3 is kept', 'pool.c:1 or pool.c:2 or pool.c:3')
})

test('marks around a value tell more than a value that may follow', () => {
  const removed = written({ 'a.c': 'void f(void) { log_info("Removed \\"%s\\".", path); }\nvoid g(void) { log_it(a, "Removed", link); }\n' })
  expect(placed([`Removed "/${'folder/'.repeat(12)}".`, 'Removed it'], removed)).toEqual(['a.c:1', 'a.c:2'])
})

test('of equals, the file that wrote more of the other lines is taken', () => {
  expect(placed(['INFO closing', 'INFO only a wish', 'INFO only a wish'], shop)[0]).toBe('cart/Wish.java:3 or cart/Cart.java:7')
})

describe('of equals, the one in the function that wrote the lines around is taken', () => {
  const pages = written({ 'pages.c': 'void get(int k) { log_info("getting %d", k); log_info("paged it out"); }\nvoid put(int k) { log_info("putting %d", k); log_info("paged it out"); log_info("has put it"); }\nvoid end(int k) { log_info("putting an end"); log_info("paged it out"); }\n' })
  const check = (lines: string[], place: string) => test(lines.join(', '), () => expect(placed(lines, pages).find((each) => each.includes(' or '))).toBe(place))

  check(['INFO putting 3', 'INFO paged it out'], 'pages.c:2 or pages.c:1 or pages.c:3')
  check(['INFO paged it out', 'INFO has put it'], 'pages.c:2 or pages.c:1 or pages.c:3')
  check(['[main] INFO putting 3', '[other] INFO paged it out'], 'pages.c:1 or pages.c:2 or pages.c:3')
})

test('lines are grouped by their statement, with the first and the last', () => {
  const lines = ['2026-01-02 10:00:00 INFO Added 1 of tea', 'what', '2026-01-02 10:00:05 INFO Added 2 of tea', '2026-01-02 10:00:09 DEBUG Cart 7 is full']
  expect(groupLines(matchLines(lines, shop)).map(({ count, first, last }) => ({ count, first, last }))).toEqual([
    { count: 2, first: { line: 1, time: '2026-01-02 10:00:00' }, last: { line: 3, time: '2026-01-02 10:00:05' } },
    { count: 1, first: { line: 4, time: '2026-01-02 10:00:09' }, last: { line: 4, time: '2026-01-02 10:00:09' } },
  ])
})

describe('where a message begins', () => {
  const check = (line: string, message: string) => test(line, () => {
    const { text, start } = readLogRecord(line)
    expect(text.slice(start)).toBe(message)
  })

  check('2026-01-02 10:11:12,345 [main] INFO a.b.C - it is', 'it is')
  check('I0102 10:11:12.000001 12 a.go:3] it is', 'it is')
  check('it  is', 'it is')
  check('{"message":"it is","level":"x"}', 'it is')
  check('{"no": "message"}', '{"no": "message"}')
  check('{broken', '{broken')
  check('{"level":"info","msg":"it \\"is\\"","values":"cut of', 'it "is"')
  check(`{"level":"info","values":"${'x'.repeat(9_000)}","msg":"it is"}`, 'it is')
  check('pay-1  | 2026-01-02T10:11:12.345678901Z {"message":"it is","level":"info"}', 'it is')
  check('pay-1 | {"message":"it is"}', 'it is')
  check('2026-01-02T10:11:12.345+01:00 stdout F {"message":"it is"}', 'it is')
  check('ts=1 msg="it \\"is\\"" a=b', 'it "is"')
})

describe('the index', () => {
  /** A small generator, so that a run can be told by its seed. */
  const random = (seed: number) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647

  for (const seed of [1, 2, 3]) {
    test(`finds all that fits, and no line takes it long, seed ${seed}`, () => {
      const next = random(seed)
      const words = ['ab', 'abc', 'x', ' ', ': ', 'longer words', '1']
      const some = (count: number) => Array.from({ length: count }, () => words[Math.floor(next() * words.length)] ?? '').join('')
      const patterns = Array.from({ length: 300 }, (_, writer) => patternsOf([some(3), { hole: 'any' }, some(2)], writer)).flat()
      const index = new PatternIndex(patterns)
      let fitting = 0
      for (let count = 0; count < 200; count++) {
        const record = readLogRecord(some(8))
        const fits = patterns.filter((pattern) => fit(pattern, record) !== null)
        const candidates = new Set(index.candidates(record.text))
        fitting += fits.length
        expect(fits.filter((pattern) => !candidates.has(pattern))).toEqual([])
      }
      expect(fitting).toBeGreaterThan(100)
    })
  }

  test('long and odd lines are read as far as they may be', () => {
    const lines = ['a'.repeat(100_000), 'Added '.repeat(20_000), `Added 3 of ${'x'.repeat(50_000)}`, '{'.repeat(9_000), '"'.repeat(9_000), '\u0000\ud800', '[['.repeat(4_000)]
    expect(placed(lines, shop)[2]).toBe('cart/Cart.java:3')
  })
})
