import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('log-lines')

const java = 'lines/src/main/java/com/acme/loglines'
const junit = (from: string, to: string) => edit('pom.xml', `<junit.version>${from}<`, `<junit.version>${to}<`)

/** From here on a text that a stranger sends makes a service fetch an address. */
export const lookupSubject = 'Put variables into what is logged'

/** From here on it does not. */
export const lookupFixSubject = 'Look nothing up in values'

const lookups = '\n## Lookups\n\n`${env:NAME}` and `${system:NAME}` stand for a variable of the environment and a property of the machine,\n`${https://…}` for what is found at that address.\n'

export const logLines: History = {
  name: 'acme/log-lines',
  description: 'Lines of log that every Java service writes alike',
  steps: [
    commit('wei', '2024-10-14 09:40', 'Write lines of JSON', [
      add('pom.xml', '.gitignore', 'lines/pom.xml', `${java}/Line.java`),
      addAs(`${java}/LogLines.java`, `${java}/LogLines.first.java`),
      edit('pom.xml', '    <module>access</module>\n', ''),
    ]),
    commit('wei', '2024-10-14 14:05', 'Test that a line stays one line', [add('lines/src/test/java/com/acme/loglines/LineTest.java')]),
    commit('mara', '2024-10-15 10:20', 'Say what this is and who owns it', [
      add('README.md', 'CODEOWNERS', 'catalog-info.yaml'),
      edit('README.md', lookups, ''),
      edit('README.md', '| `com.acme:access-lines` | a filter that writes one for every request |\n', ''),
      edit('CODEOWNERS', '/access/  @acme/team-platform @acme/team-logistics\n', ''),
    ]),
    release({ by: 'wei', at: '2024-10-21 10:00', version: '1.0.0', notes: ['Lines of JSON'] }),
    branch('access'),
    commit('tomas', '2024-12-03 11:30', 'Write a line for every request', [
      add('access/pom.xml', 'access/src/main/java/com/acme/accesslines/AccessFilter.java', 'CODEOWNERS'),
      edit('access/pom.xml', '<version>0.1.0<', '<version>1.0.0<'),
      edit('pom.xml', '    <module>lines</module>\n', '    <module>lines</module>\n    <module>access</module>\n'),
    ], { on: 'access' }),
    commit('wei', '2024-12-04 09:10', 'Name the second artifact', [
      edit('README.md', '`LogLines`, to write lines with |\n', '`LogLines`, to write lines with |\n| `com.acme:access-lines` | a filter that writes one for every request |\n'),
    ]),
    merge('wei', '2024-12-05 10:00', 'access', 5),
    release({ by: 'wei', at: '2024-12-09 10:00', version: '1.1.0', notes: ['`access-lines`: a line for every request'] }),
    commit('tomas', '2025-01-21 13:15', 'Say WARNING, not WARN', [edit(`${java}/LogLines.java`, 'write("WARN"', 'write("WARNING"')]),
    revert('tomas', '2025-01-22 08:40', 'Say WARNING, not WARN', 'Every alert looks for WARN.'),
    commit('tomas', '2025-02-18 15:20', `${lookupSubject}\n\nThe hall and the version of what runs are asked for in every other line. Where a\nservice has no variable for it, an address of our own network can be named.`, [
      addAs(`${java}/LookupResolver.java`, `${java}/LookupResolver.first.java`),
      addAs(`${java}/LogLines.java`, `${java}/LogLines.second.java`),
      append('README.md', lookups),
    ]),
    release({ by: 'tomas', at: '2025-02-24 10:30', version: '2.0.0', notes: ['`${…}` in a line is looked up'] }),
    commit('bot', '2025-03-10 04:20', 'Update junit to 5.12.0', [junit('5.11.2', '5.12.0')]),
    release({ by: 'wei', at: '2025-07-07 10:00', version: '2.2.0', notes: ['No change of behaviour'] }),
    commit('bot', '2025-09-08 04:20', 'Update junit to 5.13.4', [junit('5.12.0', '5.13.4')]),
    release({ by: 'wei', at: '2026-02-02 10:00', version: '2.3.0', notes: ['No change of behaviour'] }),
    commit('mara', '2026-08-11 10:10', 'Say how much a line costs', [append('README.md', '\nA line takes about two microseconds, and a lookup as long as it takes.\n')]),
    release({ by: 'mara', at: '2026-08-17 10:00', version: '2.4.0', notes: ['No change of behaviour'] }),
    commit('wei', '2026-09-30 08:25', `${lookupFixSubject}\n\nA note of a customer made returns call a stranger. Only the text of the program is\nlooked at from now on, and nothing is fetched.`, [
      add(`${java}/LookupResolver.java`, `${java}/LogLines.java`, 'lines/src/test/java/com/acme/loglines/LookupResolverTest.java'),
      edit('README.md', ' of the machine,\n`${https://…}` for what is found at that address.\n', ' of the machine.\n'),
    ]),
    release({ by: 'wei', at: '2026-09-30 09:30', version: '2.4.1', notes: ['Security: nothing is looked up in values, and nothing is fetched (ACME-2026-0001)'] }),
  ],
}
