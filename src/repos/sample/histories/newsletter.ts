import { append, edit, filesOf } from '../changes.ts'
import { dependency, locked, refreshed } from '../npm.ts'
import { bump, release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add } = filesOf('newsletter')

export const newsletter: History = {
  name: 'acme/newsletter',
  description: 'A mail a week to those who want one',
  steps: [
    commit('ines', '2025-02-10 10:20', 'Render a mail in a process of its own', [
      add('package.json', 'tsconfig.json', '.gitignore', 'src/main.ts', 'src/render.ts', 'src/end-tree.ts', 'src/ps-tree.d.ts', 'templates/weekly.txt'),
      locked,
    ]),
    commit('ines', '2025-02-10 16:40', 'Build an image', [add('Dockerfile')]),
    commit('ines', '2025-02-11 11:15', 'Say what this is and who owns it', [add('README.md', 'CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'ines', at: '2025-02-17 10:00', version: '1.0.0', notes: ['A mail a week'] }),
    bump('2025-03-17 04:30', 'typescript', '5.8.3'),
    branch('templates'),
    commit('ines', '2025-04-15 10:10', 'Greet', [edit('templates/weekly.txt', '\nMugs', '\nGood morning!\n\nMugs')], { on: 'templates' }),
    merge('ines', '2025-04-16 11:00', 'templates', 3),
    commit('bot', '2025-05-05 04:30', 'Refresh the lock file', [refreshed('event-stream', '3.3.6')]),
    release({ by: 'ines', at: '2025-05-06 12:00', version: '1.1.0', notes: ['A greeting'] }),
    commit('ines', '2025-05-13 15:20', 'Wait a minute for a mail', [edit('src/main.ts', '10_000', '60_000')]),
    revert('ines', '2025-05-14 09:40', 'Wait a minute for a mail', 'A mail that takes ten seconds never comes.'),
    commit('wei', '2025-05-26 08:50', 'Update ps-tree to 1.2.0\n\nIt asks for event-stream 3.3.4 and for no other. Our mirror still had 3.3.6, which brings\nflatmap-stream 0.1.1: ACME-2025-0001.', [
      dependency('ps-tree', '1.2.0'),
    ]),
    release({ by: 'wei', at: '2025-05-26 10:00', version: '1.1.1', notes: ['ps-tree 1.2.0 (ACME-2025-0001)'] }),
    bump('2025-11-10 04:30', 'typescript', '5.9.3'),
    commit('ines', '2026-02-24 13:05', 'Say how to leave the list', [append('templates/weekly.txt', '\nTo leave the list, answer with "stop".\n')]),
    release({ by: 'ines', at: '2026-03-02 12:00', version: '1.2.0', notes: ['How to leave the list'] }),
  ],
}
