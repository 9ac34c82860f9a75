import { join } from 'node:path'
import { DOCS_PER_SEGMENT, NOT_INDEXED } from '../../../engine/blobs/index.ts'
import { CorruptFile } from '../../../engine/disk/index.ts'
import { languageOf } from '../../../engine/lang.ts'
import { IndexChanged, type AskedStore } from '../../../engine/pool/index.ts'
import { SymbolStore, type CodeSymbol, type Outline, type OutlineFailure } from '../../../engine/symbols/index.ts'
import { languagesWithGrammar, OUTLINE_VERSION } from '../../../syntax/index.ts'
import { messageOf } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import type { FileList } from '../../repos/repos.ts'
import { shareNumbers } from './file-index.ts'

/** The files of one commit by what is known of their symbols. Lists of files ascend; those of submodules and links are in none. */
export interface SymbolFiles {
  /** The number of each file's document in the store. In shared memory. */
  docs: Uint32Array
  /** Files whose symbols the store has. */
  stored: Uint32Array
  /** Files that their grammar could not read. */
  failed: { file: number; reason: OutlineFailure }[]
  /** Files that are not in the store and have a grammar. */
  unknown: Uint32Array
  /** Files in a language without a grammar. */
  foreign: Uint32Array
}

/** A blob as a language reads it. */
export interface BlobInLanguage {
  oid: string
  language: string
}

/** The store of symbols as searches use it. It may lack anything: what it lacks is read from git and told by its grammar. */
export interface SymbolIndex {
  /** The version of what tells symbols: what another one has told is not read. */
  readonly extractor: string
  of(files: FileList): SymbolFiles
  /** What the store knows of a blob; null if nothing. */
  outlineOf(blob: BlobInLanguage): Outline | null
  /** The symbols on some lines of a blob, as far as they are stored; null if they are not. */
  symbolsOn(blob: BlobInLanguage, lines: ReadonlySet<number>): CodeSymbol[] | null
  /** To be handed to the threads that search. */
  asked(): AskedStore
  /** Takes up what the indexer has committed. */
  refresh(): void
  /** To be told what came of using it: after a damage it is empty until it is built anew. True if asking again can help. */
  failed(error: unknown): boolean
  /** What is there cannot be read and has to be built from nothing. */
  readonly isDamaged: boolean
  readonly isEmpty: boolean
  /** After the folder was emptied. */
  begin(): void
  close(): void
}

interface SymbolIndexOptions {
  dataDir: string
  /** Called when it turns out to be damaged, and has to be built from nothing. */
  onDamage(): void
  log: Log
}

export const symbolFolder = (dataDir: string) => join(dataDir, 'index', 'symbols')

/** By linguist's name: the number under which the store keeps what a language's grammar tells. */
const grammarNumbers = new Map(languagesWithGrammar().map((language, number) => [language, number]))

/** Another list of languages is another extractor, so that the numbers mean what they meant. */
const extractor = `${OUTLINE_VERSION} ${[...grammarNumbers.keys()].join()}`

export const hasGrammar = (language: string | undefined): language is string => language !== undefined && grammarNumbers.has(language)

export function createSymbolIndex({ dataDir, onDamage, log }: SymbolIndexOptions): SymbolIndex {
  const folder = symbolFolder(dataDir)
  let store: SymbolStore | null = null
  let damaged = false
  // Lists of files are kept in memory as long as they are used, and so is what is derived from them.
  const known = new WeakMap<FileList, SymbolFiles & { store: SymbolStore | null; generation: number }>()

  function damage(error: unknown): void {
    if (damaged) return
    log.error({ err: error }, 'the store of symbols is damaged and will be built anew; until then symbols are told from git')
    drop()
    damaged = true
    onDamage()
  }

  function drop(): void {
    store?.close()
    store = null
  }

  function refresh(): void {
    if (damaged) return
    try {
      store ??= new SymbolStore({ folder, extractor })
      store.refresh()
    } catch (error) {
      damage(error)
    }
  }

  /** Null if there is no store, or it turns out to be damaged. */
  function soundly<T>(read: (sound: SymbolStore) => T): T | null {
    try {
      return store && read(store)
    } catch (error) {
      if (!(error instanceof CorruptFile)) throw error
      damage(error)
      return null
    }
  }

  refresh()
  return {
    extractor,
    refresh,
    get isDamaged() { return damaged },
    get isEmpty() { return (store?.share().length ?? 0) === 0 },
    of(files) {
      const before = known.get(files)
      const generation = store?.generation ?? 0
      if (before && before.store === store && before.generation === generation) return before
      const now = { ...resolve(files, store), store, generation }
      known.set(files, now)
      return now
    },
    outlineOf: (blob) => soundly((sound) => sound.outlineOf(keyOf(blob))),
    symbolsOn: (blob, lines) => soundly((sound) => sound.symbolsOn(keyOf(blob), lines)),
    asked: () => ({ key: String(store?.generation ?? 0), shared: store?.share() ?? [] }),
    failed(error) {
      if (error instanceof CorruptFile) damage(error)
      else if (error instanceof IndexChanged) refresh()
      else return false
      log.debug({ reason: messageOf(error) }, 'the store of symbols is asked again')
      return true
    },
    begin() {
      drop()
      damaged = false
      refresh()
    },
    close: drop,
  }
}

/** The number under which the store keeps what is told in a language that has a grammar. */
export function grammarNumber(language: string): number {
  const number = grammarNumbers.get(language)
  if (number === undefined) throw new Error(`There is no grammar of ${language}.`)
  return number
}

const keyOf = ({ oid, language }: BlobInLanguage) => ({ oids: Buffer.from(oid, 'hex'), from: 0, length: oid.length / 2, grammar: grammarNumber(language) })

function resolve(files: FileList, store: SymbolStore | null): SymbolFiles {
  const docs = new Uint32Array(new SharedArrayBuffer(files.count * 4))
  const [stored, unknown, foreign]: number[][] = [[], [], []]
  const failed: SymbolFiles['failed'] = []
  for (let file = 0; file < files.count; file++) {
    if (files.kind(file) !== 'file') continue
    const grammar = grammarNumbers.get(languageOf(files.paths[file] ?? '') ?? '')
    const doc = grammar === undefined ? NOT_INDEXED : (store?.docOf({ oids: files.oids, from: file * files.oidBytes, length: files.oidBytes, grammar }) ?? NOT_INDEXED)
    const reason = store === null || doc < DOCS_PER_SEGMENT ? null : store.failureOf(doc)
    if (grammar === undefined) foreign?.push(file)
    else if (doc === NOT_INDEXED) unknown?.push(file)
    else if (reason !== null) failed.push({ file, reason })
    else {
      docs[file] = doc
      stored?.push(file)
    }
  }
  return { docs, failed, stored: shareNumbers(stored ?? []), unknown: Uint32Array.from(unknown ?? []), foreign: Uint32Array.from(foreign ?? []) }
}
