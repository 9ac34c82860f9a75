import { append, edit, filesOf } from '../changes.ts'
import { dependency, locked, node24 } from '../npm.ts'
import { bump, release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('checkout')

export const checkout: History = {
  name: 'acme/checkout',
  description: 'Turns a cart into an order',
  steps: [
    commit('tomas', '2024-12-09 09:20', 'Place an order', [
      add('package.json', 'tsconfig.json', '.gitignore', 'src/routes/orders.ts', 'src/order/order.ts', 'src/main.ts', 'src/clients/pricing.ts', 'src/clients/inventory.ts'),
      addAs('src/order/place.ts', 'src/order/place.first.ts'),
      locked,
    ]),
    commit('tomas', '2024-12-09 16:02', 'Build an image', [add('Dockerfile', '.env.example')]),
    commit('tomas', '2024-12-10 10:15', 'Describe the API', [add('openapi.yaml')]),
    commit('ines', '2024-12-11 11:40', 'Say who owns this and how it is run', [
      add('README.md', 'CODEOWNERS', 'catalog-info.yaml'),
      edit('README.md', '| `TAX_RATES_URL` | for the tax on shipping |\n', ''),
    ]),
    release({ by: 'tomas', at: '2024-12-16 10:00', version: '1.0.0', notes: ['Places orders: price and reservation'] }),
    branch('shipping'),
    commit('ines', '2025-02-03 10:24', 'Ask for shipping', [addAs('src/order/shipping.ts', 'src/order/shipping.first.ts')], { on: 'shipping' }),
    commit('ines', '2025-02-03 15:51', 'Test what shipping costs', [
      addAs('test/shipping.test.ts', 'test/shipping.first.test.ts'),
    ], { on: 'shipping' }),
    commit('tomas', '2025-02-04 08:55', 'Refuse orders without lines', [
      edit(
        'openapi.yaml',
        "'400': { description: 'The order cannot be placed; the body says why' }",
        "'400': { description: 'The order cannot be placed (no lines, bad address); the body says why' }",
      ),
    ]),
    commit('ines', '2025-02-05 09:30', 'Post to the ledger and tell the customer', [
      addAs('src/order/place.ts', 'src/order/place.second.ts'),
      add('src/clients/ledger.ts'),
      addAs('src/clients/notifications.ts', 'src/clients/notifications.first.ts'),
    ], { on: 'shipping' }),
    merge('tomas', '2025-02-06 09:05', 'shipping', 11),
    release({ by: 'tomas', at: '2025-02-10 10:30', version: '1.1.0', notes: ['Shipping, ledger, confirmation by mail'] }),
    commit('tomas', '2025-02-27 22:47', 'Do not lose an order when its mail cannot be sent\n\nThe relay was down for eleven minutes and so were we.', [
      add('src/clients/notifications.ts'),
    ]),
    release({ by: 'tomas', at: '2025-02-27 23:05', version: '1.1.1', notes: ['An order stands even where its confirmation cannot be sent'] }),
    bump('2025-03-10 04:20', '@types/node', '22.15.3'),
    bump('2025-03-17 04:20', 'typescript', '5.8.3'),
    bump('2025-03-24 04:20', 'zod', '3.24.2'),
    commit('wei', '2025-05-13 09:33', 'Run everything with docker compose', [
      add('docker-compose.yml'),
      append('README.md', '\n`docker compose up` starts checkout and everything it calls.\n'),
    ]),
    bump('2025-06-12 04:20', '@acme/shop-http', '1.2.0'),
    revert('tomas', '2025-06-13 07:10', 'Update @acme/shop-http to 1.2.0', 'Every call of pricing fails with "invalid connection header".'),
    bump('2025-06-16 04:20', '@acme/shop-http', '1.2.1'),
    release({ by: 'ines', at: '2025-06-18 12:00', version: '1.2.0', notes: ['shop-http 1.2.1'] }),
    commit('ines', '2025-08-19 10:50', 'Ship for free from 75.00 on\n\nMarketing measured that most carts stop just short of it.', [
      edit('README.md', 'An order is placed once', 'Shipping is free from 75.00 on. An order is placed once'),
    ]),
    bump('2025-10-06 04:20', '@acme/shop-http', '1.3.0'),
    bump('2025-11-10 04:20', 'typescript', '5.9.3'),
    bump('2025-11-17 04:20', 'zod', '4.1.12'),
    commit('wei', '2025-11-24 10:20', 'Run on Node 24', [node24, dependency('@acme/shop-http', '1.4.0')]),
    release({ by: 'wei', at: '2025-11-25 09:10', version: '1.3.0', notes: ['Node 24'] }),
    bump('2026-01-12 04:20', 'nanoid', '5.1.5'),
    commit('tomas', '2026-04-14 14:14', 'Name an upstream in its own variable in the example', [
      append('.env.example', 'TAX_RATES_URL=http://tax-rates:8080\n'),
    ]),
    bump('2026-05-11 04:20', '@acme/shop-http', '1.5.0'),
    commit('ines', '2026-09-14 10:37', 'Tax shipping by region\n\nShipping is taxed as the goods are. The lookup is the one of pricing.', [
      add('src/order/shipping.ts', 'src/clients/tax-rates.ts', 'test/shipping.test.ts', 'src/order/place.ts'),
      addAs('src/order/totals.ts', 'src/order/totals.first.ts'),
      edit(
        'README.md',
        '| `PORT` | where it listens, 8080 |\n',
        '| `PORT` | where it listens, 8080 |\n| `TAX_RATES_URL` | for the tax on shipping |\n',
      ),
    ]),
    commit('ines', '2026-09-16 11:05', 'Write the rate under the sum', [add('src/order/totals.ts')]),
    release({ by: 'ines', at: '2026-09-17 09:40', version: '1.4.0', notes: ['Shipping is taxed by region', 'The rate stands under the sum'] }),
    branch('release/1.4', 'v1.4.0'),
    commit('tomas', '2026-09-22 09:48', 'Round the percentage under the sum', [
      edit('src/order/totals.ts', 'regionalRates[region].rate * 100', 'Math.round(regionalRates[region].rate * 1_000) / 10'),
    ], { on: 'release/1.4' }),
    release({ by: 'tomas', at: '2026-09-22 10:10', version: '1.4.1', notes: ['14.000000000000002 % is 14 %'], on: 'release/1.4' }),
    commit('tomas', '2026-09-23 09:05', 'Write no rate where a region has none\n\nA tester entered an address in Monaco.', [
      edit('src/order/totals.ts', '  const percent = regionalRates[region].rate * 100\n', '  const rate = regionalRates[region]\n'),
      edit(
        'src/order/totals.ts',
        '`incl. ${percent} % ${regionalRates[region].name}`',
        'rate ? `incl. ${Math.round(rate.rate * 1_000) / 10} % ${rate.name}` : \'\'',
      ),
    ]),
    commit('wei', '2026-09-28 10:30', 'Give every container a name in the compose file', [
      edit('docker-compose.yml', '    build: .\n', '    build: .\n    container_name: checkout\n'),
    ]),
    commit('ines', '2026-10-01 14:44', 'Say which release runs in production', [
      append('README.md', '\nProduction runs 1.4, which the payment provider certified.\n'),
    ]),
    release({ by: 'ines', at: '2026-10-02 13:15', version: '1.4.2', notes: ['Built again with the base image of October'], on: 'release/1.4' }),
  ],
}
