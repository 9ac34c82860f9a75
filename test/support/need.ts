import { describe, expect, test } from 'vitest'
import { findChromium } from './chromium.ts'
import { findPostgres } from './postgres.ts'
import { findProgram, findWorking } from './programs.ts'

/** Something a test uses that the repository does not bring along. */
type Probe = { find: () => string | undefined; install: string; /** The program is there, and the system forbids what it is for: nothing that can be installed helps. */ isForbidden?: () => boolean }

const probes = {
  chromium: { find: findChromium, install: 'Chromium ("apt install chromium", or CHROMIUM_PATH)' },
  postgres: { find: findPostgres, install: 'a PostgreSQL server ("apt install postgresql")' },
  rg: { find: () => findProgram('rg'), install: 'ripgrep ("apt install ripgrep")' },
  python3: { find: () => findProgram('python3'), install: 'Python 3 ("apt install python3")' },
  java: { find: () => findProgram('java'), install: 'Java ("apt install default-jdk-headless")' },
  go: { find: () => findProgram('go', '/usr/local/go/bin/go'), install: 'Go ("apt install golang-go")' },
  namespaces: { find: () => findWorking('unshare', '--user', '--net', '--pid', '--fork', 'true'), install: 'a Linux that lets people make namespaces', isForbidden: () => findProgram('unshare') !== undefined },
  bubblewrap: { find: () => findWorking('bwrap', '--unshare-all', '--ro-bind', '/', '/', 'true'), install: 'bubblewrap ("apt install bubblewrap") and a Linux that lets it work', isForbidden: () => findProgram('bwrap') !== undefined },
  pdftotext: { find: () => findProgram('pdftotext'), install: 'pdftotext ("apt install poppler-utils")' },
} satisfies Record<string, Probe>

export type Need = keyof typeof probes

/** Where the needed thing is; undefined if the machine has none. */
export const find = (need: Need): string | undefined => probes[need].find()

/**
 * `describe` for tests that use something this machine may lack. Where it is missing they are reported as skipped, the
 * reason standing in the group's name; under CI=true, where everything should be installed, that is a failure instead, unless the
 * system forbids it.
 */
export function describeWith(need: Need, name: string, tests: () => void): void {
  const { install, isForbidden = () => false }: Probe = probes[need]
  if (find(need)) return void describe(name, tests)
  const reason = `needs ${install}, which was not found`
  if (process.env.CI !== 'true' || isForbidden()) return void describe.skip(`${name} (${reason})`, tests)
  describe(name, () => {
    test(`finds ${need}`, () => expect.fail(`${name} ${reason}. With CI=true nothing may be skipped.`))
  })
}
