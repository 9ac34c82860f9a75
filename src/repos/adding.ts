import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { badInput, conflict } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Catalogue } from './catalogue.ts'
import { assertAllowedHost, type AddressPolicy } from './git/address.ts'
import { findRepositories } from './git/find.ts'
import { parseRemoteUrl, type RemoteUrl } from './git/url.ts'
import { nameFolder, unreserved } from './naming.ts'
import { inWords } from './problems.ts'
import type { NewRepository, RepositoryRow, RepositoryStore } from './store.ts'

interface AddingOptions {
  store: RepositoryStore
  catalogue: Catalogue
  clock: Clock
  config: Pick<Config, 'allowLoopbackRemotes' | 'dataDir'>
  /** Asks for the first clone. */
  sync(id: string): Promise<void>
}

/** How repositories come in. What is known already is found again by its origin, so every way of adding may be repeated. */
export interface Adding {
  byUrl(url: string): Promise<Outcome>
  byFolder(path: string): Promise<{ outcomes: Outcome[]; refused: Refusal[] }>
  sample(): Promise<Outcome[]>
}

export type Outcome = { row: RepositoryRow; added: boolean }

type Refusal = { path: string; message: string }

const skipped = {
  unreadable: 'The folder cannot be read by the user that runs Firebreak.',
  'too-deep': 'The folders below are too deep to be searched for repositories; add them by themselves.',
  limit: 'There are more repositories than are added at once; add this folder by itself.',
}

type Wanted = Omit<NewRepository, 'id' | 'created_at'>

export function createAdding({ store, catalogue, clock, config, sync }: AddingOptions): Adding {
  /** The one insert. `name` is asked anew as long as somebody else took it in the meantime. */
  async function add({ origin, name, ...rest }: Omit<Wanted, 'name'> & { name(isTaken: (name: string) => boolean): string }): Promise<Outcome> {
    const known = await store.byOrigin(origin)
    if (known) return { row: known, added: false }
    const names = new Set((await store.all()).map((row) => row.name))
    const id = newId('repo')
    const inserted = await store.insert({ ...rest, id, origin, name: name((each) => names.has(each)), created_at: timestamp(clock) })
    if (!inserted) return add({ origin, name, ...rest })
    const row = await store.byId(id)
    if (!row) throw new Error(`repository ${id} was removed while it was being added`)
    catalogue.changed(id)
    return { row, added: true }
  }

  /** When all are known: one may borrow from another (see sync.ts). */
  async function clone(outcomes: readonly Outcome[]): Promise<void> {
    for (const { row, added } of outcomes) if (added) await sync(row.id)
  }

  async function byUrl(text: string): Promise<Outcome> {
    const { url, name } = await acceptRemote(text, { allowPrivate: true, allowLoopback: config.allowLoopbackRemotes })
    const outcome = await add({
      source: 'remote',
      origin: `remote:${name}`,
      url,
      name: (isTaken) => {
        if (isTaken(unreserved(name))) throw conflict('repos.name_taken', `A folder of this machine has the name ${name} already; remove that repository first.`)
        return unreserved(name)
      },
    })
    await clone([outcome])
    return outcome
  }

  async function byFolder(path: string) {
    const root = await acceptFolder(path)
    const mirrors = join(await realpath(config.dataDir), sep)
    const outcomes: Outcome[] = []
    const refused: Refusal[] = []
    for await (const { path: folder } of findRepositories(root, { onSkipped: (path, reason) => refused.push({ path, message: skipped[reason] }) })) {
      if (folder.startsWith(mirrors)) continue
      outcomes.push(await add({ source: 'local', origin: `local:${folder}`, url: folder, name: (isTaken) => nameFolder({ path: folder, root, isTaken }) }))
    }
    if (outcomes.length === 0) throw badInput('repos.no_repository', 'There is no git repository in or below this folder.', { refused })
    await clone(outcomes)
    return { outcomes, refused }
  }

  async function sample() {
    const { sampleOrganisation } = await import('./sample/sample.ts') // hundreds of files that few starts need
    const outcomes: Outcome[] = []
    for (const { name, description, archived } of sampleOrganisation()) {
      const wanted = { source: 'sample' as const, origin: `sample:${name}`, url: null, description, archived: archived ? 1 : 0 }
      outcomes.push(await add({ ...wanted, name: (isTaken) => nameFolder({ path: `/${name}`, root: '/', isTaken }) }))
    }
    await clone(outcomes)
    return outcomes
  }

  return { byUrl, byFolder, sample }
}

/** Refuses what is no address of a git repository and what leads to this machine or its link. */
async function acceptRemote(text: string, policy: AddressPolicy): Promise<RemoteUrl> {
  const parsed = parseRemoteUrl(text, policy)
  if (!parsed.ok) throw badInput(parsed.code, parsed.message)
  if (parsed.credentials) {
    throw badInput('repos.url.credentials', 'Leave the user name and password out of the address, which everybody may see. An owner gives them under Settings, Private repositories; or use an ssh address and a key of this machine.')
  }
  await assertAllowedHost(parsed.host, policy).catch((error: unknown) => {
    throw badInput('repos.url.address', inWords(error).message)
  })
  return parsed
}

async function acceptFolder(path: string): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0')) throw badInput('repos.folder_refused', 'Give the whole path of a folder of this machine, beginning with a slash.')
  try {
    const real = await realpath(path)
    if ((await stat(real)).isDirectory()) return real
  } catch {
    // Told apart from "not a folder" by nothing that would help.
  }
  throw badInput('repos.folder_refused', 'There is no such folder on this machine, or it cannot be read.')
}
