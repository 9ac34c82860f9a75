import { describe, expect, test } from 'vitest'
import { familyOf } from '../families.ts'
import { treeOf, worldOf } from '../trees.fixture.ts'
import { resolveModule } from './modules.ts'

type House = Record<string, Record<string, string>>

/** Every answer as `repository path path>inside.name`; a question is `path: module` or `path: module name`, asked in the first repository. */
function describeHouse(title: string, house: House, cases: [question: string, answer: string][]): void {
  const trees = Object.entries(house).map(([name, texts]) => treeOf(name, texts))
  const [home] = trees
  describe(title, () => {
    test.each(cases)('%s → %s', async (question, answer) => {
      const [, path = '', module = '', name = null] = /^(\S+): (\S+)(?: (\S+))?$/.exec(question) ?? []
      const family = familyOf(path)
      if (!home || !family) throw new Error(`not a question: ${question}`)
      const found = await resolveModule(family, { tree: home, path, module, name, world: worldOf(trees) })
      expect(found.map(({ tree, paths, inside }) => `${tree === home ? '' : `${tree.repository.name} `}${paths.join(' ')}${inside.length > 0 ? `>${inside.join('.')}` : ''}`).join(' | ')).toBe(answer)
    })
  })
}

describeHouse('JavaScript and TypeScript', {
  shop: {
    'package.json': '{"name": "shop", "dependencies": {"@acme/tax": "1", "local": "file:packages/local"}, "imports": {"#cart": {"types": "./dist/cart.d.ts", "default": "./dist/cart.js"}, "#order/*": "./src/order/*.tsx", "#react": "react"}}',
    'tsconfig.json': '{\n  // where things are\n  "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"], }, },\n}',
    'loop/tsconfig.json': '{"extends": ["./other.json"]}', 'loop/other.json': '{"extends": "./tsconfig"}', 'loop/loop.ts': '',
    'src/cart.ts': '', 'src/order/index.ts': '', 'src/order/place.tsx': '', 'src/legacy.js': '', 'packages/local/index.js': '', 'packages/ui/package.json': '{"name": "@shop/ui", "main": "dist/main.js"}', 'packages/ui/src/main.ts': '',
  },
  tax: {
    'package.json': '{"name": "@acme/tax", "exports": {".": "./dist/index.js", "./rates/*": "./dist/rates/*.js"}}',
    'src/index.ts': '', 'src/rates/de.ts': '',
  },
}, [
  ['src/order/place.tsx: ../cart', 'src/cart.ts'],
  ['src/order/place.tsx: ../cart.js', 'src/cart.ts'],
  ['src/cart.ts: ./order', 'src/order/index.ts'],
  ['src/cart.ts: ./legacy', 'src/legacy.js'],
  ['src/cart.ts: @/order/place', 'src/order/place.tsx'],
  ['src/cart.ts: src/cart', 'src/cart.ts'],
  ['loop/loop.ts: @/cart', 'src/cart.ts'],
  ['src/cart.ts: #cart', 'src/cart.ts'],
  ['src/cart.ts: #order/place', 'src/order/place.tsx'],
  ['src/cart.ts: #react', ''],
  ['src/cart.ts: #none', ''],
  ['src/cart.ts: @acme/tax', 'tax src/index.ts'],
  ['src/cart.ts: @acme/tax/rates/de', 'tax src/rates/de.ts'],
  ['src/cart.ts: @shop/ui', 'packages/ui/src/main.ts'],
  ['src/cart.ts: local', 'packages/local/index.js'],
  ['src/cart.ts: react', ''],
  ['src/cart.ts: ../../outside', ''],
])

describeHouse('Go', {
  shop: { 'go.mod': 'module acme.test/shop\nrequire acme.test/kit v1.0.0\nreplace acme.test/old => ./old', 'main.go': '', 'cart/cart.go': '', 'cart/cart_test.go': '', 'old/pkg/o.go': '', 'tool/go.mod': 'module acme.test/shop/tool', 'tool/t.go': '' },
  kit: { 'go.mod': 'module acme.test/kit', 'env/env.go': '', 'env/os.go': '' },
}, [
  ['main.go: acme.test/shop/cart', 'cart/cart.go'],
  ['main.go: acme.test/shop/tool', 'tool/t.go'],
  ['main.go: acme.test/old/pkg', 'old/pkg/o.go'],
  ['main.go: acme.test/kit/env', 'kit env/env.go env/os.go'],
  ['main.go: fmt', ''],
])

describeHouse('Python', {
  shop: { 'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["acme-tax"]', 'src/shop/__init__.py': '', 'src/shop/cart.py': '', 'src/shop/order/place.py': '', 'src/shop/order/__init__.py': '', 'tests/test_cart.py': '', 'tests/helpers.py': '' },
  tax: { 'setup.py': 'setup(name="acme-tax", package_dir={"": "python"})', 'python/acme_tax/__init__.py': '', 'python/acme_tax/rates.py': '' },
}, [
  ['src/shop/order/place.py: ..cart add', 'src/shop/cart.py>add'],
  ['src/shop/order/place.py: . place', 'src/shop/order/__init__.py>place | src/shop/order/place.py'],
  ['tests/test_cart.py: shop.cart', 'src/shop/cart.py'],
  ['tests/test_cart.py: shop cart', 'src/shop/__init__.py>cart | src/shop/cart.py'],
  ['tests/test_cart.py: helpers', 'tests/helpers.py'],
  ['src/shop/cart.py: acme_tax.rates rate', 'tax python/acme_tax/rates.py>rate'],
  ['src/shop/cart.py: os path', ''],
  ['src/shop/order/place.py: place', ''],
])

