import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listScipUploads, uploadScip, type ScipUpload } from '../../src/intel/contract.ts'
import { neededFrom, repositoryOf } from '../checked-out.ts'
import { below, findCheckout, type Checkout } from '../checkout.ts'
import { command } from '../command.ts'
import { openFile } from '../input.ts'
import { badUse, exit, Failure } from '../problem.ts'
import { connect, type Server } from '../server.ts'
import { counted } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export const scipUpload = command({
  summary: 'Upload a SCIP index, and wait until it can be asked',
  usage: '[FILE]',
  words: { least: 0, most: 1 },
  flags: {
    file: { type: 'string', value: 'FILE', doc: 'The index (index.scip or index.scip.gz)' },
    repo: { type: 'string', value: 'NAME', doc: 'Its repository (that of the checkout)' },
    commit: { type: 'string', value: 'OID', doc: 'The commit that was indexed (the one that is checked out)' },
    root: { type: 'string', value: 'DIR', doc: 'The folder of the repository that was indexed (the one that the index is in)' },
    indexer: { type: 'string', value: 'NAME', doc: 'The program that made it (what the index says)' },
    'no-wait': { type: 'boolean', doc: 'Do not wait until the index can be asked' },
  },
  notes: [
    'What is not said is taken from the git checkout around the index. A newer index of the same commit, root and indexer takes the place of the older one.',
    'For example: scip-typescript index && firebreak scip upload',
  ],
  async run({ terminal, env }, { words: [word], flags }) {
    const server = await connect(env)
    const file = resolve(word ?? flags.file ?? usualFile())
    const checkout = flags.repo !== undefined && flags.commit !== undefined && flags.root !== undefined ? null : await findCheckout(dirname(file))
    const repository = flags.repo ?? (await repositoryOf(server, neededFrom(checkout, { what: 'The index', flag: '--repo NAME' })))
    const query = { repository, commit: flags.commit ?? neededFrom(checkout, { what: 'The index', flag: '--commit OID' }).commit, root: flags.root ?? rootOf(checkout, file), indexerName: flags.indexer ?? '' }
    const { id } = (await (await server.open(uploadScip, { query }, await packed(file))).json()) as { id: string }
    const upload = await settled(server, { id: Number(id), repo: repository, terminal, wait: !flags['no-wait'] })
    return tell(terminal, upload, flags.json)
  },
})

function usualFile(): string {
  const found = ['index.scip', 'index.scip.gz'].find((name) => existsSync(name))
  if (!found) throw badUse('There is no index.scip here. Say where the index is: firebreak scip upload FILE')
  return found
}

async function packed(file: string): Promise<ReadableStream<Uint8Array>> {
  const bytes = await openFile(file)
  return file.endsWith('.gz') ? bytes : bytes.pipeThrough(new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>)
}

const rootOf = (checkout: Checkout | null, file: string) => (checkout ? below(checkout.top, dirname(file)) : '')

const lookEveryMs = 250

type Settling = { id: number; repo: string; terminal: Terminal; wait: boolean }

async function settled(server: Server, { id, repo, terminal, wait }: Settling): Promise<ScipUpload> {
  for (;;) {
    const { uploads } = await server.call(listScipUploads, { query: { repo } })
    const upload = uploads.find((each) => each.id === id)
    if (!upload) throw new Failure('The upload was removed meanwhile, or a newer one took its place.', { code: 'scip.not_found' })
    if (!wait || upload.state === 'completed' || upload.state === 'failed') return upload
    terminal.progress(`${repo}: ${upload.state}`)
    await sleep(lookEveryMs)
  }
}

function tell(terminal: Terminal, upload: ScipUpload, json: boolean) {
  const { repo, commit, root, state, failure, documents, symbols, indexer } = upload
  const place = `${repo}${root === '' ? '' : ` ${root}`} at ${commit.slice(0, 10)}`
  if (json) terminal.printJson(upload)
  else if (state === 'failed') terminal.note({ text: place, style: 'bold' }, `  failed: ${failure ?? ''}`)
  else terminal.print({ text: place, style: 'bold' }, state === 'completed' ? `  ${counted(documents, 'document')}, ${counted(symbols, 'symbol')} by ${indexer}` : `  ${state}`)
  return state === 'failed' ? exit.failed : exit.done
}
