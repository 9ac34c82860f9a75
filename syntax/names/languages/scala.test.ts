import { expect, test } from 'vitest'
import { meaning } from '../check.fixture.ts'

const inMethod = (body: string) => `class A { def m(p: Foo) = { ${body} } }`

test.each([
  ['object O { def f(«id»: Int) = ‹id› + 1 }', 'local'],
  ['object O { val «id» = 1; def f() = ‹id› }', 'file O.id'],
  ['object O { val id = 1; def f(«id»: Int) = ‹id› }', 'local'],
  ['object O { val «id» = 1; def f(id: Int) = this.‹id› }', 'file O.id'],
  [inMethod('val «x» = 1; ‹x›'), 'local'],
  [inMethod('val (a, «b») = p; ‹b›'), 'local'],
  [inMethod('for { k <- xs; (u, «v») <- ys; if ‹v› > 1 } yield k'), 'local'],
  [inMethod('for { «k» <- xs } yield ‹k›'), 'local'],
  [inMethod('for { k <- xs } yield k; ‹k›'), 'unknown'],
  [inMethod('try { } catch { case «e»: Ex => ‹e› }'), 'local'],
  [inMethod('xs.map(«n» => ‹n› + 1)'), 'local'],
  [inMethod('xs.map((«l»: Int, r) => ‹l› + 1)'), 'local'],
  [inMethod('xs.map { case (g, «h») => ‹h› }'), 'local'],
  [inMethod('o match { case Foo(«f1», _) if f1 > 1 => ‹f1›; case _ => 1 }'), 'local'],
  [inMethod('o match { case «s» @ Some(x) => ‹s› }'), 'local'],
  [inMethod('o match { case ‹Obj› => 1 }'), 'unknown'],
  [inMethod('s"a $‹p› b"'), 'local at 0:16'],
  ['class A(val «x»: Int) { def f = ‹x› }', 'file A.x'],
  ['class A { def «f»() = 1; def g() = ‹f›() }', 'file A.f'],
  ['class A { def «f»() = 1 }; object B { val a = new A(); a.‹f›() }', 'file A.f'],
  ['class A { def «f»() = 1 }; object B { def g(a: A) = a.‹f›() }', 'file A.f'],
  ['object A { def «of»() = 1 }; object B { A.‹of›() }', 'file A.of'],
  ['case class D(«a»: Int); object B { def g(d: D) = d.‹a› }', 'file D.a'],
  ['class A[«T»] { def f(x: ‹T›) = 1 }', 'local'],
  ['import com.acme.Rate\nclass A { def f(r: Rate) = r.‹of›() }', 'member of of r: Rate = import com.acme Rate'],
  ['import com.acme.{Foo => Bar, Baz}\nclass A { def f(r: ‹Bar›) = 1 }', 'import com.acme Foo as Bar'],
  ['import com.acme.{Foo => Bar, Baz}\nclass A { def f(r: ‹Baz›) = 1 }', 'import com.acme Baz'],
  ['import com.acme.Base\nclass A extends Base { def f() = super.‹m›() }', 'member m of super = import com.acme Base'],
  ['import a.b._\nclass A { ‹c›() }', 'unknown'],
])('%j: %s', (marked, expected) => {
  expect(meaning('scala', marked)).toBe(expected)
})
