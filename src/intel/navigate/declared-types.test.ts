import { describe, expect, test } from 'vitest'
import type { Family } from '../families.ts'
import { boundOffset, declaredTypeOffset, implementedOffsets, supertypeOffsets } from './declared-types.ts'

/** The identifier that begins at an offset. */
const wordAt = (text: string, offset: number) => /^[\p{L}\p{N}_$]+/u.exec(text.slice(offset))?.[0] ?? `nothing at ${offset}`

/** `«x»` is the name that is declared. */
function unmarked(marked: string) {
  const start = marked.indexOf('«')
  const text = marked.replace(/[«»]/g, '')
  return { text, start, end: marked.indexOf('»') - 1 }
}

describe('the type that a declaration names', () => {
  function check(family: Family, marked: string, expected: string): void {
    test(`${family} ${marked} → ${expected}`, () => {
      const { text, start, end } = unmarked(marked)
      const offset = declaredTypeOffset(family, text, { start, end })
      expect(offset === null ? '-' : wordAt(text, offset)).toBe(expected)
    })
  }

  check('go', 'func «New»(a, b int) *Cart {', 'Cart')
  check('go', 'func «New»(f func(int) int) (*cart.Cart, error) {', 'Cart')
  check('go', 'func «Open»() (c *Cart, err error) {', 'Cart')
  check('go', 'func (c *Cart) «Add»(i Item) {', '-')
  check('go', 'var «store» *Store', 'Store')
  check('javascript', 'function «make»(a: number): Cart {', 'Cart')
  check('javascript', 'function «make»<T>(a: (x: T) => void): Promise<Cart> {', 'Cart')
  check('javascript', 'const «make» = async (a: number): Promise<Cart> => {}', 'Cart')
  check('javascript', 'const «cart»: Cart | null = x', 'Cart')
  check('javascript', 'export const «cart» = new Cart()', 'Cart')
  check('javascript', 'function «make»(a) { return 1 }', '-')
  check('python', 'def «make»(a: int) -> Cart:', 'Cart')
  check('python', 'def «make»(a: int = 3) -> Optional["shop.Cart"]:', 'Cart')
  check('python', '«cart»: Cart = x', 'Cart')
  check('python', '«cart» = Cart()', 'Cart')
  check('python', 'def «make»(a):', '-')
  check('jvm', 'public static Cart «make»(int a) {', 'Cart')
  check('jvm', 'private final Optional<Cart> «cart» = x;', 'Optional')
  check('jvm', 'fun «make»(a: Int): Cart {', 'Cart')
  check('jvm', 'val «cart»: Cart = x', 'Cart')
  check('jvm', 'def «make»(a: Int)(b: Int): Option[Cart] = {', 'Cart')
  check('jvm', 'public void «run»() {', '-')
  check('c', 'struct cart *«cart_new»(int a) {', 'cart')
  check('c', 'std::string Cart::«text»() const {', 'string')
  check('c', 'int «main»(void) {', '-')
  check('rust', 'pub fn «new»(a: i64) -> Self {', 'Self')
  check('rust', "pub fn «find»<'a>(a: &'a str) -> Option<&'a Cart> {", 'Cart')
  check('rust', 'pub fn «open»(a: i64) -> Result<Box<Cart>, Error> {', 'Cart')
  check('rust', 'rate: Rate', '-')
  check('php', 'function «make»(int $a): ?Cart {', 'Cart')
})

describe('what a type extends', () => {
  function check(family: Family, marked: string, expected: string[]): void {
    test(`${family} ${marked.replaceAll('\n', ' ')} → ${expected.join(' ')}`, () => {
      const { text, end } = unmarked(marked)
      expect(supertypeOffsets(family, text, { from: end, to: text.length }).map((offset) => wordAt(text, offset))).toEqual(expected)
    })
  }

  check('javascript', 'class «Cart»<T> extends Base<T> implements Priced, ns.Shown {\n  total() {}', ['Base', 'Priced', 'Shown'])
  check('javascript', 'interface «Cart» {', [])
  check('python', 'class «Cart»(Base, Generic[T], metaclass=Meta):\n    x = Y', ['Base', 'Generic'])
  check('jvm', 'class «Cart» extends Base<Item> implements Priced {', ['Base', 'Priced'])
  check('jvm', 'class «Cart»(val a: Int, b: Foo) : Base(a), Priced {', ['Base', 'Priced'])
  check('jvm', 'class «Cart»(a: Int) extends Base with Priced {', ['Base', 'Priced'])
  check('c', 'class «Cart» : public Base, private std::vector<Item> {', ['Base', 'vector'])
  check('go', 'type «Cart» struct {\n\t*base.Base\n\tPriced `json:"x"`\n\titems []Item\n}', ['Base', 'Priced'])
  check('go', 'type «Cart» struct{ base }', ['base'])
  check('go', 'type «Cart» struct { items []Item; *base.Base }', ['Base'])
  check('ruby', 'class «Cart» < Shop::Base\n  include Acme::Priced\n  def x; Y; end\nend', ['Base', 'Priced'])
  check('php', 'class «Cart» extends Base implements \\Acme\\Priced {', ['Base', 'Priced'])
})

describe('the traits that a file of Rust implements for a type', () => {
  test.each([
    ['impl Priced for Cart {}\nimpl<T> fmt::Display for Cart<T> {}\nimpl Shown for Other {}', ['Priced', 'Display']],
    ["impl<'a, T: Into<Item>> From<&'a T> for shop::Cart\nwhere T: Clone {}", ['From']],
    ["unsafe impl Send for &'a mut Cart {}", ['Send']],
    ['impl Cart { fn f() {} }', []],
  ])('%j: %j', (text, expected) => {
    expect(implementedOffsets(text, 'Cart').map((offset) => wordAt(text, offset))).toEqual(expected)
  })
})

describe('where a type parameter of Rust is bound apart from its list', () => {
  test.each([
    ['struct Van<«P»> where P: Priced {}', 'Priced'],
    ["fn f<«P»>(p: P) where T: Shown, P: 'static + shop::Priced {}", 'Priced'],
    ['struct Van<«P»> { first: P }\nimpl<P: Priced> Van<P> {}', 'Priced'],
    ['struct Van<«P»> { first: P }\nimpl<P: Priced> Cart<P> {}', '-'],
    ['fn f<«P»>(p: P) { g::<P: Priced>() }', '-'],
  ])('%s: %s', (marked, expected) => {
    const { text, start, end } = unmarked(marked)
    const offset = boundOffset(text, { name: text.slice(start, end), end })
    expect(offset === null ? '-' : wordAt(text, offset)).toBe(expected)
  })
})

describe('long texts', () => {
  test.each(['<', '(', 'a<', '((((', '<a>(', ' *', 'a.'])('of %s are read in little time', (part) => {
    const text = `x${part.repeat(100_000)}`
    for (const family of ['go', 'javascript', 'jvm', 'rust', 'python', 'c'] as const) {
      declaredTypeOffset(family, text, { start: 0, end: 1 })
      expect(supertypeOffsets(family, text, { from: 1, to: text.length }).length).toBeLessThan(100)
    }
    implementedOffsets(`impl${text}\n`.repeat(3), 'Cart')
    boundOffset(`struct A<P>;\nimpl<${text}\n`.repeat(3), { name: 'P', end: 10 })
  })
})
