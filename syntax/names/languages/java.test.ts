import { expect, test } from 'vitest'
import { meaning } from '../check.fixture.ts'

const inMethod = (body: string) => `class A { int field; void m(Foo p) { ${body} } }`

test.each([
  // Locals, and fields that they hide.
  ['class A { int «x»; void m() { ‹x›++; } }', 'file A.x'],
  ['class A { int x; void m(int «x») { ‹x›++; } }', 'local'],
  ['class A { int «x»; void m(int x) { this.‹x› = x; } }', 'file A.x'],
  ['class A { int x; void m(int «x») { this.x = ‹x›; } }', 'local'],
  ['class A { int «x»; void m() { ‹x›++; int x = 1; } }', 'file A.x'],
  ['class A { int x; void m() { int «x» = 1; ‹x›++; } }', 'local'],
  [inMethod('for (int «k» = 0; ‹k› < 3; k++) {}'), 'local'],
  [inMethod('for (Foo «e» : xs) { ‹e›.f(); }'), 'local'],
  [inMethod('for (Foo e : xs) { } ‹e›.f();'), 'unknown'],
  [inMethod('try (Reader «r» = open()) { ‹r›.read(); }'), 'local'],
  [inMethod('try { } catch (E1 | E2 «ex») { ‹ex›.print(); }'), 'local'],
  [inMethod('xs.map(«u» -> ‹u› + 1);'), 'local'],
  [inMethod('xs.map((v, «w») -> { return ‹w›; });'), 'local'],
  [inMethod('xs.map((Foo «t») -> ‹t›.f());'), 'local'],
  [inMethod('xs.map(t -> 1); ‹t›.f();'), 'unknown'],
  [inMethod('if (o instanceof Foo «ff» && ‹ff›.ok()) {}'), 'local'],
  [inMethod('switch (o) { case Foo «g» -> ‹g›.x(); default -> {} }'), 'local'],
  [inMethod('switch (o) { case Pt(int a1, var «b1») -> use(‹b1›); default -> {} }'), 'local'],
  [inMethod('«lbl»: while (true) break ‹lbl›;'), 'local'],
  ['class A { int id; int id() { return ‹id›; } }', 'file A.id at 0:14'],
  ['class A { int id; int «id»() { return id; } void m() { ‹id›(); } }', 'file A.id'],
  ['class A { void «f»() {} void m() { new Runnable() { public void run() { ‹f›(); } }; } }', 'file A.f'],
  ['class A { void f() { new Runnable() { public void «run»() { } void x() { this.‹run›(); } }; } void run() {} }', 'file A.f.Runnable{}.run'],
  ['class A<«T»> { ‹T› x; }', 'local'],
  ['class A { <«U»> void m(‹U› u) {} }', 'local'],
  ['class A { class B { void ‹q›() {} } }', 'definition file A.B.q'],
  ['record R(int «a») { int m() { return ‹a›; } }', 'file R.a'],
  ['enum En { «ONE»; } class A { En e = En.‹ONE›; }', 'file En.ONE'],
  ['interface I { void «q»(); } class A { void m(I i) { i.‹q›(); } }', 'file I.q'],
  ['class A { static A «of»() { return null; } void m() { A.‹of›(); } }', 'file A.of'],
  ['class A { A self() { return this; } void «x»() {} void m() { A a = self(); a.‹x›(); } }', 'file A.x'],
  ['class A { A self() { return this; } void «x»() {} void m() { var a = self(); a.‹x›(); } }', 'file A.x'],
  ['class A { void «x»() {} void m() { new A().‹x›(); } }', 'file A.x'],
  // Other files.
  ['import com.acme.tax.Rate; class A { ‹Rate› r; }', 'import com.acme.tax Rate'],
  ['import com.acme.tax.‹Rate›; class A { }', 'import import com.acme.tax Rate'],
  ['import com.acme.tax.Rate; class A { void m(Rate r) { r.‹of›(); } }', 'member of of r: Rate = import com.acme.tax Rate'],
  ['import com.acme.tax.Rate; class A { Rate r; void m() { this.r.‹of›(); r.of(); } }', 'member of of this.r: Rate = import com.acme.tax Rate'],
  ['import com.acme.tax.Rate; class A { void m() { Rate.‹of›(); } }', 'member of of Rate = import com.acme.tax Rate'],
  ['import static com.acme.Rate.of; class A { void m() { ‹of›(); } }', 'import com.acme.Rate of'],
  ['import com.acme.Base; class A extends Base { void m() { super.‹m›(); } }', 'member m of super = import com.acme Base'],
  [inMethod('p.a().‹b›();'), 'member b of p.a() = call of member a of p: Foo = unknown'],
  [inMethod('‹foo›();'), 'unknown'],
  [inMethod('xs.forEach(this::‹m›);'), 'file A.m at 0:26'],
  ['@Ann(‹name› = "x") class A {}', 'member name of Ann: Ann = unknown'],
  ['class A { String s = "‹id›"; }', 'no name'],
])('%j: %s', (marked, expected) => {
  expect(meaning('java', marked)).toBe(expected)
})
