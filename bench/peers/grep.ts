/** ripgrep and git grep: no index, every byte read for each query. */

import { join } from 'node:path'
import { commandLine, runScript } from '../measure.ts'
import { runProgram } from '../real/trees.ts'
import type { Query } from '../queries.ts'
import type { Peer, Place } from './peer.ts'

/** What is particular to one of them. */
interface Grep {
  name: string
  version: string
  /** The command; `counting` for `path NUL count` of each file instead of its lines. */
  arguments(query: Query, counting: boolean): string[]
  /** One run for all repositories, or one in each. */
  everywhere: boolean
}

const dialect = ({ regex, ignoreCase, pattern }: Query, option: string) => [...(ignoreCase ? ['-i'] : []), ...(regex ? [option].filter(Boolean) : ['-F']), '-e', pattern]

const ripgrepFlags = ['--no-config', '--no-ignore', '--hidden', '--glob', '!.git', '--no-unicode', '--no-heading', '--with-filename', '-n', '-0']

export const ripgrep = (place: Place) =>
  createGrep(place, {
    name: 'ripgrep',
    version: firstLine('rg', '--version'),
    arguments: (query, counting) => ['rg', ...ripgrepFlags, ...(counting ? ['-c'] : []), ...dialect(query, ''), '.'],
    everywhere: true,
  })

export const gitGrep = (place: Place) =>
  createGrep(place, {
    name: 'git grep',
    version: firstLine('git', '--version'),
    arguments: (query, counting) => ['git', 'grep', '-I', '-z', '--full-name', counting ? '-c' : '-n', ...dialect(query, '-P')],
    everywhere: false,
  })

export const firstLine = (program: string, ...args: string[]) => runProgram(program, args, '/')?.toString().split('\n')[0] ?? 'unknown'

function createGrep({ corpus }: Place, grep: Grep): Peer {
  const { root, repos } = corpus
  const env = { LC_ALL: 'C' } // bytes, as the others see them
  const script = (query: Query) => {
    const command = commandLine(grep.arguments(query, false))
    return grep.everywhere ? command : repos.map(({ name }) => `(cd ${commandLine([name])} && ${command})`).join('\n')
  }
  return {
    name: grep.name,
    version: grep.version,
    command: (query) => commandLine(grep.arguments(query, false)),
    build: async () => null,
    start: async () => {},
    async search(query) {
      const { output, cost } = runScript(`{ ${script(query)}\n} | wc -l`, { cwd: root, env })
      return { lines: Number(output), ...cost }
    },
    async countByFile(query) {
      const counting = commandLine(grep.arguments(query, true))
      const outputs = grep.everywhere
        ? [['', runScript(counting, { cwd: root, env }).output]]
        : repos.map(({ name }) => [`${name}/`, runScript(counting, { cwd: join(root, name), env }).output])
      return new Map(outputs.flatMap(([prefix = '', output = '']) => readCounts(prefix, output)))
    },
    leftOut: async () => new Map(),
    memory: () => null,
    stop: async () => {},
  }
}

/** `path NUL count` on each line. The output is read as Latin-1, and paths are UTF-8. */
function readCounts(prefix: string, output: string): [string, number][] {
  return output.split('\n').flatMap((line) => {
    const [path = '', count] = line.split('\0')
    return count === undefined ? [] : [[prefix + Buffer.from(path, 'latin1').toString().replace(/^\.\//, ''), Number(count)] as [string, number]]
  })
}
