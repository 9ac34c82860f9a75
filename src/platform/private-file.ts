import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { newId, newSecret } from './ids.ts'

/** The secret of this data folder: made once, kept at `path`. It signs session cookies and seals what is stored sealed. */
export async function keepSecret(path: string): Promise<string> {
  const kept = await readPrivateFile(path)
  if (kept) return kept
  const secret = newSecret()
  await writePrivateFile(path, secret)
  return secret
}

/** The trimmed text of a file that only its owner may read, or null when there is none. */
export async function readPrivateFile(path: string): Promise<string | null> {
  try {
    await chmod(path, 0o600)
    return (await readFile(path, 'utf8')).trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Replaces the file in one step, readable by its owner alone, in a folder that only its owner may enter. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  const temporary = `${path}.${newId('new')}`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(`${text}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}