describeHouse('Java, Kotlin and Scala', {
  shop: { 'pom.xml': '<project><groupId>g</groupId><artifactId>shop</artifactId></project>', 'src/main/java/com/acme/shop/Cart.java': '', 'src/main/java/com/acme/shop/Order.java': '', 'src/main/kotlin/com/acme/util/strings.kt': '' },
  tax: { 'src/com/acme/tax/Rates.scala': '' },
}, [
  ['src/main/java/com/acme/shop/Cart.java: com.acme.shop Order', 'src/main/java/com/acme/shop/Order.java>Order'],
  ['src/main/java/com/acme/shop/Cart.java: com.acme.shop.Order Item', 'src/main/java/com/acme/shop/Order.java>Order.Item'],
  ['src/main/java/com/acme/shop/Cart.java: com.acme.util trim', 'src/main/kotlin/com/acme/util/strings.kt>trim'],
  ['src/main/java/com/acme/shop/Cart.java: com.acme.tax.Rates', 'tax src/com/acme/tax/Rates.scala>Rates'],
  ['src/main/java/com/acme/shop/Cart.java: java.util List', ''],
])

describeHouse('C and C++', {
  shop: { 'src/cart.c': '', 'src/cart.h': '', 'include/shop/order.h': '' },
  kit: { 'include/kit/list.h': '' },
}, [
  ['src/cart.c: cart.h', 'src/cart.h'],
  ['src/cart.c: shop/order.h', 'include/shop/order.h'],
  ['src/cart.c: kit/list.h', 'kit include/kit/list.h'],
  ['src/cart.c: stdio.h', ''],
])

describeHouse('Ruby', {
  shop: { 'Gemfile': 'gem "acme-tax"', 'lib/shop/cart.rb': '', 'lib/shop/order.rb': '', 'app/models/line_item.rb': '' },
  tax: { 'acme-tax.gemspec': 's.name = "acme-tax"', 'lib/acme/tax.rb': '', 'lib/acme/tax/http_rates.rb': '' },
}, [
  ['lib/shop/cart.rb: ./order', 'lib/shop/order.rb'],
  ['lib/shop/cart.rb: shop/order', 'lib/shop/order.rb'],
  ['lib/shop/cart.rb: LineItem', 'app/models/line_item.rb'],
  ['lib/shop/cart.rb: acme/tax', 'tax lib/acme/tax.rb'],
  ['lib/shop/cart.rb: Acme::Tax::HTTPRates', 'tax lib/acme/tax/http_rates.rb'],
  ['lib/shop/cart.rb: json', ''],
])

describeHouse('Rust', {
  shop: {
    'Cargo.toml': '[workspace]\nmembers = ["shop", "money"]',
    'shop/core/main.rs': '', 'shop/core/flags/mod.rs': '', 'shop/core/flags/defs.rs': '', 'shop/tests/tests.rs': '', 'shop/tests/util.rs': '', 'shop/tests/regression.rs': '', 'shop/examples/walk.rs': '',
    'shop/Cargo.toml': '[package]\nname = "shop"\n[[bin]]\npath = "core/main.rs"\n[[test]]\npath = "tests/tests.rs"\n[dependencies]\nmoney = { path = "../money" }\nacme-tax = "1"',
    'shop/src/lib.rs': '', 'shop/src/order.rs': '', 'shop/src/order/place.rs': '', 'shop/src/cart/mod.rs': '', 'money/tests/all.rs': '', 'money/tests/env/mod.rs': '', 'money/Cargo.toml': '[package]\nname = "money"', 'money/src/lib.rs': '',
  },
  tax: { 'Cargo.toml': '[package]\nname = "acme-tax"', 'src/lib.rs': '', 'src/rates.rs': '' },
}, [
  ['shop/src/lib.rs: crate::order place', 'shop/src/order/place.rs'],
  ['shop/core/flags/defs.rs: crate::flags', 'shop/core/flags/mod.rs'],
  ['shop/tests/regression.rs: crate::util Dir', 'shop/tests/util.rs>Dir'],
  ['money/tests/all.rs: crate::env Env', 'money/tests/env/mod.rs>Env'],
  ['money/tests/all.rs: self::env Env', 'money/tests/env/mod.rs>Env'],
  ['shop/examples/walk.rs: crate::order', 'shop/examples/walk.rs>order'],
  ['shop/src/lib.rs: crate::order Order', 'shop/src/order.rs>Order'],
  ['shop/src/order/place.rs: super Order', 'shop/src/order.rs>Order'],
  ['shop/src/order/place.rs: super::super::cart Cart', 'shop/src/cart/mod.rs>Cart'],
  ['shop/src/lib.rs: self::cart Cart', 'shop/src/cart/mod.rs>Cart'],
  ['shop/src/lib.rs: order Order', 'shop/src/order.rs>Order'],
  ['shop/src/order.rs: money Cents', 'money/src/lib.rs>Cents'],
  ['shop/src/order.rs: acme_tax::rates rate', 'tax src/rates.rs>rate'],
  ['shop/src/order.rs: std::collections HashMap', ''],
])

describeHouse('PHP', {
  shop: { 'composer.json': '{"autoload": {"psr-4": {"Shop\\\\": "src/"}}}', 'src/Cart.php': '', 'src/Order/Place.php': '' },
  tax: { 'composer.json': '{"name": "acme/tax", "autoload": {"psr-4": {"Acme\\\\Tax\\\\": "src"}}}', 'src/Rates.php': '' },
}, [
  ['src/Cart.php: Shop\\Order Place', 'src/Order/Place.php>Place'],
  ['src/Cart.php: Acme\\Tax\\Rates', 'tax src/Rates.php>Rates'],
  ['src/Cart.php: Symfony\\Console', ''],
])
