import type { Config } from '../platform/config.ts'
import { badInput, tooLarge } from '../platform/errors.ts'
import type * as contract from './contract.ts'
import type { Catalogue } from './catalogue.ts'
import { blame, type BlameHunk } from './git/blame.ts'
import type { Commit } from './git/commit.ts'
import { readCommitTexts } from './git/commit-texts.ts'
import { commitsBetween, readDate } from './git/commits-between.ts'
import { compare, diffCommit } from './git/diff.ts'
import { isShallow, walkGraph } from './git/graph.ts'
import { history, readCommit, readCommits, refsContaining, type HistoryEntry } from './git/log.ts'
import { walkMainlineFiles } from './git/mainline-files.ts'
import { mainlineSince, readMainline } from './git/mainline.ts'
import { fileMoves, lineChanges } from './git/moves.ts'
import { isRawPath } from './git/names.ts'
import { nearestCommits } from './git/nearest.ts'
import { commitsTouching, pathsTouched } from './git/touched.ts'
import { treeEntry } from './git/tree.ts'
import { commitAt, commitsBehind, countFirstParent, hasCommitSince, walkCommits } from './git/walk.ts'
import type { Mirrors } from './mirrors.ts'
import { commitAnswer, diffAnswer, isoTime } from './present.ts'
import { explained } from './problems.ts'
import type { Caller } from '../platform/http.ts'
import type { RepoKey, Repos } from './repos.ts'
import type { Place, Revisions } from './revisions.ts'

/** How code came to stand as it does. */
export type Changes = Pick<Repos, 'readBlame' | 'readHistory' | 'readCommit' | 'compare' | 'commitAt' | 'hasCommitSince' | 'walkCommits' | 'walkGraph' | 'isShallow' | 'commitsTouching' | 'pathsTouched' | 'mainlineSince' | 'readMainline' | 'walkMainlineFiles' | 'refsContaining' | 'countMainline' | 'commitsBetween' | 'readCommitTexts' | 'readDate' | 'readCommits' | 'commitsBehind' | 'nearestCommits' | 'fileMoves' | 'lineChanges'>

const comparedCommits = 250

interface ChangesOptions {
  catalogue: Catalogue
  revisions: Revisions
  mirrors: Mirrors
  config: Pick<Config, 'maxFileBytes'>
}

export function createChanges({ catalogue, revisions, mirrors, config }: ChangesOptions): Changes {
  const dirOf = async (viewer: Caller, repo: RepoKey) => mirrors.dirOf((await catalogue.byId(viewer, repo.id)).id)

  return {
    commitAt: async (viewer, repo, tip, at) => explained(commitAt(await dirOf(viewer, repo), tip, at.getTime() / 1000)),

    hasCommitSince: async (viewer, repo, tip, since) => explained(hasCommitSince(await dirOf(viewer, repo), tip, since.getTime() / 1000)),

    async *walkCommits(viewer, repo, range) {
      for await (const commit of walkCommits(await dirOf(viewer, repo), range)) yield whole(commit)
    },

    async *walkGraph(viewer, repo, range) {
      yield* walkGraph(await dirOf(viewer, repo), range)
    },

    commitsTouching: async (viewer, repo, oids, options) => explained(commitsTouching(await dirOf(viewer, repo), oids, options)),

    pathsTouched: async (viewer, repo, oids, options) => explained(pathsTouched(await dirOf(viewer, repo), oids, options)),

    isShallow: async (viewer, repo) => isShallow(await dirOf(viewer, repo)),

    mainlineSince: async (viewer, repo, tip, { isKnown, signal }) => explained(mainlineSince(await dirOf(viewer, repo), tip, isKnown, { signal })),

    async *readMainline(viewer, repo, range) {
      yield* readMainline(await dirOf(viewer, repo), { ...range, maxFileBytes: config.maxFileBytes })
    },

    async *walkMainlineFiles(viewer, repo, range) {
      yield* walkMainlineFiles(await dirOf(viewer, repo), range)
    },

    countMainline: async (viewer, repo, range) => explained(countFirstParent(await dirOf(viewer, repo), range)),

    commitsBetween: async (viewer, repo, between) => explained(commitsBetween(await dirOf(viewer, repo), between)),

    async *readCommitTexts(viewer, repo, oids, options) {
      yield* readCommitTexts(await dirOf(viewer, repo), oids, options)
    },

    readDate: async (viewer, repo, text) => explained(readDate(await dirOf(viewer, repo), text)),

    readCommits: async (viewer, repo, oids) => (await explained(readCommits(await dirOf(viewer, repo), oids))).map(whole),

    async commitsBehind(viewer, repo, behind) {
      const dir = await dirOf(viewer, repo)
      return (await explained(commitsBehind(dir, behind).then((oids) => readCommits(dir, oids)))).map(whole)
    },

    nearestCommits: async (viewer, repo, commit, candidates, options) => explained(nearestCommits(await dirOf(viewer, repo), commit, candidates, options)),

    fileMoves: async (viewer, repo, from, to, options) => explained(fileMoves(await dirOf(viewer, repo), from, to, options)),

    lineChanges: async (viewer, repo, from, to, options) => explained(lineChanges(await dirOf(viewer, repo), from, to, options)),

    refsContaining: async (viewer, repo, commit, options) => explained(refsContaining(await dirOf(viewer, repo), commit, options)),

    async readBlame(viewer, { path, start, end, ...query }, signal) {
      const place = await revisions.place(viewer, query)
      await assertBlamable(place, path, config.maxFileBytes)
      const range = start === undefined && end === undefined ? undefined : await rangeWithin({ place, mirrors, path, start, end })
      const hunks = await explained(blame(place.dir, place.commit, path, { ...(range ? { range } : {}), signal }))
      return { ...place.at, path, hunks: hunks.map(blameAnswer) }
    },

    async readHistory(viewer, { path, skip, limit, ...query }, signal) {
      const place = await revisions.place(viewer, query)
      const { commits, more } = await explained(pageOf({ place, path, skip, limit, signal }))
      return { ...place.at, path, commits: commits.map(commitAnswer), more }
    },

    async readCommit(viewer, query, signal) {
      const { row, dir, commit: oid } = await revisions.place(viewer, query)
      const [commit, diff] = await explained(Promise.all([readCommit(dir, oid), diffCommit(dir, oid, { signal })]))
      return { repo: row.name, commit: commitAnswer(commit), diff: diffAnswer(diff) }
    },

    async compare(viewer, { repo, base, head }, signal) {
      const [from, to] = [await revisions.place(viewer, { repo, rev: base }), await revisions.place(viewer, { repo, rev: head })]
      const listed = history(to.dir, { rev: to.commit, exclude: [from.commit], limit: comparedCommits, signal })
      const [{ commits, next }, diff] = await explained(Promise.all([listed, compare(to.dir, from.commit, to.commit, { signal })]))
      return {
        repo: to.row.name, base: from.commit, head: to.commit, mergeBase: diff.mergeBase,
        commits: commits.map(commitAnswer), moreCommits: next !== null, diff: diffAnswer(diff),
      }
    },
  }
}

