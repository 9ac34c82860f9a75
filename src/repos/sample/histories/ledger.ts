import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('ledger')

const java = 'src/main/java/com/acme/ledger'
const junit = (from: string, to: string) => edit('pom.xml', `<junit.version>${from}<`, `<junit.version>${to}<`)

export const ledger: History = {
  name: 'acme/ledger',
  description: 'The books',
  steps: [
    commit('dana', '2024-11-11 10:10', 'Post orders', [
      add('pom.xml', '.gitignore', `${java}/entries/Entry.java`, `${java}/entries/Order.java`, `${java}/entries/PostingException.java`, `${java}/http/EntriesHandler.java`),
      addAs(`${java}/entries/Journal.java`, `${java}/entries/Journal.first.java`),
      addAs(`${java}/Main.java`, `${java}/Main.first.java`),
      edit(`${java}/entries/Order.java`, '(String id, String region, long total)', '(String id, long total)'),
      edit(`${java}/entries/Order.java`, 'text(json, "id"), text(json, "region"),', 'text(json, "id"),'),
    ]),
    commit('dana', '2024-11-11 16:40', 'Build an image', [add('Dockerfile')]),
    commit('dana', '2024-11-12 09:25', 'Say what this is', [
      add('README.md'),
      edit('README.md', '| `TAX_RATES_URL` | the tax-rates service |\n', ''),
    ]),
    commit('wei', '2024-11-12 10:30', 'Say who owns this', [add('CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'dana', at: '2024-11-25 10:00', version: '1.0.0', notes: ['Posts orders'] }),
    commit('jonas', '2025-01-24 11:18', 'Read the region of an order\n\nNothing is done with it yet.', [add(`${java}/entries/Order.java`)]),
    commit('bot', '2025-03-10 04:40', 'Update junit to 5.12.0', [junit('5.11.2', '5.12.0')]),
    branch('sixteen-threads'),
    commit('wei', '2025-05-06 10:05', 'Answer sixteen callers at once', [
      edit(`${java}/Main.java`, 'newFixedThreadPool(8)', 'newFixedThreadPool(16)'),
    ], { on: 'sixteen-threads' }),
    commit('dana', '2025-05-07 09:00', 'Promise that entries sum up to zero', [
      append('README.md', '\nThe lines of an order always sum up to zero; nothing is ever changed, only reversed.\n'),
    ]),
    merge('dana', '2025-05-07 10:15', 'sixteen-threads', 6),
    revert(
      'wei',
      '2025-05-09 12:22',
      'Answer sixteen callers at once',
      'The journal is synchronized: more threads only wait longer, and memory doubled.',
    ),
    release({ by: 'dana', at: '2025-05-13 09:30', version: '1.1.0', notes: ['The region of an order is read'] }),
    commit('bot', '2025-09-08 04:40', 'Update junit to 5.13.4', [junit('5.12.0', '5.13.4')]),
    commit('dana', '2026-01-09 10:44', 'Keep the books of 2025 apart', [
      append('README.md', '\nA year is closed on the tenth of January; orders of the old year are refused from then on.\n'),
    ]),
    release({ by: 'dana', at: '2026-01-12 09:00', version: '1.2.0', notes: ['Closing of 2025'] }),
    commit('bot', '2026-06-08 04:40', 'Update junit to 5.14.0', [junit('5.13.4', '5.14.0')]),
    branch('vat-by-region'),
    commit('jonas', '2026-09-22 10:12', 'Read the table of tax-rates', [
      add(`${java}/tax/RegionalRate.java`, `${java}/tax/RatesClient.java`),
    ], { on: 'vat-by-region' }),
    commit('jonas', '2026-09-22 15:37', 'Split the tax by region', [
      add(`${java}/tax/VatSplit.java`, `${java}/entries/Journal.java`, `${java}/Main.java`),
    ], { on: 'vat-by-region' }),
    commit('jonas', '2026-09-23 09:50', 'Test the split', [add('src/test/java/com/acme/ledger/tax/VatSplitTest.java')], { on: 'vat-by-region' }),
    commit('dana', '2026-09-23 11:05', 'Name the variable for the rates', [
      edit(
        'README.md',
        '| `PORT` | where it listens, 8080 |\n',
        '| `PORT` | where it listens, 8080 |\n| `TAX_RATES_URL` | the tax-rates service |\n',
      ),
    ]),
    merge('dana', '2026-09-24 09:20', 'vat-by-region', 23),
    release({ by: 'dana', at: '2026-09-28 09:00', version: '2.0.0', notes: ['VAT is posted by region'] }),
    branch('release/2.0'),
    commit('dana', '2026-10-01 10:30', 'Name the account of unknown customers', [
      append('README.md', '\nAccounts are named in the handbook of finance.\n'),
    ]),
  ],
}
