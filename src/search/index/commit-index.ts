import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CommitStore } from '../../../engine/commits/index.ts'
import { CorruptFile } from '../../../engine/disk/index.ts'
import { IndexChanged } from '../../../engine/pool/index.ts'
import { messageOf } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'

/** The commits of a repository as far as they are in the store. */
export interface KnownCommits {
  store: CommitStore
  /** The same for the same commits of the same repository only. */
  key: string
  /** The ids of the commits that reach all others. */
  heads(): readonly string[]
}

/** The stores of commits as searches use them, one folder a repository. They may lag behind the mirrors, or not be there: git is walked then. */
export interface CommitIndex {
  folderOf(id: string): string
  /** Whether there is a store at all. */
  has(id: string): boolean
  /** Empty if nothing is indexed, or what is is damaged. */
  of(id: string): KnownCommits
  /** What is there cannot be read and has to be built from nothing. */
  isDamaged(id: string): boolean
  /** Takes up what the indexer has committed for a repository. */
  refresh(id: string): void
  /** To be told what came of using it: after a damage it is empty until it is built anew. True if asking again, or walking git, can help. */
  failed(id: string, error: unknown): boolean
  /** Forgets a repository that is gone. */
  remove(id: string): Promise<void>
  close(): void
}

interface CommitIndexOptions {
  dataDir: string
  /** Called when that of a repository turns out to be damaged, and has to be built from nothing. */
  onDamage(id: string): void
  log: Log
}

/** Some 70 bytes of memory each. */
const maxOpenCommits = 5_000_000

export function createCommitIndex({ dataDir, onDamage, log }: CommitIndexOptions): CommitIndex {
  const folder = join(dataDir, 'index', 'commits')
  const open = new Map<string, KnownCommits>()
  /** What was open before a refresh: most of it can be taken over. */
  const outdated = new Map<string, CommitStore>()
  const damaged = new Set<string>()
  const folderOf = (id: string) => join(folder, id)
  const nothing = () => CommitStore.open(join(folder, 'none'))

  function damage(id: string, error: unknown): void {
    log.error({ err: error, repository: id }, 'the store of commits of a repository is damaged and will be built anew; until then searches walk git')
    drop(id)
    damaged.add(id)
    onDamage(id)
  }

  function openSound(id: string): CommitStore {
    if (damaged.has(id)) return nothing()
    try {
      return CommitStore.open(folderOf(id), takeOutdated(id))
    } catch (error) {
      if (!(error instanceof CorruptFile)) throw error
      damage(id, error)
      return nothing()
    }
  }

  function takeOutdated(id: string): CommitStore | undefined {
    const store = outdated.get(id)
    outdated.delete(id)
    return store
  }

  function drop(id: string): void {
    open.get(id)?.store.close()
    takeOutdated(id)?.close()
    open.delete(id)
  }

  /** All but the last one may go. */
  function closeOldest(): void {
    let commits = 0
    for (const { store } of open.values()) commits += store.length
    for (const [id, { store }] of open) {
      if (commits <= maxOpenCommits || open.size === 1) return
      drop(id)
      commits -= store.length
    }
  }

  function reopen(id: string): void {
    const known = open.get(id)
    if (known !== undefined) outdated.set(id, known.store)
    open.delete(id)
  }

  return {
    folderOf,
    refresh(id) {
      reopen(id)
      damaged.delete(id)
    },
    has: (id) => existsSync(folderOf(id)),
    isDamaged: (id) => damaged.has(id),
    of(id) {
      const known = open.get(id) ?? knownCommits(id, openSound(id))
      open.delete(id)
      open.set(id, known)
      closeOldest()
      return known
    },
    failed(id, error) {
      if (error instanceof CorruptFile) damage(id, error)
      else if (error instanceof IndexChanged) reopen(id)
      else return false
      log.debug({ reason: messageOf(error) }, 'the store of commits is asked again, or git is walked instead')
      return true
    },
    async remove(id) {
      drop(id)
      damaged.delete(id)
      await rm(folderOf(id), { recursive: true, force: true })
    },
    close() {
      for (const id of [...open.keys(), ...outdated.keys()]) drop(id)
    },
  }
}

function knownCommits(id: string, store: CommitStore): KnownCommits {
  let heads: readonly string[] | undefined
  return { store, key: `${id} ${store.identity}`, heads: () => (heads ??= store.heads()) }
}
