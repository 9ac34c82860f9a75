/** The files of a corpus on their way to a process, a line for each repository: read one by one, they leave no memory behind that would be counted. */

import { readFileSync, writeFileSync } from 'node:fs'
import type { CorpusFile } from '../corpus.ts'

export function writeLists(path: string, repos: readonly CorpusFile[][]): void {
  writeFileSync(path, repos.map((files) => `${JSON.stringify(files)}\n`).join(''))
}

export function* readLists(path: string): Generator<CorpusFile[]> {
  const bytes = readFileSync(path)
  for (let at = 0, end = 0; at < bytes.length; at = end + 1) {
    end = bytes.indexOf('\n', at)
    yield JSON.parse(bytes.toString('utf8', at, end)) as CorpusFile[]
  }
}
