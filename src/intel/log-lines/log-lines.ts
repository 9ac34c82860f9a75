import { join } from 'node:path'
import type { Answer, Parsed } from '../../platform/endpoint.ts'
import { badInput, notFound } from '../../platform/errors.ts'
import type { Config } from '../../platform/config.ts'
import type { Caller } from '../../platform/http.ts'
import { startProcesses } from '../../platform/processes.ts'
import { machine } from '../../auth/auth.ts'
import type { Deployments } from '../../deployments/deployments.ts'
import type { Repository } from '../../repos/contract.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import { LOG_STATEMENTS_VERSION, logsAreReadIn, type LogStatement, type Syntax } from '../../../syntax/index.ts'
import { codeFilesOf, readAll } from '../blob-answers/reading.ts'
import { removeOthers } from '../blob-answers/store.ts'
import type { matchLogLines } from '../contract.ts'
import { runningRevisions, type RunningRevision } from '../running.ts'
import { openTree, type Tree } from '../tree.ts'
import { chooseRepository, weightOf, type Unweighed } from './choose.ts'
import type { MatchAnswer, MatchTask } from './matching.ts'
import { statementsOf } from './reading.ts'

export interface LogLines {
  /** Finds the statements of a repository at a revision that wrote the lines of a log, and the repository where none is named. */
  match(viewer: Caller, request: Parsed<typeof matchLogLines>['body'], signal: AbortSignal): Promise<Answer<typeof matchLogLines>>
  close(): Promise<void>
}

export interface LogLinesOptions {
  repos: Repos
  deployments: Pick<Deployments, 'running'>
  syntax: Pick<Syntax, 'askMany'>
  config: Pick<Config, 'dataDir'>
  /** That a process may take for holding lines against statements. */
  heapMb?: number
}

const maxLines = 200_000
/** For reading files that were not read before; clients wait five minutes for an answer at most. */
const patienceMs = 120_000
/** For looking into repositories until the one is found that wrote the log. What was read is kept, so that the next time gets further. */
const choosingMs = 20_000

/** Of all who ask together; whoever comes later waits for a turn. */
const matchingAtOnce = 2
const matchingHeapMb = 1024
/** Of a processor. */
const matchingLimitMs = 120_000
/** Many repositories cost one start of a process, and none stays for long. */
const matchingIdleMs = 10_000

export function createLogLines({ repos, deployments, syntax, config, heapMb = matchingHeapMb }: LogLinesOptions): LogLines {
  const folder = join(config.dataDir, 'index', 'log-statements')
  const matching = startProcesses<MatchTask, MatchAnswer>({ module: new URL('./matching-process.ts', import.meta.url), processes: matchingAtOnce, heapMb, idleMs: matchingIdleMs })

  async function forgetOthers(): Promise<void> {
    await removeOthers(folder, new Set((await repos.allVisible(machine)).map(({ id }) => id)))
  }

  interface Asked {
    viewer: Caller
    /** As asked for; empty: what runs. */
    rev: string
    running: ReadonlyMap<string, RunningRevision>
    signal: AbortSignal
  }

  /** Null when there is no such revision. */
  async function openAt(repository: Repository, { viewer, rev, running, signal }: Asked): Promise<Tree | null> {
    const runs = rev === '' ? running.get(repository.name) : undefined
    const at = runs && (await openTree({ repos, viewer, repository, rev: runs.commit, signal }))
    if (!runs || !at) return openTree({ repos, viewer, repository, rev, signal })
    const named = runs.version === null ? null : await repos.resolve(viewer, repository, runs.version)
    return { ...at, rev: runs.version !== null && named?.commit === at.commit ? runs.version : at.commit.slice(0, 12) }
  }

  async function read(tree: Tree, lines: string[], { viewer, signal }: Asked, deadline: number) {
    const own = join(folder, tree.repository.id)
    const { files, tests } = codeFilesOf(tree, logsAreReadIn)
    const left = await readAll<LogStatement[]>(files, { repos, viewer, tree, folder: own, version: LOG_STATEMENTS_VERSION, ask: (texts) => statementsOf(syntax, texts, signal), nothing: [], deadline, signal })
    const ran = await matching.run({ folder: own, files, lines }, { limitMs: matchingLimitMs, signal })
    if ('lost' in ran) return { lost: ran.lost }
    const { unread, known, ...answer } = ran.answer
    return { answer, account: { tree, files: files.length, tests, left, unread, known } }
  }

  /** How much of some lines the statements of a repository account for. */
  async function weigh(repository: Repository, sample: string[], asked: Asked, deadline: number): Promise<number | Unweighed> {
    const tree = await openAt(repository, asked)
    if (tree === null) return 0
    const done = await read(tree, sample, asked, deadline)
    if ('lost' in done) return 'lost'
    return done.account.left > 0 ? 'late' : weightOf(done.answer)
  }

  return {
    async match(viewer, { text, repo, rev }, signal) {
      const lines = linesOf(text)
      const running = rev === '' ? await runningRevisions({ deployments, viewer, environment: undefined, at: undefined }) : new Map<string, never>()
      const asked: Asked = { viewer, rev, running, signal }
      await forgetOthers()
      const deadline = performance.now() + choosingMs
      const chosen = repo === '' ? await chooseRepository((await repos.allVisible(viewer)).filter(isReadable), lines, { deadline, weigh: (each, sample) => weigh(each, sample, asked, deadline) }) : { repository: await repos.byName(viewer, repo), elsewhere: [], notes: [] }
      if (chosen.repository === null) return { repo: '', rev: '', commit: '', elsewhere: [], lines: lines.map(() => null), statements: [], notes: chosen.notes }
      const tree = await openAt(chosen.repository, asked)
      if (tree === null) throw notFound('intel.no_revision', `${chosen.repository.name} has no revision “${rev}”.`)
      const done = await read(tree, lines, asked, performance.now() + patienceMs)
      if ('lost' in done) throw badInput('intel.log_too_complex', `Holding this log against the statements of ${tree.repository.name} takes more ${done.lost === 'too_long' ? 'time' : 'memory'} than it may. Send a part of the log.`)
      const { answer, account } = done
      return { repo: tree.repository.name, rev: tree.rev, commit: tree.commit, elsewhere: chosen.elsewhere, ...answer, notes: [...chosen.notes, ...notesOn(account)] }
    },
    close: () => matching.close(),
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
