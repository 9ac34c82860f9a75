import type { PatternNode } from '../../engine/pattern.ts'
import { readText, type Encoding } from '../../engine/scan/index.ts'
import type { Outcome } from '../../syntax/index.ts'
import type { SkipReason } from './contract.ts'
import type { UnitSearch } from './run.ts'
import type { Reading } from './structures.ts'

/** A file, at some commit, in which a structure may stand. */
export interface CodeFile {
  path: string
  oid: string
  language: string
  reading: Reading
}

export interface CodeText<F extends CodeFile> {
  file: F
  bytes: Uint8Array
  text: string
  encoding: Encoding
}

/** The same bytes mean another thing in another language. */
export const keyOf = ({ language, oid }: Pick<CodeFile, 'language' | 'oid'>) => `${language} ${oid}`

export interface ReadCode<F extends CodeFile> {
  /** They contain what the structure needs. Copied: what git hands over is gone once the next blob comes. */
  texts: CodeText<F>[]
  /** In these it cannot stand. */
  without: F[]
}

/** The ledger is told of files that cannot be read. */
export async function readCode<F extends CodeFile>(files: readonly F[], { unit, request, deps, signal }: UnitSearch & { signal: AbortSignal }): Promise<ReadCode<F>> {
  const read: ReadCode<F> = { texts: [], without: [] }
  await deps.repos.readBlobs(request.viewer, unit.repository, {
    oids: files.map(({ oid }) => oid),
    signal,
    onBlob(blob, index) {
      const file = files[index]
      if (!file) return
      if (blob.state !== 'read') return unit.row.skipped(blob.state, file.path)
      const code = codeText(file, Uint8Array.from(blob.bytes))
      if (code && contains(code.text, file.reading.needed)) read.texts.push(code)
      else read.without.push(file)
    },
  })
  return read
}

/** Null for a binary file. */
function codeText<F extends CodeFile>(file: F, content: Uint8Array): CodeText<F> | null {
  const read = readText(content)
  if (read.kind !== 'text') return null
  const { bytes, encoding } = read
  return { file, bytes, encoding, text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() }
}

/** The index knows no case, and several languages need different texts. How tokens follow each other it has judged. */
function contains(text: string, needed: PatternNode | null): boolean {
  if (needed === null) return true
  if (needed.kind === 'atom') return needed.regex || text.includes(needed.pattern)
  if (needed.kind === 'not') return true
  return needed.kind === 'and' ? needed.nodes.every((node) => contains(text, node)) : needed.nodes.some((node) => contains(text, node))
}

const failures: Record<Extract<Outcome<never>, { state: 'failed' }>['reason'], SkipReason> = { crashed: 'unparsable', too_long: 'too_much_work', too_large: 'too_large' }

/** As the ledger has it. */
export const whyUnparsed = (outcome: Outcome<unknown> | undefined): SkipReason => (outcome?.state === 'failed' ? failures[outcome.reason] : 'unparsable')
