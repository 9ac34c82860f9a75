import type { Author } from './people.ts'
import type { Entry } from './objects.ts'

/** The files as they stand while one commit is being made. */
export type Draft = Map<string, Entry>

/** What a commit does to the files; run again where the commit is cherry-picked. Throws where it does not apply. */
export type Change = (draft: Draft) => void

/** `at` is the author's own clock, `YYYY-MM-DD HH:MM`. `on` is a branch, `main` when absent. */
type Made = { by: Author; at: string; on?: string }

export type Step =
  | (Made & { kind: 'commit'; message: string; changes: Change[] })
  | (Made & { kind: 'merge'; branch: string; message: string })
  | (Made & { kind: 'revert'; subject: string; reason: string })
  | (Made & { kind: 'pick'; subject: string })
  | (Made & { kind: 'tag'; name: string; message: string })
  | { kind: 'branch'; name: string; from: string }

export type Steps = (Step | Step[])[]

/** How a repository came to be: read from top to bottom, oldest first. */
export type History = { name: string; description: string; archived?: boolean; steps: Steps }

type Where = { on?: string }

export const commit = (by: Author, at: string, message: string, changes: Change[], where: Where = {}): Step => ({
  kind: 'commit',
  by,
  at,
  message,
  changes,
  ...where,
})

/** Starts `name` where `from`, a branch or a tag, stands now. */
export const branch = (name: string, from = 'main'): Step => ({ kind: 'branch', name, from })

/** Merges a short-lived branch, which is then deleted. */
export const merge = (by: Author, at: string, name: string, pull: number, where: Where = {}): Step => ({
  kind: 'merge',
  by,
  at,
  branch: name,
  message: `Merge pull request #${pull} from acme/${name}`,
  ...where,
})

/** Undoes the commit with this subject, and says why. */
export const revert = (by: Author, at: string, subject: string, reason: string, where: Where = {}): Step => ({
  kind: 'revert',
  by,
  at,
  subject,
  reason,
  ...where,
})

/** Brings the commit with this subject to another branch. */
export const pick = (by: Author, at: string, subject: string, where: Where): Step => ({ kind: 'pick', by, at, subject, ...where })

export const tag = (by: Author, at: string, name: string, message: string, where: Where = {}): Step => ({
  kind: 'tag',
  by,
  at,
  name,
  message,
  ...where,
})
