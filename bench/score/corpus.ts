/** A repository to be scored on: its history, and the terms of its changes. */

import { realDisk } from '../../engine/disk/index.ts'
import { TermStore } from '../../engine/terms/index.ts'
import { enoughKnown } from '../../src/intel/suspects/candidates.ts'
import { readCommitTexts } from '../../src/repos/git/commit-texts.ts'
import { readHistory, type Made } from './cases.ts'

export interface Corpus {
  dir: string
  /** As they were committed. */
  history: readonly Made[]
  terms: TermStore
}

/** `folder` keeps the terms for the next run. */
export async function openCorpus(dir: string, folder: string): Promise<Corpus> {
  const history = readHistory(dir)
  const terms = new TermStore({ disk: realDisk, folder })
  const missing = history.map(({ oid }) => oid).filter((oid) => !terms.has(oid))
  for await (const change of readCommitTexts(dir, missing)) terms.add(change)
  terms.commit()
  while (terms.merge());
  terms.sweep()
  return { dir, history, terms }
}

/** The commits from one moment on and before another. */
export function commitsIn({ history }: Corpus, from: number, to: number): readonly Made[] {
  return history.slice(firstAt(history, from), firstAt(history, to))
}

/** The ids of the newest commits before a moment that tell, with so many candidates, how rare words are. */
export function knownBefore(corpus: Corpus, time: number, candidates: number): string[] {
  const older = commitsIn(corpus, 0, time)
  return older.slice(Math.max(0, older.length + candidates - enoughKnown)).map(({ oid }) => oid)
}

function firstAt(history: readonly Made[], time: number): number {
  let [low, high] = [0, history.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((history[middle]?.time ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}
