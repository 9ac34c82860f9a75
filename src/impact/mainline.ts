import { machine } from '../auth/auth.ts'
import type { Repository } from '../repos/contract.ts'
import type { FilesCommit, Repos } from '../repos/repos.ts'
import type { Gap } from './dependencies/project.ts'
import { isManifest, READERS_VERSION } from './dependencies/readers.ts'
import { manifestsOf, type TreeReader } from './trees/read-tree.ts'
import type { TreeFile, TreeReading } from './trees/reading.ts'
import { byKey, changeBetween, spansOf, type SpanChange, type SpansByKey } from './spans.ts'
import type { ImpactStore, MainlineRow } from './store.ts'

type Readable = Repository & { head: string }

interface MainlineDeps {
  repos: Pick<Repos, 'walkMainlineFiles' | 'mainlineSince' | 'files'>
  trees: TreeReader
  store: ImpactStore
}

/** So many commits, or with many changes fewer, are made to last at once: what a stop costs is little. */
const commitsAtOnce = 50
const changesAtOnce = 5_000
/** As many of the places that could not be read are named. */
const maxGaps = 100

/** Reads on how the dependencies of a mainline came and went, up to its head. After a force-push it begins anew. */
export async function readMainline({ repos, trees, store }: MainlineDeps, repository: Readable, signal: AbortSignal): Promise<void> {
  const { id, head } = repository
  const known = await store.mainline(id)
  const after = known && known.readers === READERS_VERSION && known.read_to !== null ? await commonWith(known.read_to) : null
  if (known?.whole === 1 && known.head === head && after === head) return
  if (after === null) await store.dropSpans(id)
  const gaps: Gap[] = after === null ? [] : (JSON.parse(known?.gaps ?? '[]') as Gap[])
  const files = new Map<string, string>(after === null ? [] : manifestsOf(await repos.files(machine, repository, after, signal)).map(({ path, oid }) => [path, oid]))
  let spans: SpansByKey = byKey(after === null ? [] : await store.openSpans(id))
  let waiting: SpanChange[] = []
  let commits = 0
  const row = (readTo: string | null, whole: boolean): MainlineRow => ({ repository_id: id, head, read_to: readTo, whole: whole ? 1 : 0, readers: READERS_VERSION, gaps: JSON.stringify(gaps) })
  const save = async (mainline: MainlineRow) => {
    await store.putSpans(id, waiting, mainline)
    waiting = []
    commits = 0
  }
  await store.putMainline(row(after, false))
  for await (const commit of repos.walkMainlineFiles(machine, repository, { tip: head, after, passes: isManifest, signal })) {
    const reading = await trees.projects(machine, repository, applied(files, commit), signal)
    noteGaps(gaps, reading, commit)
    const next = spansOf(reading.projects)
    const change = changeBetween(spans, next, commit)
    if (change) waiting.push(change)
    spans = next
    if (++commits >= commitsAtOnce || waiting.reduce((sum, { began, ended }) => sum + began.length + ended.length, 0) >= changesAtOnce) await save(row(commit.oid, false))
  }
  await save(row(head, true))

  /** Null when the mainline does not go through that commit any more. */
  async function commonWith(readTo: string): Promise<string | null> {
    return (await repos.mainlineSince(machine, repository, head, { isKnown: (oid) => oid === readTo, signal })).common
  }
}

/** The files after a commit, in the order of a tree. */
function applied(files: Map<string, string>, { changes }: FilesCommit): TreeFile[] {
  for (const { path, entry } of changes) {
    if (entry && (entry.kind === 'file' || entry.kind === 'executable')) files.set(path, entry.oid)
    else files.delete(path)
  }
  return [...files].map(([path, oid]) => ({ path, oid })).sort(byPath)
}

const byPath = (a: TreeFile, b: TreeFile) => (a.path < b.path ? -1 : 1)

function noteGaps(gaps: Gap[], reading: TreeReading, { oid }: FilesCommit): void {
  const known = new Set(gaps.map(({ path }) => path))
  for (const { path, reason } of gapsOf(reading)) {
    if (gaps.length >= maxGaps) return
    if (!known.has(path)) gaps.push({ path, reason: `At ${oid.slice(0, 10)}: ${reason}` })
  }
}

/** All that a reading could not read. */
export const gapsOf = ({ gaps, projects }: TreeReading): Gap[] => [...gaps, ...projects.flatMap((project) => project.gaps)]
