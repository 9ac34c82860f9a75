import type { BlobOutline } from './index/outlines.ts'
import { outlineBlobs } from './index/outlines.ts'
import type { BlobInLanguage } from './index/symbol-index.ts'
import type { OutlineFailure } from '../../engine/symbols/index.ts'
import type { Caller } from '../platform/http.ts'
import type { RepoKey } from '../repos/repos.ts'
import type { SkipReason } from './contract.ts'
import type { RunDeps } from './run.ts'

export type SymbolDeps = Pick<RunDeps, 'repos' | 'syntax' | 'symbols' | 'outlines' | 'log'>

export interface Telling {
  viewer: Caller
  repository: RepoKey
  signal: AbortSignal
}

/** As the ledger has it. */
export const failureReasons: Record<OutlineFailure, SkipReason> = { crashed: 'unparsable', too_long: 'too_much_work', too_large: 'too_large' }

/** The symbols of one blob, wherever they are known from; its grammar is asked where they are not. */
export async function symbolsOfBlob(blob: BlobInLanguage, { viewer, repository, signal }: Telling, deps: SymbolDeps): Promise<BlobOutline> {
  const known = deps.symbols.outlineOf(blob) ?? deps.outlines.of(blob)
  if (known) return known
  let told: BlobOutline = { state: 'missing' }
  await outlineBlobs({ viewer, repository, blobs: [blob], signal, background: false, tell: ([outline]) => void (told = noted(blob, outline ?? told, deps)) }, deps)
  return told
}

/** Keeps in memory what was told of a blob. */
export function noted(blob: BlobInLanguage, outline: BlobOutline, { outlines }: Pick<SymbolDeps, 'outlines'>): BlobOutline {
  if (outline.state !== 'missing') outlines.note(blob, outline)
  return outline
}
