import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { Change, History } from '../steps.ts'

const { add } = filesOf('payroll')

const java = 'src/main/java/com/acme/payroll'

const logLines = '  <dependencies>\n    <dependency>\n      <groupId>com.acme</groupId>\n      <artifactId>log-lines</artifactId>\n      <version>2.3.0</version>\n    </dependency>\n  </dependencies>\n'
const withLogLines: Change = edit('pom.xml', '  <build>\n', `${logLines}  <build>\n`)

/** Names log-lines in its pom.xml and never uses it. */
export const payroll: History = {
  name: 'acme/payroll',
  description: 'What people are paid, once a month',
  steps: [
    commit('dana', '2025-08-18 09:40', 'Write payslips', [
      add('pom.xml', '.gitignore', `${java}/Main.java`, `${java}/Payslip.java`),
      edit('pom.xml', logLines, ''),
    ]),
    commit('dana', '2025-08-18 15:10', 'Say what this is', [add('README.md')]),
    commit('dana', '2025-08-19 09:00', 'Say who owns this', [add('CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'dana', at: '2025-08-25 10:00', version: '1.0.0', notes: ['Payslips'] }),
    branch('lines'),
    commit('wei', '2026-04-07 10:35', 'Have log-lines at hand\n\nFor the day when somebody has the time to write lines as the services do.', [withLogLines], { on: 'lines' }),
    merge('dana', '2026-04-08 09:25', 'lines', 2),
    release({ by: 'dana', at: '2026-04-14 10:00', version: '1.1.0', notes: ['No change of behaviour'] }),
    commit('dana', '2026-05-26 13:10', 'Write hours with a comma', [edit(`${java}/Payslip.java`, '%d hours', '%,d hours')]),
    revert('dana', '2026-05-27 08:30', 'Write hours with a comma', 'Nobody works a thousand hours a month.'),
    commit('dana', '2026-07-20 11:45', 'Say when people are paid', [append('README.md', '\nOn the last working day of the month.\n')]),
  ],
}
