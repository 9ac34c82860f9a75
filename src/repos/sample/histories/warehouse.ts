import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('warehouse')
const logLines = filesOf('log-lines')

const java = 'src/main/java/com/acme/warehouse'

/** Word for word the class of log-lines, as nobody can fetch packages in the halls. */
export const vendoredPath = 'third_party/log-lines/com/acme/loglines/LookupResolver.java'

/** The same class under names of the labels. */
export const shadedPath = 'shaded/com/acme/labels/internal/LabelVariables.java'

export const warehouse: History = {
  name: 'acme/warehouse',
  description: 'Handheld scanners and the printers of labels',
  steps: [
    commit('tomas', '2025-04-07 09:20', 'Count what is scanned', [
      add('pom.xml', '.gitignore', `${java}/Main.java`),
      addAs(`${java}/Scanner.java`, `${java}/Scanner.first.java`),
    ]),
    commit('tomas', '2025-04-07 16:00', 'Say what this is and who owns it', [
      add('README.md', 'CODEOWNERS', 'catalog-info.yaml'),
      edit('README.md', '| `third_party` | code of others for the scanner, as it came |\n| `shaded` | code of others for the label printers, under names of our own |\n', ''),
      edit('CODEOWNERS', '/third_party/   @acme/team-platform\n/shaded/        @acme/team-logistics @acme/team-platform\n', ''),
    ]),
    release({ by: 'tomas', at: '2025-04-14 10:00', version: '1.0.0', notes: ['The handheld counts'] }),
    branch('halls'),
    commit('tomas', '2025-09-15 11:10', 'Show the hall on the display\n\nThe class is that of log-lines 2.2.0; the halls have no network to fetch packages.', [
      logLines.addAs(vendoredPath, 'lines/src/main/java/com/acme/loglines/LookupResolver.first.java'),
      add(`${java}/Scanner.java`, 'CODEOWNERS', 'README.md'),
      edit('README.md', '| `shaded` | code of others for the label printers, under names of our own |\n', ''),
      edit('CODEOWNERS', '/shaded/        @acme/team-logistics @acme/team-platform\n', ''),
    ], { on: 'halls' }),
    merge('tomas', '2025-09-16 09:30', 'halls', 6),
    release({ by: 'tomas', at: '2025-09-22 10:00', version: '1.1.0', notes: ['The hall on the display'] }),
    commit('ines', '2026-01-19 10:45', 'Beep twice', [append('README.md', '\nThe handheld beeps twice for what it does not know.\n')]),
    revert('ines', '2026-01-20 09:00', 'Beep twice', 'The handheld of hall one has no loudspeaker.'),
    commit('ines', '2026-04-13 14:30', 'Fill in the variables of labels', [add(shadedPath, 'CODEOWNERS', 'README.md')]),
    release({ by: 'ines', at: '2026-04-20 10:00', version: '1.2.0', notes: ['Variables on labels'] }),
  ],
}
