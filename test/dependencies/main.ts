/**
 * Holds what Firebreak reads of real projects against what the tools of their ecosystems say:
 * `FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts npm` writes docs/dependencies/npm.md; with `--check` it only says whether
 * that page still holds, and with `--only owner/name` it shows the differences of one project and writes nothing.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare, readOrNull, type Compared, type Comparison } from './compare.ts'
import { pageOf } from './markdown.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean' }, only: { type: 'string' } } })
const repos = process.env['FIREBREAK_REPOS']
const [name] = positionals
if (repos === undefined || name === undefined || !/^[a-z]+$/.test(name)) {
  console.error('FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts <ecosystem> [--check | --only owner/name]')
  process.exit(2)
}

const { comparison }: { comparison: Comparison } = await import(`./${name}.ts`)
const subjects = comparison.subjects.filter(({ repo }) => values.only === undefined || repo === values.only)
const all: Compared[] = []
for (const subject of subjects) {
  const label = `${subject.repo} ${subject.commit.slice(0, 12)} ${subject.folder}${subject.lock ?? ''}`
  try {
    const compared = await compare(comparison, subject, repos)
    console.error(`${label}: ${compared.same} the same, ${compared.onlyTool.length} only ${compared.tool}, ${compared.onlyFirebreak.length} only Firebreak`)
    all.push(compared)
  } catch (error) {
    console.error(`${label}: ${error instanceof Error ? error.message.slice(0, 2_000) : error}`)
  }
}
if (all.length < subjects.length) process.exit(1)

const page = pageOf(comparison, all)
const path = join(import.meta.dirname, '../../docs/dependencies', `${name}.md`)
if (values.only !== undefined) {
  for (const { onlyTool, onlyFirebreak } of all) console.log(JSON.stringify({ onlyTool, onlyFirebreak }, null, 1))
} else if (values.check) {
  const holds = readOrNull(path) === page
  console.log(holds ? 'The page holds.' : page)
  process.exitCode = holds ? 0 : 1
} else writeFileSync(path, page)
