import { isReadable } from '../repos/repos.ts'
import type { Repository } from '../repos/contract.ts'
import type { ImpactLedger, LedgerGap } from './contract.ts'
import type { Ecosystem, Gap } from './dependencies/project.ts'
import { READERS_VERSION, readers } from './dependencies/readers.ts'
import type { Standings } from './standing.ts'
import type { ImpactStore, MainlineRow } from './store.ts'

/** As many are told by name. */
const maxGaps = 1_000

/** Keeps account of what an answer leaves out. */
export interface Account {
  gap(gap: LedgerGap): void
  ledger(looked: { repositories: number; revisions: number }): ImpactLedger
}

export function createAccount(): Account {
  const gaps = new Map<string, LedgerGap>()
  let count = 0
  return {
    gap(gap) {
      const key = `${gap.repo}\0${gap.rev}\0${gap.path}\0${gap.reason}`
      if (gaps.has(key)) return
      count += 1
      if (gaps.size < maxGaps) gaps.set(key, gap)
    },
    ledger: (looked) => ({ ...looked, gaps: [...gaps.values()].toSorted(byPlace), gapCount: count }),
  }
}

const byPlace = (a: LedgerGap, b: LedgerGap) => (a.repo === b.repo ? (a.rev === b.rev ? (a.path < b.path ? -1 : 1) : a.rev < b.rev ? -1 : 1) : a.repo < b.repo ? -1 : 1)

/** Notes what is not read yet, and what could not be read of the files that these ecosystems have. */
export async function accountForPackages(account: Account, { store, standings, ecosystems }: { store: Pick<ImpactStore, 'mainlines' | 'gaps'>; standings: Standings; ecosystems: ReadonlySet<Ecosystem> }): Promise<void> {
  const mainlines = new Map((await store.mainlines()).map((row) => [row.repository_id, row]))
  for (const repository of standings.repositories) {
    const mainline = mainlines.get(repository.id)
    const reason = unreadReason(repository, mainline)
    if (reason !== null) account.gap({ repo: repository.name, rev: repository.defaultBranch ?? 'HEAD', path: '', reason })
    if (!mainline) continue
    for (const { path, reason } of gapsIn(mainline.gaps)) if (matters(path, ecosystems)) account.gap({ repo: repository.name, rev: `the history of ${repository.defaultBranch ?? 'HEAD'}`, path, reason })
  }
  for (const { repositoryId, commit, gaps } of await store.gaps()) {
    const standing = standings.of(repositoryId, commit)
    if (standing) for (const { path, reason } of gaps) if (matters(path, ecosystems)) account.gap({ repo: standing.repository.name, rev: standing.names[0].rev, path, reason })
  }
}

const gapsIn = (text: string) => JSON.parse(text) as Gap[]

function unreadReason(repository: Repository, mainline: MainlineRow | undefined): string | null {
  if (!isReadable(repository)) return repository.clone.state === 'ready' ? null : 'The repository is not cloned.'
  if (!mainline || mainline.readers !== READERS_VERSION) return 'Its dependencies have not been read yet.'
  if (mainline.head !== repository.head) return 'What was pushed last has not been read yet.'
  return mainline.whole === 1 ? null : 'The history of its dependencies has not been read to the end yet.'
}

/** A gap in a file that only other ecosystems have hides nothing. */
function matters(path: string, ecosystems: ReadonlySet<Ecosystem>): boolean {
  const readBy = readers.filter((reader) => reader.reads(path))
  return readBy.length === 0 || readBy.some(({ ecosystem }) => ecosystems.has(ecosystem))
}
