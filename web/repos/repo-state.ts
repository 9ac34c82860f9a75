import type { Repository } from '../../src/repos/contract.ts'

/** How a repository is doing, in the one line of a list. */
export interface RepoState {
  kind: 'waiting' | 'running' | 'ready' | 'failed' | 'empty'
  words: string
  /** 0–100 while something runs and says how far it is. */
  percent: number | null
  /** What to do about it. */
  mend: string
}

type Stateful = Pick<Repository, 'clone' | 'index' | 'head' | 'source'>

/** The clone first, because nothing can be read before it; then the index. */
export function stateOf(repository: Stateful): RepoState {
  const { clone, index, head, source } = repository
  if (clone.state === 'failed') return { kind: 'failed', words: clone.error?.message ?? 'It could not be cloned.', percent: null, mend: mendFor(clone.error?.code ?? '', source) }
  if (clone.state === 'waiting') return { kind: 'waiting', words: 'Waiting to be cloned', percent: null, mend: '' }
  if (clone.state === 'running') return { kind: 'running', words: clone.phase ?? (head === null ? 'Cloning' : 'Fetching'), percent: clone.percent, mend: '' }
  if (head === null || index.state === 'empty') return { kind: 'empty', words: 'Empty: no commit yet', percent: null, mend: 'Push a commit, then fetch.' }
  if (index.state === 'failed') return { kind: 'failed', words: 'It could not be indexed.', percent: null, mend: 'Fetch now to try again.' }
  if (index.state !== 'ready') return { kind: 'running', words: 'Indexing', percent: index.percent, mend: '' }
  return { kind: 'ready', words: `${counted(index.files, 'file')}, ${sizeWords(index.bytes)}`, percent: null, mend: '' }
}

const mending: Record<string, string> = {
  'git.auth': 'Give the server a key or a token for it, then fetch again.',
  'git.host-key': 'Connect to the host once by ssh as the user that runs Firebreak, then fetch again.',
  'git.network': 'Check the address and the network of the server, then fetch again.',
  'git.timeout': 'The source was too slow. Fetch again.',
  'git.remote-gone': 'Check the address. If it moved, add the new one and remove this.',
  'git.disk-full': 'Make room on the disk of the server, then fetch again.',
  'git.git-missing': 'Install git on the server, then fetch again.',
}

function mendFor(code: string, source: Repository['source']): string {
  if (source === 'local' && code === 'git.remote-gone') return 'Put the folder back, or remove the repository.'
  return mending[code] ?? 'Fetch again, or remove it.'
}

export interface Badge {
  label: string
  title: string
}

/** What sets a repository apart from an ordinary one. */
export function badgesOf({ source, fork, archived, objectFormat, clone }: Pick<Repository, 'source' | 'fork' | 'archived' | 'objectFormat' | 'clone'>): Badge[] {
  const all: [shown: boolean, label: string, title: string][] = [
    [source === 'sample', 'sample', 'Part of the sample organisation'],
    [source === 'local', 'local', 'A folder of the server'],
    [fork, 'fork', 'Searched only with fork:yes'],
    [archived, 'archived', 'Searched only with archived:yes'],
    [objectFormat === 'sha256', 'SHA-256', 'Commits are named by SHA-256'],
    [clone.incomplete, 'incomplete', 'The source itself lacks objects (a partial clone); searches say what they could not read'],
  ]
  return all.flatMap(([shown, label, title]) => (shown ? [{ label, title }] : []))
}

export const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

/** `1.4 MB`, in powers of 1000 as disks are sold and GitHub counts. */
export function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [bytes, 0]
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`
}

export const shortOid = (oid: string): string => oid.slice(0, 10)
