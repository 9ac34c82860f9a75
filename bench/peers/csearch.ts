/** Google codesearch: an index of trigrams by file, read anew by each query; the files are read from disk. */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, nameOf, type Corpus } from '../corpus.ts'
import { commandLine, runScript } from '../measure.ts'
import { asRegex, type Query } from '../queries.ts'
import type { Peer, Place } from './peer.ts'

export function csearch({ corpus, folder }: Place): Peer {
  const { root, repos } = corpus
  const env = { CSEARCHINDEX: join(folder, 'csearch.index') }
  const args = (query: Query, option: string) => commandLine(['csearch', option, ...(query.ignoreCase ? ['-i'] : []), asRegex(query)])
  return {
    name: 'csearch',
    version: runScript(`dpkg-query -W -f '\${Version}' codesearch`, { cwd: '/' }).output,
    command: (query) => args(query, '-n'),
    async build() {
      const { cost } = runScript(commandLine(['cindex', '-reset', ...repos.map(({ name }) => join(root, name))]), { cwd: root, env })
      return { cost, size: { bytes: statSync(env.CSEARCHINDEX).size, textBytes: 0 } }
    },
    start: async () => {},
    async search(query) {
      const { output, cost } = runScript(`${args(query, '-n')} | wc -l`, { cwd: root, env })
      return { lines: Number(output), ...cost }
    },
    countByFile: async (query) => readCounts(root, runScript(args(query, '-c'), { cwd: root, env }).output),
    leftOut: async () => readMissing(corpus, runScript(`csearch -l .`, { cwd: root, env }).output),
    memory: () => null,
    stop: async () => {},
  }
}

/** `path: count` on each line. */
function readCounts(root: string, output: string): Map<string, number> {
  const lines = output.split('\n').flatMap((line) => {
    const [, path, count] = /^(.*): (\d+)$/.exec(line) ?? []
    return path === undefined ? [] : [[nameIn(root, path), Number(count)] as const]
  })
  return new Map(lines)
}

/** It says of no file why it was left out, so all that it does not list were: an empty file apart, any has a character that is listed. */
function readMissing(corpus: Corpus, listed: string): Map<string, string> {
  const known = new Set(listed.split('\n').map((path) => nameIn(corpus.root, path)))
  return new Map(filesOf(corpus).map(nameOf).filter((name) => !known.has(name)).map((name) => [name, /(^|\/)[.#~]/.test(name) ? 'hidden' : 'not a text by its rules']))
}

const nameIn = (root: string, path: string) => Buffer.from(path.slice(root.length + 1), 'latin1').toString()
