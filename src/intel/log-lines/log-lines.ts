import { join } from 'node:path'
import type { Answer, Parsed } from '../../platform/endpoint.ts'
import { badInput, notFound } from '../../platform/errors.ts'
import type { Config } from '../../platform/config.ts'
import type { Caller } from '../../platform/http.ts'
import { machine } from '../../auth/auth.ts'
import type { Repos } from '../../repos/repos.ts'
import type { Syntax } from '../../../syntax/index.ts'
import type { matchLogLines } from '../contract.ts'
import { openTree, type Tree } from '../tree.ts'
import { codeFilesOf, readAll } from './reading.ts'
import { removeOthers } from './store.ts'
import { createMatching } from './worker.ts'

export interface LogLines {
  /** Finds the statements of a repository at a revision that wrote the lines of a log. */
  match(viewer: Caller, request: Parsed<typeof matchLogLines>['body'], signal: AbortSignal): Promise<Answer<typeof matchLogLines>>
}

export interface LogLinesOptions {
  repos: Repos
  syntax: Pick<Syntax, 'askMany'>
  config: Pick<Config, 'dataDir'>
}

const maxLines = 200_000
/** For reading files that were not read before; clients wait five minutes for an answer at most. */
const patienceMs = 120_000

export function createLogLines({ repos, syntax, config }: LogLinesOptions): LogLines {
  const folder = join(config.dataDir, 'index', 'log-statements')
  const matching = createMatching()

  async function forgetOthers(): Promise<void> {
    await removeOthers(folder, new Set((await repos.allVisible(machine)).map(({ id }) => id)))
  }

  return {
    async match(viewer, { text, repo, rev }, signal) {
      const lines = linesOf(text)
      const tree = await openTree({ repos, viewer, repository: await repos.byName(viewer, repo), rev, signal })
      if (tree === null) throw notFound('intel.no_revision', `${repo} has no revision “${rev}”.`)
      await forgetOthers()
      const own = join(folder, tree.repository.id)
      const { files, tests } = codeFilesOf(tree)
      const left = await readAll(files, { repos, syntax, viewer, tree, folder: own, deadline: performance.now() + patienceMs, signal })
      const { unread, known, ...answer } = await matching.run({ folder: own, files, lines }, signal)
      return { repo: tree.repository.name, rev: tree.rev, commit: tree.commit, ...answer, notes: notesOn({ tree, files: files.length, tests, left, unread, known }) }
    },
  }
}

/** Without the empty one behind the last break. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  if (lines.length > maxLines) throw badInput('intel.too_many_lines', `There are ${lines.length.toLocaleString('en')} lines; send ${maxLines.toLocaleString('en')} at most.`)
  return lines
}

interface Account {
  tree: Tree
  files: number
  tests: number
  left: number
  unread: readonly string[]
  known: number
}

/** What was not looked at. */
function notesOn({ tree, files, tests, left, unread, known }: Account): string[] {
  return [
    ...(files === 0 ? [`${tree.repository.name} holds no code in a language whose logging is known.`] : known === 0 && left === 0 ? ['No statement that writes messages was found in it.'] : []),
    ...(left > 0 ? [`${left} of ${files} files were not read in time. Ask again to go on.`] : []),
    ...(unread.length > 0 ? [`${unread.length === 1 ? 'One file' : `${unread.length} files`} could not be read as code: ${unread.slice(0, 5).join(', ')}${unread.length > 5 ? ', …' : ''}.`] : []),
    ...(tests > 0 ? [`${tests === 1 ? 'One file' : `${tests} files`} of tests were not looked at.`] : []),
  ]
}
