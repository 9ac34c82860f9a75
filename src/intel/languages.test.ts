/** Traces of languages beside those of `locate.test.ts`, each printed by a program whose files stand in one of the repositories. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import type { Step } from '../repos/git/testing.ts'
import { framesOf, locateText, showFrame } from './intel.fixture.ts'

const files = (contents: Record<string, string>): readonly Step[] => [{ files: Object.entries(contents) }]

const repositories: Record<string, readonly Step[]> = {
  rusty: files({
    'crates/shop/Cargo.toml': '[package]\nname = "shop"\n',
    'crates/shop/src/cart.rs': 'impl Cart {\n    pub fn total(&self) -> i64 {\n        self.prices[7]\n    }\n}\n',
    'crates/shop/src/main.rs': 'fn main() {\n    println!("{}", cart.total());\n}\n',
    'kit/Cargo.toml': '[package]\nversion = "2.0.0"\nname = "acme-kit"\n',
    'kit/src/lib.rs': 'pub fn open() {\n    panic!("no door")\n}\n',
  }),
  gems: files({ 'acme-kit.gemspec': 'Gem::Specification.new do |spec|\n  spec.name = "acme-kit"\nend\n', 'lib/acme/kit.rb': 'module Acme\n  def self.open\n    raise "no door"\n  end\nend\n' }),
  railed: files({ 'app/models/cart.rb': 'class Cart\n  def total\n    prices.sum { |price| price.cents }\n  end\nend\n', 'lib/cart.rb': '# empty\n\n\n' }),
  phpkit: files({ 'composer.json': '{"name": "acme/kit"}', 'src/Kit.php': '<?php\nclass Kit {\n    function open() {\n        throw new Exception("no door");\n    }\n}\n' }),
  net: files({ 'src/Shop/Cart.cs': 'namespace Shop {\n  class Cart {\n    int Price(string name) {\n      return prices[name];\n    }\n  }\n}\n', 'src/Kit/Cart.cs': 'namespace Kit {\n  class Cart {\n\n\n  }\n}\n' }),
  native: files({ 'src/cart.c': '#include "cart.h"\n\nint cart_total(struct cart *cart) {\n  return cart->items * 2;\n}\n', 'drivers/shop/cart.c': 'static int cart_total(void) { return 0; }\n\n\n\n' }),
  mixed: files({ 'apps/shop/mix.exs': 'def project, do: [app: :shop, version: "0.1.0"]\n', 'apps/shop/lib/shop/cart.ex': 'defmodule Shop.Cart do\n  def total(prices) do\n    Enum.sum(prices)\n  end\nend\n' }),
  darted: files({ 'packages/kit/pubspec.yaml': 'name: kit\n', 'packages/kit/lib/src/kit.dart': "class Kit {\n  void open() {\n    throw StateError('no door');\n  }\n}\n" }),
  swifted: files({ 'Sources/Shop/Cart.swift': 'struct Cart {\n  func price(at index: Int) -> Int {\n    return prices[index]\n  }\n}\n' }),
  paged: files({ 'assets/app.js': 'function total(cart) {\n  return cart.rates.map((rate) => rate.value)\n}\n' }),
}

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.addRepositories(repositories)
})
afterAll(() => app.close())

function check(name: string, text: string, expected: string[]): void {
  test(name, async () => {
    const located = await locateText(app, text)
    expect(framesOf(located).filter(({ file }) => file !== null).map(showFrame)).toEqual(expected)
  })
}

describe('a trace finds its files', () => {
  check('Rust, in a crate of several', "thread 'main' panicked at crates/shop/src/cart.rs:3:9:\nindex out of bounds: the len is 1 but the index is 7\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/5980/library/std/src/panicking.rs:689:5\n   1: shop::cart::Cart::total\n             at ./crates/shop/src/cart.rs:3:9\n   2: shop::main\n             at ./crates/shop/src/main.rs:2:20\n", [
    '-', 'rusty crates/shop/src/cart.rs:3 *', 'rusty crates/shop/src/main.rs:2 *',
  ])
  check('Rust, a crate that one of the repositories makes', "thread 'main' panicked at /usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f/acme-kit-2.0.0/src/lib.rs:2:5:\nno door\nnote: run with `RUST_BACKTRACE=1`\n", ['rusty kit/src/lib.rs:2 *'])
  check('Rust, a crate of others', "thread 'main' panicked at /usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f/other-2.0.0/src/lib.rs:2:5:\nno door\nnote: run with `RUST_BACKTRACE=1`\n", ['-'])
  check('Ruby, a gem that one of the repositories makes', "/usr/local/bundle/gems/acme-kit-2.1.0/lib/acme/kit.rb:3:in `open': no door (RuntimeError)\n\tfrom main.rb:3:in `<main>'\n", ['gems lib/acme/kit.rb:3 *', '-'])
  check('Ruby, told apart by the folders', "/srv/app/models/cart.rb:3:in `block in total': undefined method `cents' for nil:NilClass (NoMethodError)\n\tfrom /srv/app/models/cart.rb:3:in `total'\n", ['railed app/models/cart.rb:3 *', 'railed app/models/cart.rb:3 *'])
  check('PHP, a package that one of the repositories makes', 'PHP Fatal error:  Uncaught Exception: no door in /srv/shop/vendor/acme/kit/src/Kit.php:4\nStack trace:\n#0 /srv/other/index.php(3): Kit->open()\n#1 {main}\n  thrown in /srv/shop/vendor/acme/kit/src/Kit.php on line 4\n', ['phpkit src/Kit.php:4 *', '-'])
  check('.NET, told apart by what stands there', 'System.Collections.Generic.KeyNotFoundException: no ale\n   at Shop.Cart.Price(String name) in C:\\build\\agent\\Cart.cs:line 4\n', ['net src/Shop/Cart.cs:4 * ?'])
  check('C, a file without its folders', '==1== Invalid read of size 4\n==1==    at 0x1091A8: cart_total (cart.c:4)\n', ['native src/cart.c:4 * ?'])
  check('C, a path of a build', '#0  0x00005555 in cart_total (cart=0x0) at ../build/../src/cart.c:4\n', ['native src/cart.c:4 *'])
  check('Elixir, by the application', '** (ArithmeticError) bad argument in arithmetic expression\n    (shop 0.1.0) lib/shop/cart.ex:3: Shop.Cart.total/1\n    (elixir 1.14.0) lib/enum.ex:1658: Enum.map/2\n', ['mixed apps/shop/lib/shop/cart.ex:3 *', '-'])
  check('Dart, by the package', "Unhandled exception:\nBad state: no door\n#0      Kit.open (package:kit/src/kit.dart:3:5)\n#1      main (package:other/main.dart:3:5)\n", ['darted packages/kit/lib/src/kit.dart:3 *', '-'])
  check('Swift, a file without its folders', 'Exception Type:  EXC_BREAKPOINT (SIGTRAP)\n\nThread 0 Crashed:\n0   Shop   0x0000000104e2c5f4 Cart.price(at:) + 212 (Cart.swift:3)\n', ['swifted Sources/Shop/Cart.swift:3 * ?'])
  check('Firefox', "TypeError: cart.rates is undefined\ntotal@https://shop.example/assets/app.js:2:10\n", ['paged assets/app.js:2 *'])
})
