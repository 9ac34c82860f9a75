import { open, readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { badUse, Failure } from './problem.ts'

/** The server takes no longer text in one piece (`max` in src/intel/contract.ts). */
const maxChars = 16 * 1024 * 1024

/** The text of a file, or of standard input for `-` and for nothing. */
export async function readText(file: string | undefined, stdin: NodeJS.ReadStream): Promise<string> {
  if ((file === undefined || file === '-') && stdin.isTTY) throw badUse('Give a file, or pipe the text in: kubectl logs … | firebreak trace')
  const bytes = file === undefined || file === '-' ? await buffer(stdin) : await readFile(file).catch((error: unknown) => cannotRead(file, error))
  const text = new TextDecoder(hasUtf16Mark(bytes) ? 'utf-16le' : 'utf-8').decode(bytes)
  if (text.trim() === '') throw new Failure('There is no text to look at.', { code: 'cli.empty' })
  if (text.length > maxChars) throw new Failure('The text is longer than 16 million characters. Send the part around the failure, for example with tail -c 10M.', { code: 'cli.too_large' })
  return text
}

/** The bytes of a file, read as they are sent. */
export async function openFile(path: string): Promise<ReadableStream<Uint8Array>> {
  const file = await open(path).catch((error: unknown) => cannotRead(path, error))
  return Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>
}

/** What PowerShell's > writes. */
const hasUtf16Mark = (bytes: Uint8Array) => bytes[0] === 0xff && bytes[1] === 0xfe

function cannotRead(file: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException
  const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[code ?? ''] ?? String(code)
  throw new Failure(`${file} cannot be read: ${why}.`, { code: 'cli.unreadable' })
}
