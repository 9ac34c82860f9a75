import { append, create, edit, filesOf } from '../changes.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { Author } from '../people.ts'
import type { History, Step } from '../steps.ts'

const { add, addAs } = filesOf('platform-docs')

const rotation: [month: string, by: Author, first: string, second: string][] = [
  ['2025-01', 'mara', 'Mara Lindqvist', 'Jonas Okafor'],
  ['2025-04', 'wei', 'Priya Raman', 'Wei Castellano'],
  ['2025-07', 'mara', 'Tomás Ferreira', 'Mara Lindqvist'],
  ['2025-10', 'wei', 'Wei Castellano', 'Ines Haddad'],
  ['2026-01', 'mara', 'Jonas Okafor', 'Priya Raman'],
  ['2026-04', 'wei', 'Ines Haddad', 'Tomás Ferreira'],
  ['2026-07', 'mara', 'Mara Lindqvist', 'Wei Castellano'],
  ['2026-10', 'wei', 'Jonas Okafor', 'Tomás Ferreira'],
]

/** Who is on call, once a quarter. */
const quarter = ([month, by, first, second]: (typeof rotation)[number]): Step =>
  commit(by, `${month}-01 10:00`, `On call from ${month}`, [
    create(
      'runbooks/on-call.md',
      `# On call from ${month}\n\n| line | who |\n|---|---|\n| first | ${first} |\n| second | ${second} |\n\nSwaps are announced in #on-call.\n`,
    ),
  ])

const quarters = (from: number, to: number): Step[] => rotation.slice(from, to).map(quarter)

const taxTable = '| services | one table of tax rates |\n'

export const platformDocs: History = {
  name: 'acme/platform-docs',
  description: 'How the shop is built and run: decisions, runbooks, notebooks',
  steps: [
    commit('mara', '2024-10-21 10:30', 'Decide how services talk', [add('docs/decisions/0001-http-between-services.md')]),
    commit('mara', '2024-10-21 11:00', 'Start the platform docs', [
      add('README.md', 'CODEOWNERS'),
      edit('README.md', '; if something is on fire, go straight to\nthe [runbooks](runbooks/README.md)', ''),
    ]),
    commit('wei', '2024-10-28 09:20', 'Describe the teams', [add('catalog-info.yaml')]),
    commit('ines', '2024-11-05 10:40', 'Write down the first week', [add('docs/onboarding.md')]),
    commit('wei', '2024-11-22 10:10', 'Explain releases', [add('docs/releases.md')]),
    quarters(0, 1),
    commit('dana', '2025-01-20 11:30', 'Decide on one table of tax rates', [add('docs/decisions/0002-one-table-of-tax-rates.md')]),
    commit('mara', '2025-02-10 13:00', 'Show the shop in one page', [
      add('docs/overview.md'),
      addAs('docs/images/services.png', 'docs/images/services.png.base64'),
    ]),
    branch('runbooks'),
    commit('tomas', '2025-02-28 09:10', 'Write the runbook of checkout\n\nNobody knew at eleven in the evening that rolling back is allowed.', [
      add('runbooks/checkout.md'),
    ], { on: 'runbooks' }),
    commit('priya', '2025-03-03 12:25', 'Write the runbook of pricing', [add('runbooks/pricing.md')], { on: 'runbooks' }),
    commit('priya', '2025-03-03 16:05', 'Write the runbook of notifications', [add('runbooks/notifications.md')], { on: 'runbooks' }),
    commit('wei', '2025-03-04 09:00', 'List the runbooks by symptom', [
      add('runbooks/README.md'),
      edit('runbooks/README.md', '| anything, and you do not know where to start | [first fifteen minutes](first-fifteen-minutes.snb.md) |\n', ''),
    ], { on: 'runbooks' }),
    commit('ines', '2025-03-04 10:00', 'Order one mug in the first week, not ten', [
      edit('docs/onboarding.md', 'an order for one blue mug', 'an order for one blue mug (and cancel it)'),
    ]),
    merge('mara', '2025-03-05 10:20', 'runbooks', 12),
    commit('mara', '2025-03-05 10:45', 'Lead from the first page to the runbooks', [add('README.md')]),
    quarters(1, 3),
    commit('dana', '2025-08-12 10:15', 'Keep a glossary', [
      create(
        'docs/glossary.md',
        '# Glossary\n\n| word | meaning |\n|---|---|\n| region | where goods go, as far as tax is concerned |\n| net | without tax |\n| gross | with tax |\n| minor unit | a cent, a penny, an öre |\n',
      ),
    ]),
    quarters(3, 4),
    commit('wei', '2025-11-27 10:40', 'Note that all TypeScript services run on Node 24', [
      append('docs/releases.md', '* TypeScript services run their sources on Node 24; there is no build.\n'),
    ]),
    commit('wei', '2025-12-02 09:30', 'Freeze releases in December', [
      append('docs/releases.md', '* Nothing is released between 8 and 27 December.\n'),
    ]),
    revert(
      'wei',
      '2025-12-03 14:10',
      'Freeze releases in December',
      'Finance has to release on the 15th. A freeze that starts with an exception is none.',
    ),
    quarters(4, 6),
    commit('jonas', '2026-05-12 11:36', 'Add a notebook for the first fifteen minutes', [
      add('runbooks/first-fifteen-minutes.snb.md', 'runbooks/README.md'),
    ]),
    quarters(6, 7),
    commit('jonas', '2026-09-03 15:20', 'Decide on rates by region', [add('docs/decisions/0003-rates-by-region.md')]),
    commit('jonas', '2026-09-03 15:30', 'Name shared tables in the overview', [
      append('docs/overview.md', `\n| who reads | what |\n|---|---|\n${taxTable}`),
    ]),
    quarters(7, 8),
  ],
}
