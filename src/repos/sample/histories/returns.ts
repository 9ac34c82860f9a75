import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('returns')

const java = 'src/main/java/com/acme/returns'
const logLines = (from: string, to: string) => edit('pom.xml', `<log-lines.version>${from}<`, `<log-lines.version>${to}<`)

export const returns: History = {
  name: 'acme/returns',
  description: 'What customers send back',
  steps: [
    commit('ines', '2025-11-03 10:10', 'Take announcements of parcels', [
      add('.gitignore', `${java}/Main.java`, `${java}/Parcel.java`),
      addAs('pom.xml', 'pom.first.xml'),
      addAs(`${java}/ReturnsHandler.java`, `${java}/ReturnsHandler.first.java`),
    ]),
    commit('ines', '2025-11-03 15:30', 'Build an image', [add('Dockerfile')]),
    commit('ines', '2025-11-04 09:45', 'Say what this is and who owns it', [
      add('README.md', 'CODEOWNERS', 'catalog-info.yaml'),
      edit('CODEOWNERS', '/pom.xml  @acme/team-logistics @acme/team-platform\n', ''),
      edit('catalog-info.yaml', '  dependsOn: [component:log-lines]\n', ''),
    ]),
    release({ by: 'ines', at: '2025-11-10 10:00', version: '1.0.0', notes: ['Announcements of parcels'] }),
    branch('log-lines'),
    commit('wei', '2026-03-02 11:20', 'Log what customers announce\n\nAs in the other services, with log-lines.', [
      add('pom.xml', `${java}/ReturnsHandler.java`, 'CODEOWNERS'),
      edit('pom.xml', '<version>0.1.0<', '<version>1.0.0<'),
    ], { on: 'log-lines' }),
    commit('wei', '2026-03-02 14:10', 'Tell the catalogue', [add('catalog-info.yaml')], { on: 'log-lines' }),
    merge('ines', '2026-03-03 09:15', 'log-lines', 4),
    release({ by: 'ines', at: '2026-03-05 10:00', version: '1.1.0', notes: ['Announcements are logged'] }),
    commit('ines', '2026-06-15 10:40', 'Print labels in capitals', [edit(`${java}/Parcel.java`, '"acme returns\\n"', '"ACME RETURNS\\n"')]),
    revert('ines', '2026-06-17 09:05', 'Print labels in capitals', 'The machine in the hall reads small letters only.'),
    commit('ines', '2026-07-06 13:30', 'Say where parcels go', [append('README.md', '\nParcels go to hall two.\n')]),
    release({ by: 'ines', at: '2026-07-08 10:00', version: '1.2.0', notes: ['No change of behaviour'] }),
    branch('release/1.2'),
    commit('ines', '2026-09-14 10:15', 'Thank those who send something back', [edit(`${java}/Parcel.java`, 'id + "\\n"', 'id + "\\nThank you.\\n"')], { on: 'release/1.2' }),
    release({ by: 'ines', at: '2026-09-14 11:00', version: '1.2.1', notes: ['Labels say thank you'], on: 'release/1.2' }),
    commit('ines', '2026-09-21 10:30', 'Ask for the order, too', [append('README.md', '\nA note begins with the number of the order.\n')]),
    commit('wei', '2026-10-01 09:20', 'Update log-lines to 2.4.1\n\nACME-2026-0001.', [logLines('2.3.0', '2.4.1')]),
    release({ by: 'wei', at: '2026-10-01 10:00', version: '1.3.0', notes: ['log-lines 2.4.1 (ACME-2026-0001)'] }),
  ],
}
