import { append, edit, filesOf } from '../changes.ts'
import { dependency, locked, node24 } from '../npm.ts'
import { bump, release } from '../release.ts'
import { branch, commit, merge, pick, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('pricing')

/** The fault begins here: the standard rate for unknown places is lost when the regional table comes. */
export const culpritSubject = 'Read the rate from the regional table'

export const pricing: History = {
  name: 'acme/pricing',
  description: 'Prices, discounts and tax of a cart',
  steps: [
    commit('priya', '2024-10-14 11:02', 'Price a cart', [
      add('package.json', 'tsconfig.json', '.gitignore', 'Dockerfile', 'src/cart/cart.ts'),
      addAs('src/main.ts', 'src/main.first.ts'),
      addAs('src/routes/quote.ts', 'src/routes/quote.first.ts'),
      addAs('src/cart/price.ts', 'src/cart/price.first.ts'),
      addAs('src/tax/tax.ts', 'src/tax/tax.first.ts'),
      locked,
    ]),
    commit('priya', '2024-10-14 15:48', 'Describe the API', [
      add('openapi.yaml'),
      edit(
        'openapi.yaml',
        '        region:\n          type: string\n          description: Where the goods go\n',
        '        region:\n          type: string\n          description: The country of the customer\n',
      ),
    ]),
    commit('priya', '2024-10-16 10:20', 'Say how to run it', [
      add('README.md', '.env.example'),
      edit('README.md', "| `TAX_RATES_URL` | the tax-rates service |\n| `RATES_REFRESH_SECONDS` | how often the table is read again, 300 |\n", ''),
      edit('.env.example', 'TAX_RATES_URL=http://tax-rates:8080\n', ''),
    ]),
    commit('mara', '2024-10-21 09:50', 'Say who owns this', [add('CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'priya', at: '2024-11-04 10:30', version: '1.0.0', notes: ['Prices a cart: list price and tax by country'] }),
    commit('mara', '2024-12-06 10:11', 'Serve with shop-http', [
      add('src/routes/quote.ts', 'src/main.ts'),
      edit('src/main.ts', "import { startRefreshing } from './tax/source.ts'\n", ''),
      edit('src/main.ts', 'await startRefreshing()\n', ''),
      dependency('@acme/shop-http', '1.0.0'),
    ]),
    release({ by: 'priya', at: '2024-12-09 12:00', version: '1.1.0', notes: ['The server of shop-http'] }),
    commit('jonas', '2025-01-23 14:37', 'Read the rates from tax-rates\n\nThe table of this service and the one of legacy-cart had come to differ for Ireland.', [
      addAs('src/tax/source.ts', 'src/tax/source.first.ts'),
      addAs('src/tax/tax.ts', 'src/tax/tax.second.ts'),
      add('src/main.ts', 'README.md', '.env.example'),
    ]),
    release({ by: 'jonas', at: '2025-01-27 09:15', version: '2.0.0', notes: ['Needs TAX_RATES_URL', 'Rates come from tax-rates'] }),
    bump('2025-03-10 04:10', '@types/node', '22.15.3'),
    bump('2025-03-17 04:10', 'typescript', '5.8.3'),
    bump('2025-03-24 04:10', 'zod', '3.24.2'),
    branch('quantity-discount'),
    commit('priya', '2025-04-08 12:14', 'Give back a part of the price of many pieces', [
      add('src/cart/discount.ts', 'src/cart/price.ts'),
      edit('src/cart/discount.ts', '  { from: 50, part: 0.12 },\n', ''),
    ], { on: 'quantity-discount' }),
    commit('priya', '2025-04-08 16:50', 'Test the steps of the discount', [
      add('test/price.test.ts'),
      edit('test/price.test.ts', '  assert.equal(discountFor(line(50)), 6_000)\n', ''),
    ], { on: 'quantity-discount' }),
    bump('2025-04-14 04:10', '@acme/shop-http', '1.1.0'),
    merge('jonas', '2025-04-15 09:40', 'quantity-discount', 18),
    release({ by: 'priya', at: '2025-04-16 13:00', version: '2.1.0', notes: ['A discount from ten pieces on'] }),
    commit('dana', '2025-05-20 10:08', 'Round a half to the even neighbour\n\nThe auditors add the lines up and come to other sums than we do.', [
      addAs('src/tax/tax.ts', 'src/tax/tax.third.ts'),
      add('test/rounding.test.ts'),
    ]),
    release({ by: 'jonas', at: '2025-05-22 09:30', version: '2.2.0', notes: ["Tax is rounded as finance rounds it"] }),
    commit('priya', '2025-07-01 11:11', 'Give more back from fifty pieces on', [
      edit('src/cart/discount.ts', '  { from: 20, part: 0.08 },\n', '  { from: 50, part: 0.12 },\n  { from: 20, part: 0.08 },\n'),
      add('test/price.test.ts'),
    ]),
    commit('priya', '2025-07-02 17:25', 'Refuse carts with more than a hundred lines', [
      edit('src/cart/cart.ts', 'lines: z.array(Line),', 'lines: z.array(Line).max(100),'),
    ]),
    revert('priya', '2025-07-08 10:02', 'Refuse carts with more than a hundred lines', 'A hotel orders its whole tableware in one go every July.'),
    bump('2025-07-14 04:10', '@acme/shop-http', '1.2.1'),
    release({ by: 'priya', at: '2025-07-15 10:45', version: '2.3.0', notes: ['A higher discount from fifty pieces on'] }),
    bump('2025-10-06 04:10', '@acme/shop-http', '1.3.0'),
    bump('2025-11-10 04:10', 'typescript', '5.9.3'),
    bump('2025-11-17 04:10', 'zod', '4.1.12'),
    commit('wei', '2025-11-19 11:30', 'Run on Node 24', [node24, dependency('@acme/shop-http', '1.4.0')]),
    release({ by: 'wei', at: '2025-11-20 10:00', version: '2.4.0', notes: ['Node 24'] }),
    commit('jonas', '2026-01-14 10:26', 'Run the tests on every push', [addAs('.ci/test.yaml', 'ci.yaml')]),
    commit('jonas', '2026-03-05 15:09', 'Tell which variables are needed before it listens', [
      append('README.md', '\nIt does not start before it has read the rates once.\n'),
    ]),
    bump('2026-05-11 04:10', '@acme/shop-http', '1.5.0'),
    release({ by: 'priya', at: '2026-05-18 11:20', version: '2.5.0', notes: ['Tests run on every push', 'shop-http 1.5'] }),
    branch('release/2.5'),
    commit('tomas', '2026-06-16 09:12', 'Accept Swedish kronor from resellers', [
      edit('openapi.yaml', 'enum: [EUR, GBP, SEK]', 'enum: [EUR, GBP, SEK]\n          description: Resellers in Sweden are invoiced in SEK'),
    ]),
    commit('jonas', '2026-09-08 14:21', `${culpritSubject}\n\ntax-rates has one row a region since its version 2, so Åland and the Canary\nIslands get a rate of their own. The list of countries is not read any more.`, [
      add('src/tax/regional.ts', 'src/tax/tax.ts', 'src/tax/source.ts'),
    ]),
    commit('jonas', '2026-09-08 15:02', 'Say that the region is where the goods go', [
      add('openapi.yaml'),
      edit('openapi.yaml', 'enum: [EUR, GBP, SEK]', 'enum: [EUR, GBP, SEK]\n          description: Resellers in Sweden are invoiced in SEK'),
    ]),
    release({ by: 'jonas', at: '2026-09-09 09:34', version: '2.6.0', notes: ['Rates by region: `/v2/rates` of tax-rates'] }),
    pick('priya', '2026-09-15 13:40', culpritSubject, { on: 'release/2.5' }),
    release({ by: 'priya', at: '2026-09-15 14:05', version: '2.5.1', notes: ['Rates by region, for the marketplace'], on: 'release/2.5' }),
    commit('priya', '2026-09-30 12:32', 'Log how many rates were read', [
      edit(
        'src/tax/source.ts',
        "  table = Object.fromEntries(rows.map((row) => [row.region, row]))\n",
        "  table = Object.fromEntries(rows.map((row) => [row.region, row]))\n  log('info', 'rates read', { regions: rows.length })\n",
      ),
    ]),
    release({ by: 'priya', at: '2026-10-05 15:30', version: '2.6.1', notes: ['The number of rates is logged'] }),
    commit('priya', '2026-10-05 17:10', 'Say what a rate is', [
      edit(
        'src/tax/regional.ts',
        ' * (Canary Islands, Åland, Büsingen) have a row for each of them.\n',
        ' * (Canary Islands, Åland, Büsingen) have a row for each of them.\n *\n * A rate is a part of one: 0.19, not 19.\n',
      ),
    ]),
  ],
}
