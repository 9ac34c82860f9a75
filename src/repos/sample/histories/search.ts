import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { Change, History } from '../steps.ts'

const { add } = filesOf('search')

const java = 'src/main/java/com/acme/search'

const ALL = 'compileClasspath,runtimeClasspath,testCompileClasspath,testRuntimeClasspath'
const row = (name: string, version: string) => `${name}:${version}=${ALL}\n`

/** What the lockfile says before the filter of access-lines came, and before log-lines came with it. */
const withoutAccessLines: Change[] = [
  edit('build.gradle', "    implementation 'com.acme:access-lines:2.3.0'\n", ''),
  edit('gradle.lockfile', row('com.acme:access-lines', '2.3.0') + row('com.acme:log-lines', '2.3.0'), ''),
  edit(`${java}/Main.java`, 'import com.acme.accesslines.AccessFilter;\n', ''),
  edit(`${java}/Main.java`, '.getFilters().add(new AccessFilter())', ''),
]

export const search: History = {
  name: 'acme/search',
  description: 'Finds articles by their words',
  steps: [
    commit('mara', '2025-05-12 09:50', 'Find articles by their words', [
      add('settings.gradle', 'build.gradle', 'gradle.properties', 'gradle.lockfile', '.gitignore', `${java}/Main.java`, `${java}/ArticlesHandler.java`, `${java}/WordIndex.java`),
      ...withoutAccessLines,
    ]),
    commit('mara', '2025-05-12 15:15', 'Say what this is', [add('README.md')]),
    commit('mara', '2025-05-13 09:30', 'Say who owns this', [add('CODEOWNERS', 'catalog-info.yaml')]),
    release({ by: 'mara', at: '2025-05-19 10:00', version: '1.0.0', notes: ['Articles by their words'] }),
    commit('mara', '2025-08-20 11:00', 'Take words of one letter, too', [append('README.md', '\nWords of one letter are found, too.\n')]),
    branch('access-lines'),
    commit('wei', '2026-03-16 10:25', 'Write a line for every request\n\nWith the filter of access-lines.', [
      add('build.gradle', 'gradle.lockfile', `${java}/Main.java`),
    ], { on: 'access-lines' }),
    merge('mara', '2026-03-17 09:10', 'access-lines', 3),
    release({ by: 'mara', at: '2026-03-18 10:00', version: '1.1.0', notes: ['A line for every request'] }),
    commit('mara', '2026-06-22 14:00', 'Show the teapot for "tea"', [edit(`${java}/Main.java`, '"Teapot with a blue lid"', '"Tea teapot with a blue lid"')]),
    revert('mara', '2026-06-24 08:50', 'Show the teapot for "tea"', 'It stood first for everything that is blue.'),
    release({ by: 'mara', at: '2026-06-29 10:00', version: '1.2.0', notes: ['No change of behaviour'] }),
  ],
}
