import { comparedName } from '../../versions/purl.ts'
import { folderOf, nameOf, pathFrom } from '../folders.ts'
import type { Scope } from '../project.ts'
import type { Asked, Locked } from '../reached.ts'
import type { RequirementsEntry, RequirementsFile } from './requirements-file.ts'

/** A requirements file of the tree. */
export interface FoundRequirements extends RequirementsFile {
  path: string
  scope: Scope
  /** The first entry of each name. */
  named: ReadonlyMap<string, RequirementsEntry>
  /** Whether it tells who asks for what. */
  isCompiled: boolean
}

export type AllRequirements = ReadonlyMap<string, FoundRequirements>

/** What is put together of several files: a package that several of them have at one version has one place. */
export interface RequirementsGraph {
  locked: readonly Locked[]
  asked: readonly Asked[]
  /** By place: of the first file that has it. */
  scopes: readonly Scope[]
}

export function graphOf(files: readonly FoundRequirements[], all: AllRequirements): RequirementsGraph {
  const [locked, asked, scopes]: [(Locked & { requires: number[] })[], Asked[], Scope[]] = [[], [], []]
  const places = new Map<string, number>()

  /** -1 for what has no version and is asked for by nobody else. */
  function placeOf({ name, version, via, line }: RequirementsEntry, file: FoundRequirements): number {
    if (version === null && via === null) return -1
    const place = places.get(`${name} ${version}`) ?? locked.push({ name, version, at: { path: file.path, line }, requires: [] }) - 1
    places.set(`${name} ${version}`, place)
    scopes[place] ??= file.scope
    return place
  }

  for (const file of files) {
    const sources = sourcesOf(file, all)
    const entries = file.entries.map((entry) => withPin(entry, file, all)).map((entry) => ({ entry, place: placeOf(entry, file) }))
    const named = Map.groupBy(entries, ({ entry }) => entry.name)
    for (const { entry, place } of entries) {
      const askers = askersOf(entry, file, all)
      for (const name of askers.packages) for (const from of named.get(name)?.slice(0, maxAlike) ?? []) if (from.place !== place) locked[from.place]?.requires.push(place)
      const ask = askFor(entry, file, { files: askers.files, sources })
      if (ask) asked.push({ ...ask, to: place })
    }
  }
  return { locked, asked, scopes }
}

/** More versions of one package, and more files for one entry, are made to take long. */
const maxAlike = 20
const maxFiles = 50

/** With the version that constraints name. */
function withPin(entry: RequirementsEntry, { path: own, includes }: FoundRequirements, all: AllRequirements): RequirementsEntry {
  if (entry.version !== null) return entry
  const constraints = includes.filter(({ isConstraint }) => isConstraint).slice(0, maxFiles)
  const version = constraints.map(({ path }) => all.get(pathFrom(folderOf(own), path) ?? '')?.named.get(entry.name)?.version).find((each) => typeof each === 'string')
  return version === undefined ? entry : { ...entry, version }
}

/** What a file was made from by its name, `dev.in` of `dev.txt`, with what that includes; null where there is none. */
function sourcesOf(file: FoundRequirements, all: AllRequirements): FoundRequirements[] | null {
  const source = all.get(file.path.replace(/\.txt$/, '.in'))
  return source && source !== file ? withIncluded([source], all, maxFiles) : null
}

/** Files with those that they include, up to a number of files. */
export function withIncluded(own: readonly FoundRequirements[], all: AllRequirements, most = Infinity): FoundRequirements[] {
  const found = new Set(own)
  for (const file of found) {
    for (const { path, isConstraint } of file.includes) {
      const included = isConstraint ? undefined : all.get(pathFrom(folderOf(file.path), path) ?? '')
      if (included && found.size < most) found.add(included)
    }
  }
  return [...found]
}

interface Askers {
  packages: readonly string[]
  /** Null for what lies outside of the tree. */
  files: readonly (FoundRequirements | null)[]
}

/** `-r base.in`, `app (pyproject.toml)`, `requests`; constraints do not ask, and what was compiled tells itself who does. */
function askersOf({ via }: RequirementsEntry, file: FoundRequirements, all: AllRequirements): Askers {
  const written = (via ?? []).filter((each) => !each.startsWith('-c ')).map((each) => ({ each, path: /^-r\s+(.+)$/.exec(each)?.[1] ?? /\(([^()]+)\)$/.exec(each)?.[1] ?? (each.includes('/') ? each : null) }))
  return {
    packages: written.filter(({ path }) => path === null).map(({ each }) => comparedName('pypi', each)),
    files: written.flatMap(({ path }) => (path === null ? [] : [sourceAt(path, file, all)])).filter((source) => source?.isCompiled !== true),
  }
}

/** The path is told from where the tool ran, most often the root, or else from where the file lies. */
const sourceAt = (written: string, file: FoundRequirements, all: AllRequirements): FoundRequirements | null =>
  [pathFrom('', written), pathFrom(folderOf(file.path), written), folderOf(file.path) + nameOf(written)].map((path) => all.get(path ?? '')).find((each) => each !== undefined && each !== file) ?? null

/** What is asked for directly, where it was first written; null for what only others ask for. */
function askFor(entry: RequirementsEntry, { path, scope }: FoundRequirements, { files, sources }: { files: Askers['files']; sources: readonly FoundRequirements[] | null }): Omit<Asked, 'to'> | null {
  const { name, line, via } = entry
  const declaring = [...files, ...(sources ?? [])].find((each) => each?.named.has(name)) ?? null
  const isDirect = via === null ? sources === null || declaring !== null : files.length > 0
  const declared = declaring?.named.get(name) ?? entry
  return isDirect ? { name, range: declared.range, scope, at: declaring ? { path: declaring.path, line: declared.line } : { path, line } } : null
}
