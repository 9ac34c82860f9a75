import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { Failure } from './problem.ts'

/**
 * Saves an answer under a name and gives its size in bytes. The name appears, or is replaced, only when the last byte is on
 * the disk. `mode` is what a file that is new may be used for; without it, what the person's umask says.
 */
export async function saveAs(path: string, { body }: Response, mode = 0o666): Promise<number> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`
  try {
    const size = await writeAll(temporary, body, mode)
    await rename(temporary, path)
    return size
  } catch (error) {
    await rm(temporary, { force: true })
    throw saveFailure(path, error)
  }
}

async function writeAll(path: string, body: Response['body'], mode: number): Promise<number> {
  const file = await open(path, 'wx', mode)
  try {
    if (body) await file.writeFile(body)
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

function saveFailure(path: string, error: unknown): unknown {
  if (error instanceof TypeError) return new Failure('The connection broke before the file was complete; nothing was written.', { code: 'cli.broken_off' })
  const { code } = error as NodeJS.ErrnoException
  const why = { ENOENT: 'there is no such folder', EACCES: 'the folder may not be written to', ENOSPC: 'the disk is full', EISDIR: 'it is a folder', EROFS: 'the disk is read-only' }[code ?? '']
  return why ? new Failure(`${path} cannot be written: ${why}.`, { code: 'cli.unwritable' }) : error
}
