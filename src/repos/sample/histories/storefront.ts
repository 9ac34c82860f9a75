import { append, create, edit, filesOf, remove } from '../changes.ts'
import { dependency, locked, node24 } from '../npm.ts'
import { bump, release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('storefront')

const withoutTeapot = edit('src/catalogue/products.ts', "  { sku: 'teapot', name: 'Teapot', price: 5_400, featured: false },\n", '')

/** What wakes the fault: from here on carts come with a region that no table has. */
export const triggerSubject = 'Deliver to Northern Ireland'

export const storefront: History = {
  name: 'acme/storefront',
  description: 'The shop as customers see it',
  steps: [
    commit('mara', '2024-10-07 09:30', 'Show a page', [
      add('package.json', 'tsconfig.json', '.gitignore', 'src/html.ts', 'public/styles.css'),
      addAs('src/server.ts', 'src/server.first.ts'),
      addAs('src/pages/home.ts', 'src/pages/home.first.ts'),
      edit('src/html.ts', '    <script src="/cart.js" defer></script>\n', ''),
      edit(
        'src/html.ts',
        "\nexport const html = (body: string) => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body })\n",
        '',
      ),
      locked,
    ]),
    commit('mara', '2024-10-07 13:12', 'Escape what comes from outside', [add('test/html.test.ts')]),
    commit('mara', '2024-10-08 10:44', 'Build an image', [
      add('Dockerfile', '.env.example'),
      edit('.env.example', 'CHECKOUT_URL=http://checkout:8080\nINVENTORY_URL=http://inventory:8080\n', ''),
    ]),
    commit('ines', '2024-10-09 12:01', 'Say how to start it', [add('README.md', 'CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'mara', at: '2024-10-21 10:00', version: '1.0.0', notes: ['A page'] }),
    branch('catalogue'),
    commit('ines', '2024-11-12 10:17', 'Name the articles', [add('src/catalogue/products.ts'), withoutTeapot], { on: 'catalogue' }),
    commit('ines', '2024-11-12 16:20', 'Write amounts as people do', [add('src/money.ts')], { on: 'catalogue' }),
    commit('mara', '2024-11-13 09:00', 'Widen the tiles', [edit('public/styles.css', 'minmax(14rem, 1fr)', 'minmax(16rem, 1fr)')]),
    merge('mara', '2024-11-14 09:25', 'catalogue', 7),
    commit('mara', '2024-12-06 11:35', 'Serve with shop-http', [
      addAs('src/server.ts', 'src/server.second.ts'),
      add('src/html.ts', 'src/pages/home.ts'),
      dependency('@acme/shop-http', '1.0.0'),
    ]),
    commit('ines', '2024-12-12 14:28', 'Show an article with its stock', [
      add('src/pages/product.ts', 'src/clients/inventory.ts'),
      edit('src/server.ts', '[homePage]', '[homePage, productPage]'),
      edit(
        'src/server.ts',
        "import { homePage } from './pages/home.ts'\n",
        "import { homePage } from './pages/home.ts'\nimport { productPage } from './pages/product.ts'\n",
      ),
    ]),
    commit('mara', '2025-01-08 10:02', 'Keep a cart in the browser', [
      addAs('src/pages/cart.ts', 'src/pages/cart.first.ts'),
      add('public/cart.js'),
      add('src/pages/order.ts', 'src/server.ts', '.env.example'),
    ]),
    release({ by: 'mara', at: '2025-01-13 10:15', version: '2.0.0', notes: ['Articles, cart and orders: replaces legacy-cart'] }),
    bump('2025-03-10 04:30', '@types/node', '22.15.3'),
    bump('2025-03-17 04:30', 'typescript', '5.8.3'),
    bump('2025-03-24 04:30', 'zod', '3.24.2'),
    commit('ines', '2025-04-29 11:16', 'Sell the teapot', [add('src/catalogue/products.ts')]),
    commit('ines', '2025-05-06 15:40', 'Show the teapot first', [
      edit('src/catalogue/products.ts', "'Teapot', price: 5_400, featured: false", "'Teapot', price: 5_400, featured: true"),
    ]),
    revert('ines', '2025-05-09 09:12', 'Show the teapot first', 'There are nine of them.'),
    bump('2025-06-16 04:30', '@acme/shop-http', '1.2.1'),
    release({ by: 'ines', at: '2025-06-23 12:30', version: '2.1.0', notes: ['The teapot'] }),
    commit('mara', '2025-09-02 09:55', 'Follow the colours of the system', [
      append('public/styles.css', '\n@media (prefers-color-scheme: dark) {\n  body {\n    color: #eae6de;\n    background: #22201c;\n  }\n}\n'),
    ]),
    bump('2025-10-06 04:30', '@acme/shop-http', '1.3.0'),
    bump('2025-11-10 04:30', 'typescript', '5.9.3'),
    bump('2025-11-17 04:30', 'zod', '4.1.12'),
    commit('wei', '2025-11-26 09:45', 'Run on Node 24', [node24, dependency('@acme/shop-http', '1.4.0')]),
    release({ by: 'mara', at: '2025-12-01 10:00', version: '3.0.0', notes: ['Dark colours', 'Node 24'] }),
    commit('ines', '2026-03-17 13:21', 'Let pages be found without scripts', [create('public/robots.txt', 'User-agent: *\nDisallow: /cart\n')]),
    bump('2026-05-11 04:30', '@acme/shop-http', '1.5.0'),
    release({ by: 'mara', at: '2026-05-20 10:20', version: '3.1.0', notes: ['Pages can be found'] }),
    commit('ines', '2026-09-04 10:30', 'Find the region of an address', [add('src/address/region.ts', 'test/region.test.ts')]),
    commit('ines', '2026-09-04 14:52', 'Keep the cart in the address of its page', [add('src/cart/cart.ts')]),
    commit('ines', '2026-09-18 11:38', 'Preview the tax in the cart\n\nThe rate is read as pricing reads it. The `!` keeps the compiler quiet: the table\nhas every region.', [
      add('src/cart/tax-preview.ts', 'src/pages/cart.ts'),
      append('.env.example', 'TAX_RATES_URL=http://tax-rates:8080\n'),
      dependency('@acme/shop-http', '1.6.0'),
    ]),
    release({ by: 'ines', at: '2026-09-21 10:00', version: '3.2.0', notes: ['Tax is shown in the cart'] }),
    branch('release/3.2'),
    commit('mara', '2026-09-24 10:12', 'Remove robots.txt, the gateway has one', [remove('public/robots.txt')]),
    commit('mara', '2026-09-29 16:05', 'Say "incl." only once', [
      edit('src/cart/tax-preview.ts', 'The words under the cart', 'The one line under the cart'),
    ], { on: 'release/3.2' }),
    release({ by: 'mara', at: '2026-09-29 16:30', version: '3.2.1', notes: ['For the kiosk in the museum'], on: 'release/3.2' }),
    branch('northern-ireland'),
    commit('mara', '2026-10-02 11:20', `${triggerSubject}\n\nGoods sent there stay in the single market, so it is a region of its own: XI.`, [
      edit('src/address/region.ts', "  return country\n", "  if (country === 'GB' && /^BT/i.test(postcode)) return 'XI'\n  return country\n"),
      edit(
        'test/region.test.ts',
        "  assert.equal(regionOf('DE', '78266'), 'DE-BUS')\n",
        "  assert.equal(regionOf('DE', '78266'), 'DE-BUS')\n  assert.equal(regionOf('GB', 'BT1 5GS'), 'XI')\n",
      ),
    ], { on: 'northern-ireland' }),
    commit('mara', '2026-10-02 15:10', 'Announce it on the first page', [
      edit('src/pages/home.ts', '<h1>Mugs and plates</h1><ul', '<h1>Mugs and plates</h1><p>Now also to Northern Ireland.</p><ul'),
    ], { on: 'northern-ireland' }),
    merge('ines', '2026-10-05 12:40', 'northern-ireland', 64),
    release({ by: 'mara', at: '2026-10-05 16:00', version: '3.3.0', notes: ['Delivery to Northern Ireland'] }),
  ],
}
