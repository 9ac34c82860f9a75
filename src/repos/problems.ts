import { Problem } from '../platform/errors.ts'
import { GitError, toProblem } from './git/errors.ts'
import type { RepositoryRow } from './store.ts'

/** What goes wrong in git, as a person may read it; every other error stays the defect that it is. */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof GitError ? toProblem(error) : error
  }
}

/** A code and a sentence for anything thrown while a repository was cloned or fetched. */
export function inWords(error: unknown): { code: string; message: string } {
  if (error instanceof GitError) return { code: toProblem(error).code, message: error.message }
  if (error instanceof Problem) return { code: error.code, message: error.message }
  return { code: 'repos.failed', message: 'Something broke on our side; the server log says what.' }
}

const local: Partial<Record<GitError['kind'], string>> = {
  'remote-gone': 'The folder is gone, or is no git repository any more. What was mirrored before can still be searched.',
  'not-a-repository': 'The folder is gone, or is no git repository any more. What was mirrored before can still be searched.',
  corrupt: 'An object of the repository is damaged. "git fsck" in the folder says which; what was mirrored before can still be searched.',
}

const remote: Partial<Record<GitError['kind'], string>> = {
  'remote-gone': 'The repository is gone from its address, or this machine may not see it. What was mirrored before can still be searched.',
  auth: 'The server refused access. Give a token for it under Settings, Private repositories, or use an ssh address and a key of this machine.',
  'host-key': "The ssh server's key is unknown or has changed. Connect to it once by ssh as the user that runs Firebreak.",
}

/** Why a sync failed. The folder of a local repository is left out, because everybody reads this. */
export function syncError(row: Pick<RepositoryRow, 'source' | 'url'>, error: unknown): { code: string; message: string } {
  const words = inWords(error)
  const own = error instanceof GitError ? (row.source === 'local' ? local : remote)[error.kind] : undefined
  const message = own ?? words.message
  return { code: words.code, message: row.source === 'local' && row.url ? message.replaceAll(row.url, 'the folder') : message }
}
