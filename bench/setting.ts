/** What a run is told by its environment. */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Setting {
  /** A folder of repositories, BENCH_REPOS. */
  repos: string
  /** A folder of languages, each of work trees with an index.scip, and which of them are wanted, and of how many places of a language something is asked; BENCH_NAVIGATION, BENCH_LANGUAGES, BENCH_QUESTIONS. */
  navigation: { folder: string | null; languages: readonly string[] | null; questions: number }
  /** A folder of SCIP indexes, each named as its repository; BENCH_SCIP. */
  scip: string | null
  /** A folder with the programs of Zoekt, BENCH_ZOEKT, and which they are, BENCH_ZOEKT_VERSION. */
  zoekt: { programs: string; version: string } | null
  /** Holds work trees, which stay, and indexes, which do not; BENCH_WORK. */
  work: string
  /** How often each query is asked, BENCH_ROUNDS. */
  rounds: number
}

export function readSetting(env: NodeJS.ProcessEnv): Setting {
  const navigation = env['BENCH_NAVIGATION']
  const repos = env['BENCH_REPOS'] ?? navigation
  if (!repos || !existsSync(repos)) throw new Error('BENCH_REPOS must name a folder of git repositories.')
  const programs = env['BENCH_ZOEKT']
  const work = resolve(env['BENCH_WORK'] ?? join(tmpdir(), 'firebreak-bench'))
  mkdirSync(work, { recursive: true })
  return {
    repos: resolve(repos),
    scip: env['BENCH_SCIP'] ? resolve(env['BENCH_SCIP']) : null,
    navigation: { folder: navigation ? resolve(navigation) : null, languages: env['BENCH_LANGUAGES']?.split(',') ?? null, questions: Number(env['BENCH_QUESTIONS'] ?? 2400) },
    zoekt: programs ? { programs: resolve(programs), version: `Zoekt ${env['BENCH_ZOEKT_VERSION'] ?? 'of unknown version'}` } : null,
    work,
    rounds: Number(env['BENCH_ROUNDS'] ?? 5),
  }
}

export function emptyFolder(...parts: string[]): string {
  const folder = join(...parts)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/** A folder with copies of these repositories, which may be changed. Git shares what never changes with the originals. */
export function copyRepos({ repos, work }: Setting, names: readonly string[]): string {
  const folder = emptyFolder(work, 'copies')
  for (const name of names) execFileSync('git', ['clone', '--quiet', '--bare', join(repos, name), join(folder, name)])
  return folder
}
