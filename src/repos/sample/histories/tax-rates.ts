import { append, edit, filesOf } from '../changes.ts'
import { bumpPinned, release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { Change, History } from '../steps.ts'

const { add, addAs } = filesOf('tax-rates')

const rate = (region: string, from: string, to: string): Change =>
  edit('data/rates.json', `"${region}": { "rate": ${from},`, `"${region}": { "rate": ${to},`)

const region = (before: string, row: string): Change => edit('data/rates.json', `  "${before}": {`, `  ${row},\n  "${before}": {`)

export const taxRates: History = {
  name: 'acme/tax-rates',
  description: 'The rates of sales tax by region',
  steps: [
    commit('dana', '2025-01-13 09:12', 'Serve the table of finance', [
      add('pyproject.toml', 'requirements-dev.txt', '.gitignore', 'data/rates.json', 'tax_rates/__init__.py', 'tax_rates/__main__.py', 'tax_rates/table.py'),
      addAs('tax_rates/app.py', 'tax_rates/app.first.py'),
    ]),
    commit('dana', '2025-01-13 14:30', 'Say what it answers', [add('README.md', 'openapi.yaml'), edit('README.md', '(deprecated)', '')]),
    commit('jonas', '2025-01-15 10:03', 'Build an image', [add('Dockerfile')]),
    commit('wei', '2025-01-15 11:22', 'Say who owns this', [add('CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'dana', at: '2025-01-20 10:00', version: '1.0.0', notes: ['/v1/rates'] }),
    bumpPinned('2025-02-10 04:00', 'ruff', '0.6.9', '0.9.4'),
    branch('amounts'),
    commit('dana', '2025-05-19 11:27', 'Work the tax out for those who ask', [
      addAs('tax_rates/amount.py', 'tax_rates/amount.first.py'),
      add('tests/__init__.py', 'tests/test_amount.py'),
    ], { on: 'amounts' }),
    commit('dana', '2025-05-19 15:45', 'Answer /v2/rates/{region}/amount', [add('tax_rates/app.py')], { on: 'amounts' }),
    commit('dana', '2025-05-20 09:00', 'Name the tax of Poland as invoices do', [
      edit('data/rates.json', '"PL": { "rate": 0.23, "name": "VAT" }', '"PL": { "rate": 0.23, "name": "PTU" }'),
    ]),
    merge('jonas', '2025-05-21 10:12', 'amounts', 9),
    release({ by: 'dana', at: '2025-05-22 09:00', version: '1.1.0', notes: ['Tax on an amount'] }),
    bumpPinned('2025-06-09 04:00', 'mypy', '1.11.2', '1.16.0'),
    commit('dana', '2025-06-24 10:18', 'Austria: 20 % stays', [
      append('README.md', '\nChanges of a rate are announced in #tax two weeks before they hold.\n'),
    ]),
    commit('dana', '2025-12-29 09:20', 'Finland lowers its rate in January', [rate('FI', '0.255', '0.25')]),
    revert('dana', '2025-12-30 08:40', 'Finland lowers its rate in January', 'Only the reduced rate changes. The standard rate stays at 25.5 %.'),
    bumpPinned('2026-02-09 04:00', 'ruff', '0.9.4', '0.11.2'),
    commit('dana', '2026-09-01 09:35', 'Give special territories rows of their own', [
      region('ES', '"DE-BUS": { "rate": 0, "name": "none" }'),
      region('FI', '"ES-CN": { "rate": 0.07, "name": "IGIC" }'),
      region('FR', '"FI-01": { "rate": 0.255, "name": "ALV" }'),
    ]),
    release({ by: 'dana', at: '2026-09-02 10:00', version: '2.0.0', notes: ['`/v2/rates`: one row a region', '`/v1/rates` is deprecated'] }),
    commit('dana', '2026-09-03 09:05', 'Say that /v1/rates will go', [edit('README.md', 'countries only ', 'countries only (deprecated)')]),
    commit('jonas', '2026-09-09 11:15', 'Read the rate from the regional table\n\nAs in pricing.', [add('tax_rates/amount.py')]),
    release({ by: 'jonas', at: '2026-09-09 13:30', version: '2.1.0', notes: ['Amounts are taxed by region'] }),
    commit('dana', '2026-10-06 08:52', 'Answer with the name of the tax, too', [
      edit(
        'tax_rates/app.py',
        '{"region": region, "tax": tax_amount(region, net)}',
        '{"region": region, "name": load_rates()[region]["name"], "tax": tax_amount(region, net)}',
      ),
    ]),
  ],
}
