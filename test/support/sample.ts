import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sampleOrganisation } from '../../src/repos/sample/sample.ts'

/** The sample organisation as git itself has built it, in a folder of its own. */
export type Built = {
  git(repository: string, ...args: string[]): string
  /** The lines that `git grep` finds, none where it finds nothing. */
  grep(repository: string, ...args: string[]): string[]
  /** Writes the files of a revision into a new folder and answers its name. */
  checkOut(repository: string, revision: string): string
  close(): void
}

export function buildSample(): Built {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-sample-'))
  const folder = (repository: string) => join(root, 'repositories', repository)
  let checkouts = 0
  for (const { name, stream } of sampleOrganisation()) {
    mkdirSync(folder(name), { recursive: true })
    run(folder(name), ['init', '--quiet', '--bare', '--initial-branch=main', '--object-format=sha1'])
    run(folder(name), ['fast-import', '--quiet', '--done'], { input: stream() })
  }
  return {
    git: (repository, ...args) => run(folder(repository), args),
    grep: (repository, ...args) => run(folder(repository), ['grep', ...args], { orNothing: 1 }).split('\n').filter(Boolean),
    checkOut(repository, revision) {
      const target = join(root, `checkout-${checkouts++}`)
      mkdirSync(target)
      run(folder(repository), [`--work-tree=${target}`, 'checkout', '--quiet', '--force', revision, '--', '.'])
      return target
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** `orNothing` is an exit code that is no failure. */
function run(cwd: string, args: string[], { input, orNothing = 0 }: { input?: Uint8Array; orNothing?: number } = {}): string {
  const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_DIR: '.' }
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, env, input, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0 && status !== orNothing) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}
