/**
 * Makes index.scip of the C and C++ sources of a repository, the current folder, from what libclang says of them:
 * `node clang.ts PYTHON_PACKAGES [FOLDER …]`, the folders of other repositories whose headers they include. scip-clang is not to be had as
 * a package, so this stands in for it: the compiler is a real one, the way from it to an index is ours.
 */

import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { encodeIndex, type DocumentDraft } from '../../src/intel/scip/scip.fixture.ts'

const [packages = '', ...others] = process.argv.slice(2)
const here = process.cwd()

/** Where the compiler of the machine has the headers of its own, which libclang comes without. */
function systemFolders(language: 'c' | 'c++'): string[] {
  const told = execFileSync('bash', ['-c', `cc -E -v -x ${language} /dev/null 2>&1`], { encoding: 'utf8' })
  const [, listed = ''] = /#include <\.\.\.>[^\n]*\n([^]*?)End of search list/.exec(told) ?? []
  return listed.split('\n').map((line) => line.trim()).filter(Boolean)
}

function projectAt(folder: string): { name: string; root: string; version: string } {
  const [, name = basename(folder), version = '.'] = /project\((\S+) VERSION (\S+)/.exec(readFileSync(join(folder, 'CMakeLists.txt'), 'utf8')) ?? []
  return { name, root: folder, version }
}

const projects = [here, ...others].map(projectAt)
const included = projects.flatMap(({ root }) => ['-I', join(root, 'include'), '-I', join(root, 'src')])
const sources = globSync('**/*.{c,cc,cpp}').map((path) => {
  const language = path.endsWith('.c') ? 'c' : 'c++'
  const system = systemFolders(language).flatMap((folder) => ['-isystem', folder])
  return { path: join(here, path), arguments: [language === 'c' ? '-std=c11' : '-std=c++17', '-nostdinc', ...(language === 'c' ? [] : ['-nostdinc++']), ...included, ...system] }
})
const question = `${here}.sources.json`
writeFileSync(question, JSON.stringify({ projects, sources }))
const answer = execFileSync('python3', [join(import.meta.dirname, 'clang_index.py'), question], { env: { ...process.env, PYTHONPATH: packages }, maxBuffer: 1 << 28, encoding: 'utf8' })
const documents = (JSON.parse(answer) as Record<string, DocumentDraft[]>)[projects[0]?.name ?? ''] ?? []
writeFileSync('index.scip', encodeIndex({ tool: 'libclang', toolVersion: '18.1.1', documents }))
