import { expect, test } from 'vitest'
import { parseSource } from '../source.ts'
import type { Grammar } from '../grammars.ts'
import { guards } from './guards.ts'

/** What guards `‹here›`, from the inside out, each as `kind text`, with `not` where it must not hold. */
function told(grammar: Grammar, marked: string): string {
  const before = marked.slice(0, marked.indexOf('‹')).split('\n')
  const source = parseSource(grammar, marked.replaceAll(/[‹›]/g, ''))
  const found = guards(source, { line: before.length - 1, column: before.at(-1)?.length ?? 0 })
  return found.map(({ kind, text, negated }) => `${kind}${negated ? ' not' : ''} ${text}`).join(', ')
}

const go = (body: string) => `package a\nfunc f() {\n${body}\n}`
const java = (body: string) => `class A { void f() { ${body} } }`

test.each<[Grammar, string, string]>([
  // Go
  ['go', go('if x { ‹a›() }'), 'condition x'],
  ['go', go('if x { b() } else if y { ‹a›() }'), 'condition y, condition not x'],
  ['go', go('if x { b() } else { ‹a›() }'), 'condition not x'],
  ['go', go('if err != nil { return }\n‹a›()'), 'early-exit not err != nil'],
  ['go', go('if err != nil { log() }\n‹a›()'), ''],
  ['go', go('if x { panic("y") }\nif y { ‹a›() }'), 'condition y, early-exit not x'],
  ['go', go('for i := 0; i < n; i++ { ‹a›() }'), 'loop for i := 0; i < n; i++'],
  ['go', go('switch v { case 1, 2: ‹a›() }'), 'case switch v case 1, 2'],
  ['go', go('mu.Lock()\ndefer mu.Unlock()\n‹a›()'), 'lock mu.Lock()'],
  ['go', go('mu.Lock()\nmu.Unlock()\n‹a›()'), ''],
  ['go', go('defer func() { if r := recover(); r != nil { log(r) } }()\n‹a›()'), 'handler defer recover()'],
  ['go', go('x := b && ‹a›()'), 'short-circuit b'],
  ['go', go('if x { go func() { ‹a›() }() }'), 'condition x'],
  // JavaScript
  ['JavaScript', 'function f() { if (!x) return\n ‹a›() }', 'early-exit not (!x)'],
  ['JavaScript', 'function f() { if (x) { b() } else ‹a›() }', 'condition not (x)'],
  ['JavaScript', 'function f() { x ? ‹a›() : b() }', 'condition x'],
  ['JavaScript', 'function f() { x || ‹a›() }', 'short-circuit not x'],
  ['JavaScript', 'function f() { x ?? ‹a›() }', 'short-circuit not x'],
  ['JavaScript', 'function f() { try { ‹a›() } catch (e) { } }', 'try catch (e)'],
  ['JavaScript', 'function f() { try { } catch (e) { ‹a›() } }', 'handler catch (e)'],
  ['JavaScript', 'function f() { try { } finally { ‹a›() } }', 'cleanup finally'],
  ['JavaScript', 'function f() { switch (v) { case 1: ‹a›(); break; default: b() } }', 'case switch (v) case 1'],
  ['JavaScript', 'function f() { for (const k of xs) { if (k) continue\n ‹a›() } }', 'early-exit not (k), loop for (const k of xs)'],
  ['JavaScript', 'if (outer) { function f() { ‹a›() } }', ''],
  ['JavaScript', 'if (outer) { xs.map(() => { ‹a›() }) }', 'condition (outer)'],
  // Python
  ['python', 'def f():\n  if a: pass\n  elif c: pass\n  else: ‹x›()', 'condition not a, condition not c'],
  ['python', 'def f():\n  if a: pass\n  elif c: ‹x›()', 'condition c, condition not a'],
  ['python', 'def f():\n  if not a:\n    raise E()\n  ‹x›()', 'early-exit not not a'],
  ['python', 'def f():\n  try:\n    ‹x›()\n  except (A, B) as e: pass', 'try except (A, B) as e'],
  ['python', 'def f():\n  with self.lock:\n    ‹x›()', 'lock with self.lock'],
  ['python', 'def f():\n  with open(p) as h:\n    ‹x›()', 'resource with open(p) as h'],
  ['python', 'def f():\n  assert a\n  ‹x›()', 'early-exit a'],
  ['python', 'def f():\n  y = ‹x›() if a else b', 'condition a'],
  ['python', 'def f():\n  y = [‹x›() for x in y if a]', 'condition a'],
  ['python', 'def f():\n  a and ‹x›()', 'short-circuit a'],
  ['python', 'def f():\n  match v:\n    case 1 if q:\n      ‹x›()', 'case match v case 1 if q'],
  ['python', 'def f():\n  while a:\n    ‹x›()', 'loop a'],
  // Java and its kin
  ['java', java('if (a) { ‹x›(); }'), 'condition (a)'],
  ['java', java('if (!a) throw new E(); ‹x›();'), 'early-exit not (!a)'],
  ['java', java('synchronized (lock) { ‹x›(); }'), 'lock synchronized (lock)'],
  ['java', java('try (R r = open()) { ‹x›(); } catch (E e) { }'), 'try catch (E e), resource try (R r = open())'],
  ['java', java('switch (v) { case 1 -> ‹x›(); }'), 'case switch (v) case 1'],
  ['java', java('switch (v) { case 1: ‹x›(); }'), 'case switch (v) case 1'],
  ['kotlin', 'fun f() { if (a) b() else ‹x›() }', 'condition not a'],
  ['kotlin', 'fun f() {\nwhen (v) {\n1 -> ‹x›()\n}\n}', 'case when (v) 1'],
  ['kotlin', 'fun f() {\nsynchronized(lock) { ‹x›() }\n}', 'lock synchronized(lock)'],
  ['kotlin', 'fun f() {\ntry { ‹x›() } catch (e: E) { }\n}', 'try catch (e: E)'],
  ['scala', 'object O { def f() = { v match { case 1 if q => ‹x›() } } }', 'case v match case 1 if q'],
  // C
  ['c', 'void f() { if (!x) goto out; ‹a›(); }', 'early-exit not (!x)'],
  ['c', '#ifdef FOO\nvoid g() { }\n#else\nint x = ‹a›;\n#endif', 'condition not FOO'],
  ['c', 'void f() { switch (v) { case 1: ‹a›(); } }', 'case switch (v) case 1'],
  // Ruby, Rust
  ['ruby', 'def f\n  return unless a\n  ‹x›\nend', 'early-exit a'],
  ['ruby', 'def f\n  ‹x› if a\nend', 'condition a'],
  ['ruby', 'def f\n  ‹x› unless a\nend', 'condition not a'],
  ['ruby', 'def f\n  if a\n    b\n  else\n    ‹x›\n  end\nend', 'condition not a'],
  ['ruby', 'def f\n  ‹x›\nrescue E => e\n  b\nend', 'try rescue E => e'],
  ['ruby', 'def f\n  lock.synchronize { ‹x› }\nend', 'lock lock.synchronize'],
  ['ruby', 'def f\n  case v\n  when 1 then ‹x›\n  end\nend', 'case case v when 1'],
  ['rust', 'fn f() { if !a { return; } ‹x›(); }', 'early-exit not !a'],
  ['rust', 'fn f() { let Some(y) = z else { return }; ‹x›(); }', 'early-exit let Some(y) = z else'],
  ['rust', 'fn f() { match v { 1 if q => ‹x›(), _ => b() } }', 'case match v 1 if q'],
  ['rust', 'fn f() { if let Some(y) = z { ‹x›(); } }', 'condition let Some(y) = z'],
])('what guards a place of %s %j: %s', (grammar, marked, expected) => {
  expect(told(grammar, marked)).toBe(expected)
})
