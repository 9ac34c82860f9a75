/**
 * The objects that an incomplete mirror lacks. To find them, all of history has to be walked, so they are written down beside the
 * references that they were found for: after a push only what is new has to be walked.
 */
import { createHash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOid } from './names.ts'
import { type GitDir, gitStream, splitBytes } from './run.ts'

interface Walk {
  /** What branches, tags and HEAD hold. */
  readonly tips: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/**
 * The ids of all objects that the tips need and the mirror lacks. `before` are the tips for which this was last noted; where the new
 * ones reach all of them, only what they reach beyond is walked.
 */
export async function findGaps(dir: GitDir, { tips, before, signal }: Walk & { readonly before: readonly string[] }): Promise<string[]> {
  const noted = await readGaps(dir, before)
  if (noted === null) return missing(dir, { tips, signal })
  const [allReached, added] = await Promise.all([reachAll(dir, { tips, before, signal }), missing(dir, { tips, beyond: before, signal })])
  return allReached ? [...new Set([...noted, ...added])] : missing(dir, { tips, signal })
}

/** An object that old tips reach and new ones do not may have been the only one to need what is missing. */
async function reachAll(dir: GitDir, { tips, before, signal }: Walk & { readonly before: readonly string[] }): Promise<boolean> {
  const kept = new Set(tips)
  const gone = before.filter(oid => !kept.has(oid))
  for await (const _ of listObjects(dir, { tips: gone, beyond: tips, signal })) return false
  return true
}

/** Every object that tips reach and the mirror lacks, but for what is reached from `beyond`. */
export async function missing(dir: GitDir, walk: Walk & { readonly beyond?: readonly string[] }): Promise<string[]> {
  const found: string[] = []
  for await (const line of listObjects(dir, walk)) if (line[0] === QUESTION_MARK) found.push(line.toString('latin1', 1))
  return found
}

const QUESTION_MARK = 63

/** One line for each object; those that are missing begin with a question mark. */
async function* listObjects(dir: GitDir, { tips, beyond = [], signal }: Walk & { readonly beyond?: readonly string[] }): AsyncGenerator<Buffer> {
  if (tips.length === 0) return
  const input = [...tips, ...beyond.map(oid => `^${oid}`)].map(name => `${name}\n`).join('')
  yield* splitBytes(gitStream(dir, ['rev-list', '--objects', '--missing=print', '--stdin'], { input, signal, timeoutMs: Infinity }), 10, 128)
}

const fileOf = (dir: GitDir) => join(dir, 'firebreak-gaps')

/** A digest of the tips and the number of ids, then an id on each line: what a fallen machine has cut short is not believed. */
export async function noteGaps(dir: GitDir, tips: readonly string[], gaps: readonly string[]): Promise<void> {
  if (gaps.length === 0) return rm(fileOf(dir), { force: true })
  const temporary = `${fileOf(dir)}.lock`
  await writeFile(temporary, [`${digestOf(tips)} ${gaps.length}`, ...gaps, ''].join('\n'))
  await rename(temporary, fileOf(dir))
}

async function readGaps(dir: GitDir, tips: readonly string[]): Promise<string[] | null> {
  const text = await readFile(fileOf(dir), 'latin1').catch(() => '')
  const [head, ...gaps] = text.split('\n').slice(0, -1)
  return head === `${digestOf(tips)} ${gaps.length}` && gaps.every(isOid) ? gaps : null
}

function digestOf(tips: readonly string[]): string {
  return createHash('sha256').update([...new Set(tips)].sort().join('\n')).digest('hex')
}
