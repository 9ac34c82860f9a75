/**
 * Tries navigation with indexes that other compilers make: gets the indexers of those that are on this machine, and says of which it could
 * not. `node test/indexers/run.mjs`.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { launch } from '../../bin/bootstrap/launch.mjs'
import { root, runtimeFolder } from '../../bin/bootstrap/place.mjs'
import { prepare } from '../../bin/bootstrap/prepare.mjs'
import { fail } from '../../bin/bootstrap/progress.mjs'

/** Programs that are needed for nothing else go here. */
const folder = join(runtimeFolder, 'indexers', 'bin')

const indexers = [
  { name: 'scip-go', by: 'go', command: ['go', 'install', 'github.com/scip-code/scip-go/cmd/scip-go@v0.2.9'], env: { GOBIN: folder } },
  { name: 'rust-analyzer', by: 'rustup', command: ['rustup', 'component', 'add', 'rust-analyzer'] },
  { name: 'scip-java', by: 'mvn', command: ['mvn', '-q', '-B', '-f', join(import.meta.dirname, 'java', 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'scip-java')}`] },
  { name: 'semanticdb-scalac', by: 'mvn', command: ['mvn', '-q', '-B', '-f', join(import.meta.dirname, 'scala', 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'semanticdb-scalac')}`] },
  { name: 'libclang', by: 'python3', command: ['python3', '-m', 'pip', 'install', '--quiet', '--target', join(folder, 'libclang'), 'libclang==18.1.1'] },
]

const runs = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0

/** rustup has a program of each name that may only say that there is none. */
const isThere = (name) => existsSync(join(folder, name)) || runs(name, '--version')

function install({ name, by, command: [program, ...args], env = {} }) {
  if (isThere(name)) return
  if (!runs(by, program === 'go' ? 'version' : '--version')) return leftOut(name, `there is no ${by} on this machine.`)
  console.log(`installing ${name}`)
  const { status, stderr, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', env: { ...process.env, ...env }, timeout: 180_000 })
  if (status !== 0) {
    rmSync(join(folder, name), { recursive: true, force: true })
    return leftOut(name, `it could not be installed. ${error?.message ?? reasonIn(stderr)}`)
  }
  if (!isThere(name)) leftOut(name, 'it was installed and does not run.')
}

const leftOut = (name, reason) => console.log(`${name} is left out: ${reason}`)

/** The line that says it, of a program that may tell much around it. */
function reasonIn(text) {
  const lines = text.trim().split('\n')
  return lines.find((line) => /^\W*error/i.test(line)) ?? lines.at(-1)
}

for (const indexer of indexers) install(indexer)
const node = await prepare({ web: false }).catch(fail)
const args = ['run', '--config', join(root, 'test', 'indexers', 'vitest.config.ts'), '--reporter', join(root, 'test', 'support', 'reporter.ts')]
await launch({ node, program: join(root, 'node_modules', 'vitest', 'vitest.mjs'), args, cwd: root })
