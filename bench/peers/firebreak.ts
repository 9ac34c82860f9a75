/** Our own index, built and asked in processes of their own, so that their time and memory can be told. */

import { fork, type ChildProcess } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine, memoryOf, runScript, sum } from '../measure.ts'
import { writeLists } from './lists.ts'
import type { Peer, Place } from './peer.ts'
import type { Asked, Told } from './resident.ts'

const program = (name: string) => join(import.meta.dirname, name)

export function firebreak({ corpus, folder }: Place): Peer {
  const index = join(folder, 'index')
  const list = join(folder, 'files.json')
  let resident: ChildProcess | null = null
  const ask = async (asked: Asked) => {
    if (resident === null) throw new Error('It is not running.')
    return askProcess(resident, asked)
  }
  return {
    name: 'Firebreak',
    version: `Node ${process.version}`,
    command: ({ pattern }) => `searchTree(${pattern})`,
    async build() {
      writeLists(list, corpus.repos.map(({ files }) => files))
      const { output, cost } = runScript(commandLine([process.execPath, program('build.ts'), corpus.root, list, index]), { cwd: folder })
      return { cost, size: { bytes: sum(segmentSizes(index)), textBytes: Number(output) } }
    },
    async start() {
      resident = fork(program('resident.ts'), [list, index])
      await ask(null)
    },
    async search(query) {
      return (await ask({ query })).answer
    },
    countByFile: async (query) => new Map((await ask({ query, byFile: true })).files),
    leftOut: async () => new Map(),
    memory: () => memoryOf(resident?.pid ?? 0),
    async stop() {
      resident?.kill()
      resident = null
    },
  }
}

function askProcess(resident: ChildProcess, asked: Asked): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const ended = () => reject(new Error('The process of the index ended.'))
  resident.once('exit', ended)
  resident.once('message', (told: Told) => {
    resident.off('exit', ended)
    resolve(told)
  })
  resident.send(asked ?? {})
  return promise
}

const segmentSizes = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.segment')).map((name) => statSync(join(folder, name)).size)
