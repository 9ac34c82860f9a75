import { expect, test } from 'vitest'
import { meaning } from '../check.fixture.ts'

const inFunction = (body: string) => `package a\nfunc f(p int) {\n${body}\n}`

test.each([
  // Parameters, results, and what shadows them.
  ['package a\nfunc f(«id» int) int { return ‹id› }', 'local'],
  ['package a\nfunc f(a, «b» int) int { return ‹b› }', 'local'],
  ['package a\nfunc f() (n int, «err» error) { ‹err› = nil; return }', 'local'],
  ['package a\nfunc f(rest ...int) { _ = ‹rest› }', 'local at 1:7'],
  ['package a\nvar «id» int\nfunc f(id int) {}\nfunc g() { ‹id›++ }', 'file id'],
  ['package a\nvar id int\nfunc f(«id» int) { func() { ‹id›++ }() }', 'local'],
  ['package a\nfunc f(‹id› int) {}', 'definition local'],
  // Short declarations: known behind themselves, and not again in the same scope.
  [inFunction('x := 1\nif true { «x» := x; _ = ‹x› }'), 'local'],
  [inFunction('«x» := 1\nif true { x := ‹x›; _ = x }'), 'local'],
  [inFunction('«err» := g()\nv, ‹err› := h()\n_ = v'), 'local'],
  [inFunction('err := g()\nif true { v, ‹err› := h(); _ = v }'), 'definition local'],
  [inFunction('if «e» := g(); ‹e› != nil { }'), 'local'],
  [inFunction('if «e» := g(); e != nil { } else { ‹e›() }'), 'local'],
  [inFunction('if e := g(); e != nil { }\n‹e›()'), 'unknown'],
  [inFunction('for i, «v» := range p { ‹v›() }'), 'local'],
  [inFunction('for v := range ‹v› { }'), 'unknown'],
  [inFunction('var v int\nfor _, ‹v› = range p { }'), 'local at 2:4'],
  [inFunction('for «i» := 0; i < 3; ‹i›++ { }'), 'local'],
  [inFunction('switch «t» := p.(type) { case int: ‹t›() }'), 'local'],
  [inFunction('switch t := ‹t›.(type) { }'), 'unknown'],
  [inFunction('switch { case p > 1: x := 1; _ = x\ncase p > 2: ‹x›() }'), 'unknown'],
  [inFunction('select { case «m» := <-c: ‹m›() }'), 'local'],
  [inFunction('const k = 1\n{ ‹k›() }'), 'local at 2:6'],
  [inFunction('type T int\nvar x ‹T›'), 'local at 2:5'],
  ['package a\nfunc f() { ‹g›() }\nfunc «g»() {}', 'file g'],
  ['package a\nfunc f[«T» any](x ‹T›) {}', 'local'],
  ['package a\ntype L[«T» any] struct { x ‹T› }', 'local'],
  // Types, fields, methods.
  ['package a\ntype Cart struct { ‹items› int }', 'definition file Cart.items'],
  ['package a\ntype Cart struct { «items» int }\nfunc (c *Cart) f() { c.‹items›++ }', 'file Cart.items'],
  ['package a\ntype Cart struct {}\nfunc (c *Cart) «Total»() {}\nfunc f() { c := &Cart{}; c.‹Total›() }', 'file Cart.Total'],
  ['package a\ntype Cart struct {}\nfunc (c Cart) «Total»() {}\nfunc New() *Cart { return nil }\nfunc f() { c := New(); c.‹Total›() }', 'file Cart.Total'],
  ['package a\ntype Cart struct {}\nfunc (c Cart) «Total»() {}\nfunc New() (*Cart, error) { return nil }\nfunc f() { c, err := New(); c.‹Total›() }', 'file Cart.Total'],
  ['package a\nfunc (c *Cart[T]) ‹Total›() {}', 'definition file Cart.Total'],
  ['package a\nfunc (c *Cart) Total() {}\nfunc f() { ‹Total›() }', 'unknown'],
  ['package a\nfunc f(c *Cart) { c.‹Total›() }', 'member Total of c: Cart = unknown'],
  ['package a\ntype S struct { store *Store }\nfunc (s *S) f() { s.store.‹Get›() }', 'member Get of s.store: Store = unknown'],
  ['package a\ntype Cart struct { «N» int }\nvar c = Cart{‹N›: 1}', 'file Cart.N'],
  ['package a\nvar n int\nvar c = Cart{‹N›: 1}', 'member N of Cart: Cart = unknown'],
  ['package a\nvar «n» int\nvar c = map[int]int{‹n›: 1}', 'file n'],
  ['package a\ntype I interface { «Do»() }\nfunc f(i I) { i.‹Do›() }', 'file I.Do'],
  ['package a\nfunc f() { g().‹x›() }', 'member x of g()'],
  // Packages.
  ['package a\nimport "github.com/x/cart"\nfunc f() { cart.‹Total›() }', 'import github.com/x/cart Total'],
  ['package a\nimport "github.com/x/cart/v2"\nfunc f() { ‹cart›.Total() }', 'import github.com/x/cart/v2 *'],
  ['package a\nimport "gopkg.in/yaml.v3"\nfunc f() { yaml.‹Marshal›() }', 'import gopkg.in/yaml.v3 Marshal'],
  ['package a\nimport ‹c› "github.com/x/cart"\nfunc f() { c.Total() }', 'import import github.com/x/cart * as c'],
  ['package a\nimport c "github.com/x/cart"\nfunc f() { c.‹Total›() }', 'import github.com/x/cart Total'],
  ['package a\nimport "x/cart"\nfunc f(cart Cart) { cart.‹Total›() }', 'member Total of cart: Cart = unknown'],
  ['package a\nimport "x/cart"\nfunc f(c cart.‹Cart›) { }', 'import x/cart Cart'],
  ['package a\nimport "x/cart"\nfunc f(c *cart.Cart) { c.‹Total›() }', 'member Total of c: Cart = import x/cart Cart'],
  ['package a\nimport "x/cart"\nfunc f() { c := cart.New(); c.‹Total›() }', 'member Total of c: call of New = import x/cart New'],
  ['package a\nimport "x/cart"\nvar c = cart.Cart{‹N›: 1}', 'member N of Cart: Cart = import x/cart Cart'],
  ['package a\nvar s = "‹id›" // id', 'no name'],
  ['package a\nimport ‹"acme.test/kit/env"›', 'import import acme.test/kit/env *'],
  ['package a\nvar s, «id» = "😀", 1; var t = "😀" + ‹id›', 'file id'],
])('%j: %s', (marked, expected) => {
  expect(meaning('go', marked)).toBe(expected)
})
