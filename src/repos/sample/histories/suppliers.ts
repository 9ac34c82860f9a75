import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add } = filesOf('suppliers')

const java = 'src/main/java/com/acme/suppliers'

/** Goes from log-lines before the hole to log-lines after it. */
export const suppliers: History = {
  name: 'acme/suppliers',
  description: 'Offers of those who sell to us',
  steps: [
    commit('dana', '2025-01-27 10:00', 'Find the cheapest offer', [add('pom.xml', '.gitignore', `${java}/Main.java`, `${java}/Offers.java`)]),
    commit('dana', '2025-01-27 14:20', 'Say what this is', [add('README.md')]),
    commit('dana', '2025-01-28 09:35', 'Say who owns this', [add('CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'dana', at: '2025-02-03 10:00', version: '1.0.0', notes: ['The cheapest offer'] }),
    commit('dana', '2025-10-20 11:25', 'Take the last of equal offers', [edit(`${java}/Offers.java`, 'other.cents() < known.cents()', 'other.cents() <= known.cents()')]),
    revert('dana', '2025-10-22 09:10', 'Take the last of equal offers', 'Who offers first is served first.'),
    branch('log-lines'),
    commit('wei', '2026-10-01 10:40', 'Update log-lines to 2.4.1', [edit('pom.xml', '<version>1.1.0</version>\n    </dependency>', '<version>2.4.1</version>\n    </dependency>')], { on: 'log-lines' }),
    merge('dana', '2026-10-02 09:15', 'log-lines', 3),
    release({ by: 'dana', at: '2026-10-02 10:00', version: '1.1.0', notes: ['log-lines 2.4.1'] }),
    commit('dana', '2026-10-05 13:45', 'Say who is served first', [append('README.md', '\nOf equal offers the first counts.\n')]),
  ],
}
