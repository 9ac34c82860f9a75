/** The commits of a repository as their readers see them, of one moment. What the writer does later is in the store that is opened next. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CorruptFile, isMissing, readRunManifest, runFile } from '../disk/index.ts'
import { MANIFEST_VERSION } from './format.ts'
import { Graph } from './graph.ts'
import type { StoredCommit } from './input.ts'
import type { NumberOf } from './run-builder.ts'
import { openRun, Run, type SharedRun } from './run.ts'

/** What threads share of a store. */
export type SharedStore = { runs: SharedRun[] }

export class CommitStore {
  readonly runs: readonly Run[]
  /** Commits have the numbers from 0 on, each a higher one than its parents. */
  readonly graph: Graph

  private constructor(runs: readonly Run[]) {
    this.runs = runs
    this.graph = new Graph(runs.map(({ shared }) => shared))
  }

  /**
   * No folder is an empty store. What has not changed since `before`, whose place it takes, is not read again; of that the rest is closed.
   * Throws `CorruptFile`.
   */
  static open(folder: string, before?: CommitStore): CommitStore {
    const { runs } = existsSync(folder) ? readRunManifest(folder, MANIFEST_VERSION) : { runs: [] }
    const open = new Set<Run>()
    try {
      for (const { serial } of runs) open.add(openRun(join(folder, runFile(serial)), serial, before?.runs))
    } catch (error) {
      for (const run of open) run.close()
      throw isMissing(error) ? new CorruptFile(folder, 'lacks a run') : error
    } finally {
      for (const run of before?.runs ?? []) if (!open.has(run)) run.close()
    }
    return new CommitStore([...open])
  }

  /** The same store in another thread. */
  static fromShared({ runs }: SharedStore): CommitStore {
    return new CommitStore(runs.map((run) => new Run(run)))
  }

  /** The same for the same commits only. */
  get identity(): string {
    return this.runs.map(({ identity }) => identity).join()
  }

  get shared(): SharedStore {
    return { runs: this.runs.map(({ shared }) => shared) }
  }

  close(): void {
    for (const run of this.runs) run.close()
  }

  /** To be called before a question: what was damaged since is noticed. */
  recheck(): void {
    for (const run of this.runs) run.recheck()
  }

  /** How many commits there are. */
  get length(): number {
    return this.graph.size
  }

  oidAt(commit: number): string {
    const run = this.runOf(commit)
    return run.oidAt(commit - run.shared.from)
  }

  private runOf(commit: number): Run {
    const run = this.runs.find(({ shared }) => commit < shared.to)
    if (run === undefined) throw new RangeError(`there is no commit ${commit}`)
    return run
  }

  /** -1 for a commit that is not in the store. */
  numberOf(oid: string): number {
    return findIn(this.runs, oid)
  }

  /** What git knows of a commit. Throws `CorruptFile`. */
  commitAt(commit: number): StoredCommit {
    const run = this.runOf(commit)
    const place = commit - run.shared.from
    const block = run.blockOf(place)
    const { from, to } = run.span(place, block)
    return this.describe(run, place, run.text(block).subarray(from, to))
  }

  /** The same where the message has been read. */
  describe(run: Run, place: number, message: Buffer): StoredCommit {
    const { parents, parentAt } = run.shared
    return {
      oid: run.oidAt(place), parents: Array.from(parents.subarray(parentAt[place], parentAt[place + 1]), (parent) => this.oidAt(parent)),
      author: run.author(place), committer: run.committer(place), message: message.toString(),
    }
  }

  /** The ids of the commits that are no parents: they reach all others. */
  heads(): string[] {
    const parents = new Set(this.runs.flatMap(({ borders }) => borders.outside))
    return this.runs.flatMap(({ borders }) => borders.heads.filter((commit) => !parents.has(commit))).map((commit) => this.oidAt(commit))
  }
}

/** The number of a commit in one of these runs; -1 for none. */
export function findIn(runs: readonly Run[], oid: string): ReturnType<NumberOf> {
  const bytes = Buffer.from(oid, 'hex')
  for (const run of runs.toReversed()) {
    const place = run.find(bytes)
    if (place >= 0) return run.shared.from + place
  }
  return -1
}
