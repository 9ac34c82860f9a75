/** What the SCIP indexes of repositories that see one another say of every name in them. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { relation, role, type ScipDocument, type ScipSymbol } from '../../src/intel/scip/format.ts'
import { scipLimits } from '../../src/intel/scip/limits.ts'
import { readIndex } from '../../src/intel/scip/read.ts'
import { isLocal, parseDescriptors, parseSymbol } from '../../src/intel/scip/symbol.ts'
import { encodingOf, pointsBefore } from '../../src/intel/scip/units.ts'

/** Lines and columns from 1, columns in code points; the end is behind the last one. */
export interface Place {
  repo: string
  path: string
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** A name where it stands, with every symbol that an index has there. */
export interface Named extends Place {
  symbols: readonly string[]
}

export interface Symbol {
  /** Also a parameter that the indexer gives a name of its own. */
  isLocal: boolean
  /** A module or package: a file or several rather than a name. */
  isModule: boolean
  definitions: Place[]
  /** All places where it stands, the definitions too. */
  places: Place[]
  /** Those where it may be told to stand, and need not. */
  optional: Place[]
  /** It is of a package of these repositories, and no index defines it. */
  isGap: boolean
  /** What it implements, or implements it: an indexer may tell the uses of one as those of the other. */
  related: Set<string>
  /** Keys of what says of itself that it implements, extends or overrides it, in one step. */
  implementers: Set<string>
}

export interface Oracle {
  names: Named[]
  symbols: Map<string, Symbol>
  /** Places of names that are two things at once, of which an index tells one. */
  twofold: Set<string>
  /** Lines that the preprocessor left out of what was indexed, as `keyOfLine` writes them. */
  leftOut: Set<string>
  /** Files that an index has, as `keyOfFile` writes them. */
  files: Set<string>
  indexers: string[]
}

export const keyOfPlace = ({ repo, path, line, column, endLine, endColumn }: Place): string => `${repo} ${path}:${line}:${column}-${endLine}:${endColumn}`
export const keyOfLine = ({ repo, path, line }: Pick<Place, 'repo' | 'path' | 'line'>): string => `${repo} ${path}:${line}`
export const keyOfFile = ({ repo, path }: Pick<Place, 'repo' | 'path'>): string => `${repo} ${path}`

/** `folder` holds the work trees, each with its index.scip. */
export async function readOracle(folder: string, repositories: readonly string[]): Promise<Oracle> {
  const oracle: Oracle = { names: [], symbols: new Map(), twofold: new Set(), leftOut: new Set(), files: new Set(), indexers: [] }
  const names = new Map<string, Named & { symbols: string[] }>()
  for (const repo of repositories) {
    let tool = ''
    const tracked = new Set(execFileSync('git', ['ls-files', '-z'], { cwd: join(folder, repo), encoding: 'utf8', maxBuffer: 1 << 28 }).split('\0'))
    for await (const part of readIndex(pieces(join(folder, repo, 'index.scip')), scipLimits)) {
      if (part.kind === 'metadata') oracle.indexers.push((tool = `${part.metadata.tool} ${part.metadata.version}`))
      // An indexer also tells of files that a build makes.
      if (part.kind === 'document' && tracked.has(part.document.path)) takeDocument(oracle, names, { repo, tool, document: part.document, text: readFileSync(join(folder, repo, part.document.path), 'utf8') })
      if (part.kind === 'symbol') takeRelations(oracle, part.symbol, keyOf(part.symbol.symbol, { repo, path: '' }))
    }
  }
  oracle.names = [...names.values()]
  oracle.indexers = [...new Set(oracle.indexers)]
  markGaps(oracle)
  return oracle
}

function markGaps({ symbols }: Oracle): void {
  const packageOf = (key: string) => key.split(' ', 2).join(' ')
  const defined = new Set([...symbols].flatMap(([key, { definitions }]) => (definitions.length > 0 ? [packageOf(key)] : [])))
  // scip-java has packages of the language in no package of a build, and defines none.
  const isNowhere = (key: string, { isModule }: Symbol) => isModule && key.split(' ')[1] === ''
  for (const [key, symbol] of symbols) symbol.isGap = symbol.definitions.length === 0 && (symbol.isLocal || isNowhere(key, symbol) || defined.has(packageOf(key)))
}

async function* pieces(file: string): AsyncGenerator<Uint8Array> {
  yield readFileSync(file)
}

interface DocumentOf {
  repo: string
  tool: string
  document: ScipDocument
  text: string
}

function takeDocument(oracle: Oracle, names: Map<string, Named & { symbols: string[] }>, { repo, tool, document, text }: DocumentOf): void {
  const { path } = document
  const encoding = encodingOf(document, tool)
  const lines = text.split('\n')
  const column = (line: number, units: number) => pointsBefore(lines[line] ?? '', units, encoding) + 1
  oracle.files.add(keyOfFile({ repo, path }))
  for (const { symbol: written, roles, ...range } of document.occurrences) {
    const whole = { repo, path, line: range.line + 1, column: column(range.line, range.column), endLine: range.endLine + 1, endColumn: column(range.endLine, range.endColumn) }
    const place = oneWord(whole, lines[range.line] ?? '')
    const key = keyOf(written, place)
    const symbol = symbolOf(oracle, key)
    const isDefinition = (roles & (role.definition | role.forwardDefinition)) !== 0 || isBehindDef(place, lines[range.line] ?? '')
    if (isDefinition) symbol.definitions.push(place)
    if (isDefinition && constructorMark.test(written)) symbol.optional.push(place)
    else symbol.places.push(place)
    symbol.optional.push(...alias(whole, lines[range.line] ?? ''))
    if (!isName(place, lines[range.line] ?? '')) continue
    if (isDefinition ? isRequired(place, lines[range.line] ?? '') : isShorthand(written, place, lines[range.line] ?? '')) oracle.twofold.add(keyOfPlace(place))
    const named = names.get(keyOfPlace(place)) ?? { ...place, symbols: [] }
    names.set(keyOfPlace(place), named)
    if (!named.symbols.includes(key)) named.symbols.push(key)
  }
  const named = new Set(document.occurrences.map(({ line }) => line))
  if (/\.(c|cc|cpp|cxx|h|hh|hpp|hxx|inl)$/.test(path)) for (const line of linesLeftOut(lines, named)) oracle.leftOut.add(keyOfLine({ repo, path, line: line + 1 }))
  for (const each of document.symbols) takeRelations(oracle, each, keyOf(each.symbol, { repo, path }))
}

const textAt = ({ column, endColumn }: Place, line: string) => Array.from(line).slice(column - 1, endColumn - 1).join('')

/** Not where a module begins, an operator that a method stands for, or a whole file. */
const isName = (place: Place, line: string) => place.line === place.endLine && /^[\p{L}\p{N}_$@#"'`]/u.test(textAt(place, line))

/** An indexer may take `Store as Shelf` for one name: that of its first word; or `acme.tax.rates`: of its last. */
function oneWord(place: Place, line: string): Place {
  if (place.line !== place.endLine) return place
  const [, path = '', word = '', rest = ''] = /^((?:[\p{L}\p{N}_$]+\.)*)([\p{L}\p{N}_$]+)( .*)?$/u.exec(textAt(place, line)) ?? []
  return word === '' ? place : { ...place, column: place.column + Array.from(path).length, endColumn: place.endColumn - Array.from(rest).length }
}

/** The lines of each branch of `#if` in which an index has no name at all. */
function linesLeftOut(lines: readonly string[], named: ReadonlySet<number>): number[] {
  const found: number[] = []
  const open: number[] = []
  for (const [at, line] of lines.entries()) {
    const [, directive = ''] = /^\s*#\s*(if|el|endif)/.exec(line) ?? []
    if (directive === 'el' || directive === 'endif') found.push(...unnamed({ from: (open.pop() ?? at) + 1, to: at }, named))
    if (directive === 'if' || directive === 'el') open.push(at)
  }
  return found
}

function unnamed({ from, to }: { from: number; to: number }, named: ReadonlySet<number>): number[] {
  const branch = Array.from({ length: Math.max(to - from, 0) }, (_, at) => from + at)
  return branch.some((line) => named.has(line)) ? [] : branch
}

/** The other name of `Store as Shelf`: it means the same. */
function alias(place: Place, line: string): Place[] {
  const [, name] = /^[\p{L}\p{N}_$]+ as ([\p{L}\p{N}_$]+)$/u.exec(textAt(place, line)) ?? []
  return place.line !== place.endLine || name === undefined ? [] : [{ ...place, column: place.endColumn - Array.from(name).length }]
}

/** `def total`: scip-python calls only the first of several of one name a definition, overloads or what gets and sets a property. */
const isBehindDef = ({ column }: Place, line: string) => /^\s*(?:async\s+)?def\s+$/.test(Array.from(line).slice(0, column - 1).join(''))

/** `{ amount }`: a property, which stands behind no dot and before no colon, is a variable as well. */
function isShorthand(symbol: string, { column, endColumn }: Place, line: string): boolean {
  const text = Array.from(line)
  const [before, after] = [text.slice(0, column - 1).join(''), text.slice(endColumn - 1).join('')]
  return /#[^#/]*\.$/.test(symbol) && !/[.#:]\s*$/.test(before) && /^\s*([,}]|$)/.test(after)
}

/** `const app = require('./app')`: scip-typescript has a variable here, and what the module is wherever it is used. */
function isRequired({ endColumn }: Place, line: string): boolean {
  return /^\s*=\s*require\(/.test(Array.from(line).slice(endColumn - 1).join(''))
}

function takeRelations(oracle: Oracle, { relationships, symbol }: ScipSymbol, key: string): void {
  if (isLocal(symbol)) return
  for (const { symbol: other, flags } of relationships) {
    if (isLocal(other) || (flags & (relation.implementation | relation.reference)) === 0) continue
    const otherKey = keyOf(other, { repo: '', path: '' })
    symbolOf(oracle, key).related.add(otherKey)
    symbolOf(oracle, otherKey).related.add(key)
    if (flags & relation.implementation) symbolOf(oracle, otherKey).implementers.add(key)
  }
}

function symbolOf({ symbols }: Oracle, key: string): Symbol {
  const kind = key.startsWith('local ') ? 'local' : lastKind(key)
  const known = symbols.get(key) ?? { isLocal: locals.has(kind), isModule: kind === 'namespace' || kind === 'meta', definitions: [], places: [], optional: [], isGap: false, related: new Set<string>(), implementers: new Set<string>() }
  symbols.set(key, known)
  return known
}

/** A constructor counts as its type: which of both a language's call names is a matter of taste. */
const constructorMark = /(?<=#)(?:`<constructor>`|`<init>`|__init__|new)\(\S*\)\.$/

/** The same for the same symbol in every index and version of its package. */
function keyOf(symbol: string, { repo, path }: Pick<Place, 'repo' | 'path'>): string {
  const parts = parseSymbol(symbol)
  if (!parts) return `local ${repo} ${path} ${symbol}`
  return `${parts.manager} ${parts.name.replaceAll(' ', '_')} ${parts.descriptors.replace(constructorMark, '')}`
}

const locals: ReadonlySet<string> = new Set(['local', 'parameter', 'type-parameter'])

const lastKind = (key: string) => parseDescriptors(key.split(' ').slice(2).join(' '))?.at(-1)?.kind ?? 'unknown'
