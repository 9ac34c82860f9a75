import { append, create, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { Change, History } from '../steps.ts'

const { add, addAs } = filesOf('inventory')

const GO_KIT = 'git.acme.example/acme/go-kit'

/** go.sum as `go mod tidy` writes it: the checksums of the version's files and of its go.mod. */
const goSum = (version: string, files: string): Change =>
  create('go.sum', `${GO_KIT} v${version} h1:${files}\n${GO_KIT} v${version}/go.mod h1:${GO_MOD}\n`)

const GO_MOD = 'GphUWBpRaROIEHkAq+IgVwSJ66FPMrNyyK3xf06szx0='
const SUM_1_0 = 'j8oB851Ck/319QhbmV8zHZw65cRcYVHJ1QFZWsXQQCE='
const SUM_1_2 = 'iRmdfjT/MIMNIem9sJqNvXCG3lXmEZHttrKCXOJrpYU='

export const inventory: History = {
  name: 'acme/inventory',
  description: 'Stock, reservations and customs papers',
  steps: [
    commit('wei', '2024-11-25 09:30', 'Count what is on the shelves', [
      add('go.mod', '.gitignore', 'internal/stock/shelf.go'),
      goSum('1.0.0', SUM_1_0),
      addAs('internal/api/routes.go', 'internal/api/routes.first.go'),
      addAs('cmd/inventory/main.go', 'cmd/inventory/main.first.go'),
    ]),
    commit('wei', '2024-11-25 14:00', 'Test that a reservation is all or nothing', [add('internal/stock/shelf_test.go')]),
    commit('wei', '2024-11-26 10:12', 'Build an image', [add('Dockerfile')]),
    commit('mara', '2024-11-27 09:40', 'Say what this is and who owns it', [
      add('README.md', 'CODEOWNERS', 'catalog-info.yaml'),
      edit('README.md', ', and the papers for what leaves the customs union', ''),
      edit('README.md', '| `TAX_RATES_URL` | the tax-rates service |\n', ''),
      edit('CODEOWNERS', '/internal/customs/  @acme/team-logistics @acme/team-finance\n', ''),
    ]),
    release({ by: 'wei', at: '2024-12-02 10:00', version: '1.0.0', notes: ['Stock and reservations'] }),
    commit('wei', '2025-01-09 10:22', 'Count mugs twice a day', [append('README.md', '\nThe shelves are counted at six and at noon.\n')]),
    commit('tomas', '2025-03-19 13:50', 'Reserve at most twenty pieces of an article', [
      edit('internal/stock/shelf.go', 'if s.pieces[item.SKU] < item.Quantity {', 'if s.pieces[item.SKU] < item.Quantity || item.Quantity > 20 {'),
    ]),
    revert('tomas', '2025-03-21 08:30', 'Reserve at most twenty pieces of an article', 'Discounts begin above ten; resellers buy fifty.'),
    release({ by: 'wei', at: '2025-03-24 10:00', version: '1.1.0', notes: ['No change of behaviour'] }),
    branch('go-kit-1.2'),
    commit('wei', '2025-08-04 11:17', 'Use go-kit 1.2', [
      edit('go.mod', 'go-kit v1.0.0', 'go-kit v1.2.0'),
      goSum('1.2.0', SUM_1_2),
    ], { on: 'go-kit-1.2' }),
    commit('mara', '2025-08-05 09:30', 'Name the command that runs the tests of one package', [
      append('README.md', '\n`go test ./internal/stock` runs those of the shelf.\n'),
    ]),
    merge('mara', '2025-08-05 10:02', 'go-kit-1.2', 19),
    release({ by: 'wei', at: '2025-08-06 10:00', version: '1.2.0', notes: ['Slow requests are logged'] }),
    branch('customs'),
    commit('ines', '2026-02-17 10:45', 'Fill in customs forms', [
      addAs('internal/customs/desk.go', 'internal/customs/desk.first.go'),
    ], { on: 'customs' }),
    commit('ines', '2026-02-17 16:12', 'Answer declarations', [
      add('internal/api/routes.go'),
      addAs('cmd/inventory/main.go', 'cmd/inventory/main.second.go'),
    ], { on: 'customs' }),
    commit('ines', '2026-02-18 09:20', 'Have finance review the forms', [add('CODEOWNERS')], { on: 'customs' }),
    merge('wei', '2026-02-18 10:00', 'customs', 27),
    release({ by: 'ines', at: '2026-02-19 12:00', version: '1.3.0', notes: ['Customs declarations for GB, CH and NO'] }),
    commit('wei', '2026-05-05 09:15', 'Explain the time of a reservation', [append('README.md', '\nA reservation holds for half an hour.\n')]),
    branch('release/1.3'),
    commit('ines', '2026-09-23 11:44', 'Declare with the regional table\n\nThe three rates that stood here were those of 2024.', [
      add('internal/customs/desk.go', 'internal/customs/rates.go', 'internal/customs/desk_test.go', 'cmd/inventory/main.go'),
      edit(
        'README.md',
        '| `PORT` | where it listens, 8080 |\n',
        '| `PORT` | where it listens, 8080 |\n| `TAX_RATES_URL` | the tax-rates service |\n',
      ),
    ]),
    release({ by: 'ines', at: '2026-09-25 12:10', version: '2.0.0', notes: ['Needs TAX_RATES_URL', 'Import tax by region'] }),
    branch('release/2.0'),
    commit('wei', '2026-10-01 10:30', 'Say which forms the desk fills in', [append('README.md', '\nThe desk fills in CN 22 and CN 23.\n')]),
  ],
}
