import { objectId, treeId } from './objects.ts'
import type { Entry, Tree } from './objects.ts'
import { people } from './people.ts'
import type { Author } from './people.ts'
import type { Change, Draft, History, Step } from './steps.ts'

export type Commit = {
  id: string
  parents: Commit[]
  tree: Tree
  /** `Name <address> seconds zone`, as git writes it; author and committer are the same. */
  signature: string
  message: string
  branch: string
  changes: Change[]
}

export type Tag = { name: string; target: Commit; signature: string; message: string }

/** A history with every object id known: oldest commit first, parents before their children. */
export type Played = { commits: Commit[]; branches: Map<string, Commit>; merged: Set<string>; tags: Map<string, Tag> }

const MAIN = 'main'

/** Plays a history from its first step to its last. Throws where a step does not apply, naming it. */
export function play(history: History): Played {
  const played: Played = { commits: [], branches: new Map(), merged: new Set(), tags: new Map() }
  for (const step of history.steps.flat()) {
    try {
      take(played, step)
    } catch (cause) {
      throw new Error(`${history.name}: ${describe(step)}`, { cause })
    }
  }
  return played
}

function describe(step: Step): string {
  if (step.kind === 'branch' || step.kind === 'tag') return `${step.kind} ${step.name}`
  if (step.kind === 'merge') return `merge ${step.branch}`
  return step.kind === 'commit' ? step.message : `${step.kind} ${step.subject}`
}

function take(played: Played, step: Step): void {
  if (step.kind === 'branch') {
    played.branches.set(step.name, revision(played, step.from))
    return
  }
  const on = step.on ?? MAIN
  if (step.kind === 'tag') {
    played.tags.set(step.name, {
      name: step.name,
      target: revision(played, on),
      signature: signature(step.by, step.at),
      message: step.message,
    })
    return
  }
  record(played, on, step)
}

type Recorded = Exclude<Step, { kind: 'branch' | 'tag' }>

function record(played: Played, on: string, step: Recorded): void {
  const parent = played.branches.get(on)
  const { parents, message, changes } = contents(played, on, step)
  const draft: Draft = new Map(parent?.tree)
  for (const change of changes) change(draft)
  const made = finish({ parents, tree: draft, signature: signature(step.by, step.at), message: `${message}\n`, branch: on, changes })
  played.commits.push(made)
  played.branches.set(on, made)
}

type Contents = { parents: Commit[]; message: string; changes: Change[] }

function contents(played: Played, on: string, step: Recorded): Contents {
  const tip = played.branches.get(on)
  const parents = tip ? [tip] : []
  switch (step.kind) {
    case 'commit':
      return { parents, message: step.message, changes: step.changes }
    case 'merge':
      return merging(played, revision(played, on), step)
    case 'revert':
      return { parents, ...reverting(find(played, step.subject), step.reason) }
    case 'pick':
      return { parents, ...picking(find(played, step.subject)) }
  }
}

/** The files that the branch changed since it left are laid over the tip; the same file on both sides is a conflict. */
function merging(played: Played, tip: Commit, step: Extract<Step, { kind: 'merge' }>): Contents {
  const side = revision(played, step.branch)
  const base = mergeBase(tip, side)
  const changed = differences(base.tree, side.tree)
  const conflict = differences(base.tree, tip.tree).find(([path]) => changed.some(([other]) => other === path))
  if (conflict) throw new Error(`${conflict[0]} changed on both sides`)
  played.branches.delete(step.branch)
  played.merged.add(step.branch)
  return { parents: [tip, side], message: step.message, changes: changed.map(([path, entry]) => put(path, entry)) }
}

function reverting(undone: Commit, reason: string): Omit<Contents, 'parents'> {
  const before = undone.parents[0]?.tree ?? new Map<string, Entry>()
  return {
    message: `Revert "${subjectOf(undone)}"\n\nThis reverts commit ${undone.id}.\n\n${reason}`,
    changes: differences(undone.tree, before).map(([path, entry]) => (draft) => {
      if (draft.get(path)?.id !== undone.tree.get(path)?.id) throw new Error(`${path} has changed since`)
      put(path, entry)(draft)
    }),
  }
}

const picking = (picked: Commit): Omit<Contents, 'parents'> => ({
  message: `${picked.message.trimEnd()}\n\n(cherry picked from commit ${picked.id})`,
  changes: picked.changes,
})

const put = (path: string, entry: Entry | undefined) => (draft: Draft) => {
  if (entry) draft.set(path, entry)
  else draft.delete(path)
}

/** The paths that differ between two trees, each with its entry in `to` (absent where it is gone), in path order. */
export function differences(from: Tree, to: Tree): [path: string, entry: Entry | undefined][] {
  const paths = [...new Set([...from.keys(), ...to.keys()])].sort()
  return paths
    .filter((path) => from.get(path)?.id !== to.get(path)?.id || from.get(path)?.mode !== to.get(path)?.mode)
    .map((path) => [path, to.get(path)])
}

function finish(commit: Omit<Commit, 'id'>): Commit {
  const parents = commit.parents.map(({ id }) => `parent ${id}\n`).join('')
  const { signature: who } = commit
  const text = `tree ${treeId(commit.tree)}\n${parents}author ${who}\ncommitter ${who}\n\n${commit.message}`
  return { id: objectId('commit', Buffer.from(text)), ...commit }
}

/** The commit where a branch or tag stands. */
export function revision(played: Played, name: string): Commit {
  const found = played.branches.get(name) ?? played.tags.get(name)?.target
  if (!found) throw new Error(`there is no branch or tag ${name}`)
  return found
}

/** The newest commit with this subject. */
export function find(played: Played, subject: string): Commit {
  const found = played.commits.findLast((commit) => subjectOf(commit) === subject)
  if (!found) throw new Error(`there is no commit "${subject}"`)
  return found
}

export const subjectOf = (commit: Commit): string => commit.message.split('\n', 1).join()

function mergeBase(tip: Commit, side: Commit): Commit {
  const reachable = new Set(ancestry(tip))
  const base = ancestry(side).find((commit) => reachable.has(commit))
  if (!base) throw new Error('the branches share no commit')
  return base
}

/** The commit and everything before it, nearest first. */
function ancestry(commit: Commit): Commit[] {
  const seen = new Set([commit])
  for (const each of seen) for (const parent of each.parents) seen.add(parent)
  return [...seen]
}

function signature(by: Author, at: string): string {
  const { name, email, zone } = people[by]
  const local = `${at.replace(' ', 'T')}:00${zone.slice(0, 3)}:${zone.slice(3)}`
  const seconds = Date.parse(local) / 1000
  if (Number.isNaN(seconds)) throw new Error(`"${at}" is not YYYY-MM-DD HH:MM`)
  return `${name} <${email}> ${seconds} ${zone}`
}
