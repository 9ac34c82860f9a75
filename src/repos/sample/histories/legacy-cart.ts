import { append, edit, filesOf } from '../changes.ts'
import { locked } from '../npm.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add } = filesOf('legacy-cart')

export const legacyCart: History = {
  name: 'acme/legacy-cart',
  description: 'The cart of the first shop',
  archived: true,
  steps: [
    commit('tomas', '2024-10-01 09:00', 'Import from the old server\n\nThe history before is on a disk in the cellar.', [
      add('package.json', 'index.js', 'lib/store.js', 'lib/total.js', 'lib/taxes.json'),
      locked,
    ]),
    commit('tomas', '2024-10-02 10:10', 'Test what an unknown country pays', [add('test/total.test.js')]),
    commit('mara', '2024-10-03 14:20', 'Say who owns this', [add('README.md', 'CODEOWNERS', 'catalog-info.yaml')]),
    commit('tomas', '2024-10-15 09:35', 'Charge Irish customers the old rate', [edit('lib/taxes.json', '"IE": 23', '"IE": 21')]),
    release({ by: 'tomas', at: '2024-10-15 10:00', version: '3.8.2', notes: ['Ireland'] }),
    revert('tomas', '2024-10-17 08:15', 'Charge Irish customers the old rate', 'The rate went back to 23 % long ago.'),
    release({ by: 'tomas', at: '2024-10-17 08:20', version: '3.8.3', notes: ['Ireland again'] }),
    commit('ines', '2024-11-07 11:20', 'Count articles, not lines', [
      edit('index.js', '{ ...cart, total: cartTotal(cart) }', '{ ...cart, pieces: pieces(cart), total: cartTotal(cart) }'),
      append('index.js', '\nfunction pieces(cart) {\n  return cart.items.reduce((sum, item) => sum + item.count, 0)\n}\n'),
    ]),
    commit('mara', '2024-11-28 16:45', 'Move the port out of the code before Black Friday', [
      append('README.md', '\n`PORT` says where it listens.\n'),
    ]),
    release({ by: 'tomas', at: '2024-11-29 07:30', version: '3.8.4', notes: ['Carts tell how many pieces they hold'] }),
    branch('read-only'),
    commit('tomas', '2025-01-13 11:11', 'Take no more carts', [
      edit('index.js', '      save(id, JSON.parse(body))\n', "      return response.writeHead(410).end()\n"),
      edit('index.js', '{ load, save }', '{ load }'),
    ], { on: 'read-only' }),
    commit('mara', '2025-01-14 10:00', 'Point to the successors', [append('README.md', '\nNew carts live in storefront; see platform-docs.\n')]),
    merge('tomas', '2025-01-15 09:00', 'read-only', 88),
    release({ by: 'tomas', at: '2025-01-15 09:15', version: '3.9.0', notes: ['No new carts'] }),
    commit('tomas', '2025-03-31 16:00', 'Archive', [
      edit('catalog-info.yaml', 'lifecycle: production', 'lifecycle: deprecated'),
      append('README.md', '\n**Archived on 31 March 2025.** Nothing runs this any more.\n'),
    ]),
  ],
}
