import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How long a predecessor that is just being stopped is waited for. */
const patienceMs = 2_000

/**
 * Claims a folder for this process until the returned function is called or the process ends, however it ends: what holds
 * is a lock of the operating system on a file in the folder, taken through SQLite as Node itself offers none. Two servers on
 * one folder would each take the other's half-made clones for leftovers and delete them.
 */
export function lockFolder(folder: string, { waitMs = patienceMs } = {}): () => void {
  const file = new DatabaseSync(join(folder, 'lock'), { timeout: waitMs })
  try {
    file.exec('begin exclusive')
  } catch {
    file.close()
    throw new Error(`Another Firebreak is using ${folder}. Stop it first, or give this one a folder of its own: FIREBREAK_DATA=DIR npm start`)
  }
  return () => file.close()
}