const whole = (commit: Commit) => ({ ...commitAnswer(commit), message: commit.message })

interface Page {
  place: Place
  path: string
  skip: number
  limit: number
  signal: AbortSignal | undefined
}

async function pageOf({ place: { dir, commit }, path, skip, limit, signal }: Page): Promise<{ commits: readonly HistoryEntry[]; more: boolean }> {
  const entry = path === '' || isRawPath(path) ? null : await treeEntry(dir, commit, path)
  const follow = entry?.kind === 'file' || entry?.kind === 'executable'
  const { commits, next } = await history(dir, { rev: commit, ...(path === '' ? {} : { path }), follow, skip, limit, signal })
  return { commits, more: next !== null }
}

interface Lines {
  place: Place
  mirrors: Mirrors
  path: string
  start: number | undefined
  end: number | undefined
}

/** Git compares whole versions of a file in memory: of one that is a gigabyte unpacked, for minutes. What is not shown needs no blame. */
async function assertBlamable({ dir, commit }: Place, path: string, maxBytes: number): Promise<void> {
  const entry = await explained(treeEntry(dir, commit, path))
  if ((entry?.size ?? 0) > maxBytes) throw tooLarge('code.too_large', `The file has more than ${maxBytes} bytes, which is too much for a blame; use git.`)
}

/** The lines asked for, as far as the file has them; git refuses a range that goes beyond. */
async function rangeWithin({ place, mirrors, path, start = 1, end = Infinity }: Lines): Promise<{ start: number; end: number }> {
  const entry = await explained(treeEntry(place.dir, place.commit, path))
  if (!entry || entry.kind === 'directory' || entry.kind === 'submodule') throw badInput('code.no_lines', 'There is no such file at this revision.')
  const last = lastLine(await explained(mirrors.objects(place.row.id).readBlob(entry.oid)))
  if (start > last || end < start) throw badInput('code.no_lines', `The file has ${last} lines; ask for lines within it, the first before the last.`)
  return { start, end: Math.min(end, last) }
}

function lastLine(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines++
  return lines + (bytes.length === 0 || bytes.at(-1) === 10 ? 0 : 1)
}

const blameAnswer = ({ oid, startLine, endLine, author, summary, previous }: BlameHunk): contract.BlameHunk => ({
  start: startLine, end: endLine, commit: oid, author: author.name, email: author.email, time: isoTime(author.time), summary,
  previous: previous ? { commit: previous.oid, path: previous.path } : null,
})
