import { expect, test } from 'vitest'
import { meaning } from '../check.fixture.ts'

const inFunction = (body: string) => `fun f(p: Foo) {\n${body}\n}`

test.each([
  ['fun f(«id»: Int) = ‹id› + 1', 'local'],
  ['val id = 1\nfun f(«id»: Int) { g(‹id›) }', 'local'],
  ['val «id» = 1\nfun f() { g(‹id›) }', 'file id'],
  [inFunction('val «x» = 1\ng(‹x›)'), 'local'],
  [inFunction('val (c, «d») = pair\ng(‹d›)'), 'local'],
  [inFunction('for («k» in 0..3) { g(‹k›) }'), 'local'],
  [inFunction('for ((k, «v») in map) { g(‹v›) }'), 'local'],
  [inFunction('for (k in 0..3) { }\ng(‹k›)'), 'unknown'],
  [inFunction('try { } catch («e»: Ex) { g(‹e›) }'), 'local'],
  [inFunction('xs.map { «u», (v, w) -> ‹u› }'), 'local'],
  [inFunction('xs.map { u, (v, «w») -> ‹w› }'), 'local'],
  [inFunction('when (val «t» = o) { is Foo -> ‹t›.x }'), 'local'],
  [inFunction('if (a) { val x = 1 }\ng(‹x›)'), 'unknown'],
  [inFunction('fun «local»() = 1\n‹local›()'), 'local'],
  [inFunction('val «x» = 1\nval s = "a $‹x› b"'), 'local'],
  ['class A { val «x» = 1\nfun f() = ‹x› }', 'file A.x'],
  ['class A { val x = 1\nfun f(«x»: Int) = ‹x› }', 'local'],
  ['class A { val «x» = 1\nfun f(x: Int) { this.‹x› } }', 'file A.x'],
  ['class A(val «x»: Int) { fun f() = ‹x› }', 'file A.x'],
  ['class A {\ncompanion object {\nfun «of»() = 1\n}\n}\nval a = A.‹of›()', 'file A.of'],
  ['object O { fun «z»() {} }\nfun f() { O.‹z›() }', 'file O.z'],
  ['class A { fun «x»() {} }\nfun f() { val a = A()\na.‹x›() }', 'file A.x'],
  ['class A { fun «x»() {} }\nfun f() { A().‹x›() }', 'file A.x'],
  ['class A { fun «x»() {} }\nfun f(a: A?) { a?.‹x›() }', 'file A.x'],
  ['class A { fun «x»() {} }\nfun make(): A = A()\nfun f() { val a = make()\na.‹x›() }', 'file A.x'],
  ['fun A.‹ext›() {}', 'definition file A.ext'],
  ['fun A.«ext»() {}\nfun f(a: A) { a.ext() }\nfun g() { A().ext() }\nclass A { fun h() { this.‹ext›() } }', 'file A.ext'],
  ['enum class E { «ONE», TWO }\nval e = E.‹ONE›', 'file E.ONE'],
  ['class A<«T»> { val x: ‹T› = y }', 'local'],
  ['fun <«T»> f(x: ‹T›) {}', 'local'],
  ['import com.acme.Rate\nfun f(r: ‹Rate›) {}', 'import com.acme Rate'],
  ['import com.acme.Rate\nfun f(r: Rate) { r.‹of›() }', 'member of of r: Rate = import com.acme Rate'],
  ['import com.acme.Foo as Bar\nfun f(r: ‹Bar›) {}', 'import com.acme Foo as Bar'],
  ['import com.acme.‹Foo›', 'import import com.acme Foo'],
  ['import com.acme.Base\nclass A : Base() { fun f() { super.‹m›() } }', 'member m of super = import com.acme Base'],
  [inFunction('Foo(‹a› = 1)'), 'member a of Foo: Foo = unknown'],
  [inFunction('p.a().‹b›'), 'member b of p.a() = call of member a of p: Foo = unknown'],
])('%j: %s', (marked, expected) => {
  expect(meaning('kotlin', marked)).toBe(expected)
})
