import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { badInput, messageOf, Problem } from '../platform/errors.ts'
import type { Plain } from '../platform/tables.ts'

/**
 * A backup is gzip around lines of JSON, each ending in a line feed:
 *
 *     {"format":"firebreak-backup","version":1,"app":…,"at":…,"steps":[…],"rows":{TABLE:COUNT,…}}
 *     {"table":TABLE,"row":{COLUMN:VALUE,…}}      for each row, table after table in the order of `rows`
 *     {"sha256":HEX}                              of all bytes before this line
 *
 * `steps` are the schema's migrations that the backed-up database had seen. Values are text, numbers or null, the same from
 * SQLite and PostgreSQL. The checksum tells damage, not forgery: whoever can write the file can write its checksum.
 */
const Header = z.object({
  format: z.literal('firebreak-backup'),
  version: z.number().int(),
  app: z.string(),
  at: z.string(),
  steps: z.array(z.string()),
  rows: z.record(z.string(), z.number().int().min(0)),
})
export type Header = z.output<typeof Header>

export const formatVersion = 1

const RowLine = z.strictObject({ table: z.string(), row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])) })
const EndLine = z.strictObject({ sha256: z.string() })

export type TableRow = { table: string; row: Record<string, Plain> }

/** Longer than any row can get by way of the API; keeps a file that unpacks without end out of memory. */
const maxLineBytes = 256 * 1024 * 1024

/** The lines of a backup, before gzip. */
export async function* writeBackup(header: Header, rows: AsyncIterable<TableRow>): AsyncGenerator<string> {
  const sum = createHash('sha256')
  const line = (value: unknown) => {
    const text = `${JSON.stringify(value)}\n`
    sum.update(text)
    return text
  }
  yield line(header)
  for await (const row of rows) yield line(row)
  yield `${JSON.stringify({ sha256: sum.digest('hex') })}\n`
}

/** An opened backup: what it says of itself, and its rows. Reading the rows to their end checks the whole file. */
export interface Backup {
  header: Header
  rows: AsyncGenerator<TableRow>
}

/** Throws a Problem for what is no backup or of a newer format; `rows` throws one for a file that was cut off or changed. */
export async function readBackup(file: Readable): Promise<Backup> {
  const lines = linesOf(file)
  const first = await lines.next().catch(undefinedIfForeign)
  const header = first && !first.done ? Header.safeParse(parse(first.value)).data : undefined
  if (!header || !first || first.done) throw badInput('restore.not_a_backup', 'This file is not a backup of Firebreak.')
  if (header.version > formatVersion) throw badInput('restore.newer', `This backup was made by a newer Firebreak (${header.app}). Update this one first.`)
  return { header, rows: rowsOf({ header, first: first.value, lines }) }
}

/** What is packed as a backup is and cannot be unpacked to its first line was one before it was damaged. */
function undefinedIfForeign(error: unknown): undefined {
  if (error instanceof Problem && error.message.includes(cannotUnpack)) throw error
}

async function* rowsOf({ header, first, lines }: { header: Header; first: Buffer; lines: AsyncGenerator<Buffer> }): AsyncGenerator<TableRow> {
  const sum = createHash('sha256').update(first).update('\n')
  const counts: Record<string, number> = {}
  for await (const line of lines) {
    const value = parse(line)
    const end = EndLine.safeParse(value).data
    if (end) {
      if (end.sha256 !== sum.digest('hex')) throw damaged('its checksum does not match what is in it')
      if (!(await lines.next()).done) throw damaged('there is more in it behind its end')
      return assertCounts(header, counts)
    }
    const row = RowLine.safeParse(value).data
    if (!row) throw damaged('it has a line that is no row')
    sum.update(line).update('\n')
    counts[row.table] = (counts[row.table] ?? 0) + 1
    yield row
  }
  throw damaged('it was cut off')
}

function assertCounts({ rows }: Header, counts: Record<string, number>): void {
  for (const [table, count] of Object.entries(rows)) if ((counts[table] ?? 0) !== count) throw damaged(`it has ${counts[table] ?? 0} rows of ${table} and should have ${count}`)
}

export const damaged = (why: string): Problem => badInput('restore.damaged', `This backup is damaged: ${why}. Nothing was restored; use another copy of it.`)

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return undefined
  }
}

async function* linesOf(file: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  let size = 0
  for await (const chunk of unpacked(file)) {
    let from = 0
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, to)])
      rest = []
      size = 0
      from = to + 1
    }
    rest.push(chunk.subarray(from))
    size += chunk.length - from
    if (size > maxLineBytes) throw damaged('it has a line that is too long')
  }
  if (size > 0) throw damaged('it was cut off')
}

const cannotUnpack = 'it cannot be unpacked'

async function* unpacked(file: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!code.startsWith('Z_') || messageOf(error) === 'incorrect header check') throw error
    throw damaged(code === 'Z_BUF_ERROR' ? 'it was cut off' : cannotUnpack)
  } finally {
    gunzip.destroy()
  }
}
