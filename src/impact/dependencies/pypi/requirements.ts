import { comparedName } from '../../versions/purl.ts'
import { folderOf, nameOf, pathFrom } from '../folders.ts'
import type { Gap, ManifestFiles, Project, Scope } from '../project.ts'
import { reachedFrom, type Asked, type Locked } from '../reached.ts'
import { readRequirements, type RequirementsEntry, type RequirementsFile } from './requirements-file.ts'

/** Requirements have no fixed names; these are the usual ones: `requirements-dev.txt`, `requirements/base.in`, `constraints.txt`. */
export function isRequirements(path: string): boolean {
  const name = nameOf(path).toLowerCase()
  if (!/\.(?:txt|in|pip)$/.test(name)) return false
  return name.includes('requirements') || isConstraints(path) || folderInside(path) !== null
}

/** Constraints ask for nothing: they only say which versions to take. */
const isConstraints = (path: string) => /constraints/i.test(nameOf(path))

/** The folder that a folder of requirements is for; null for what lies in none. */
function folderInside(path: string): string | null {
  const parts = folderOf(path).split('/')
  const at = parts.slice(-3).findIndex((part) => /^(?:pip-?)?requirements?$/i.test(part))
  return at < 0 ? null : parts.slice(0, Math.max(0, parts.length - 3) + at).map((part) => `${part}/`).join('')
}

interface Found extends RequirementsFile {
  path: string
  scope: Scope
}

/** A project for each folder with requirements, of all its requirements files. */
export function readRequirementsProjects(files: ManifestFiles): Project[] {
  const found = new Map<string, Found>()
  for (const path of files.paths) {
    const text = isRequirements(path) ? files.text(path) : null
    if (text !== null) found.set(path, { ...readRequirements(text), path, scope: scopeOf(path) })
  }
  const groups = Map.groupBy([...found.values()].filter(({ path }) => !isConstraints(path)), ({ path }) => folderInside(path) ?? folderOf(path))
  return [...groups].map(([folder, own]) => readGroup(folder, own, found)).filter(({ dependencies, gaps }) => dependencies.length > 0 || gaps.length > 0)
}

/** Told by the names that such files usually have. */
function scopeOf(path: string): Scope {
  const inside = path.slice((folderInside(path) ?? folderOf(path)).length).toLowerCase()
  if (/(?:^|[^a-z])(?:dev|develop|development|tests?|testing|docs?|lint|linting|ci|build|typing|mypy|release|local|tools?|check|checks|style|format|bench|benchmark|benchmarks|examples?)(?:[^a-z]|$)/.test(inside)) return 'dev'
  return /(?:^|[^a-z])(?:optional|extras?)(?:[^a-z]|$)/.test(inside) ? 'optional' : 'runtime'
}

function readGroup(folder: string, own: readonly Found[], all: ReadonlyMap<string, Found>): Project {
  const roots = withIncluded(own.filter(({ path }) => !isCompiledFrom(path, all)), all)
  const locked: (Locked & { requires: number[] })[] = []
  const places = new Map<string, number>()
  const asked: Asked[] = []
  const scopes: Scope[] = []
  for (const file of roots) addFile(file, all, { locked, places, asked, scopes })
  const { dependencies, places: reached } = reachedFrom(locked, asked)
  const rest = locked.flatMap(({ name, version, at }, place) => (reached.has(place) ? [] : [{ name, version, range: null, scope: scopes[place] ?? 'runtime', direct: false, requires: [], at }]))
  const entries = roots.flatMap((file) => file.entries)
  const told = entries.filter(({ via }) => via !== null).length
  return {
    ecosystem: 'pypi', folder, name: null, version: null, files: roots.map(({ path }) => path).toSorted(), dependencies: [...dependencies, ...rest],
    graph: told === 0 ? 'none' : told === entries.length ? 'whole' : 'partial', gaps: roots.flatMap((file) => gapsOf(file, all)),
  }
}

/** `dev.in` is what `dev.txt` was made from; what it asks for stands there. */
const isCompiledFrom = (path: string, all: ReadonlyMap<string, Found>) => path.endsWith('.in') && all.has(path.replace(/\.in$/, '.txt'))

function withIncluded(own: readonly Found[], all: ReadonlyMap<string, Found>): Found[] {
  const found = new Set(own)
  for (const file of found) {
    for (const { path, isConstraint } of file.includes) {
      const included = isConstraint ? undefined : all.get(pathFrom(folderOf(file.path), path) ?? '')
      if (included && !isCompiledFrom(included.path, all)) found.add(included)
    }
  }
  return [...found]
}

/** What is put together of several files. */
interface Graph {
  locked: (Locked & { requires: number[] })[]
  /** By name and version. */
  places: Map<string, number>
  asked: Asked[]
  /** By place. */
  scopes: Scope[]
}

function addFile(file: Found, all: ReadonlyMap<string, Found>, { locked, places, asked, scopes }: Graph): void {
  const pins = pinsOf(file, all)
  const source = all.get(file.path.replace(/\.txt$/, '.in'))
  const declared = source && source !== file ? declaredIn(source, all) : null
  const named = new Map<string, number[]>()
  const found = file.entries.map((entry) => {
    const version = entry.version ?? pins.get(entry.name) ?? null
    if (version === null && entry.via === null) return { entry, place: -1 }
    const key = `${entry.name} ${version}`
    const place = places.get(key) ?? locked.push({ name: entry.name, version, at: { path: file.path, line: entry.line }, requires: [] }) - 1
    places.set(key, place)
    scopes[place] ??= file.scope
    named.set(entry.name, [...(named.get(entry.name) ?? []).slice(0, maxAlike), place])
    return { entry, place }
  })
  for (const { entry, place } of found) {
    const askers = (entry.via ?? []).map(askerOf).filter((asker) => asker.kind !== 'file' || !isCompiled(sourceOf(asker.path, file, all)))
    for (const asker of askers) if (asker.kind === 'package') for (const from of named.get(asker.name) ?? []) if (from !== place) locked[from]?.requires.push(place)
    const declaration = askers.flatMap((asker) => (asker.kind === 'file' ? (declarationIn(sourceOf(asker.path, file, all), entry) ?? []) : []))[0] ?? declared?.get(entry.name)
    const isDirect = entry.via === null ? declared === null || declared.has(entry.name) : askers.some(({ kind }) => kind === 'file')
    if (isDirect) asked.push({ name: entry.name, range: (declaration ?? entry).range, scope: file.scope, at: declaration?.at ?? { path: file.path, line: entry.line }, to: place })
  }
}

/** More versions of one package are made to take long. */
const maxAlike = 20

/** The versions that constraints name. */
const pinsOf = (file: Found, all: ReadonlyMap<string, Found>): ReadonlyMap<string, string> =>
  new Map(file.includes.filter(({ isConstraint }) => isConstraint).flatMap(({ path }) => all.get(pathFrom(folderOf(file.path), path) ?? '')?.entries ?? []).flatMap(({ name, version }) => (version === null ? [] : [[name, version] as const])))

interface Declaration {
  range: string | null
  at: Asked['at']
}

/** What a file and those that it includes ask for, by name. */
function declaredIn(source: Found, all: ReadonlyMap<string, Found>): Map<string, Declaration> {
  const declared = new Map<string, Declaration>()
  for (const { path, entries } of withIncluded([source], all)) for (const { name, range, line } of entries) if (!declared.has(name)) declared.set(name, { range, at: { path, line } })
  return declared
}

type Asker = { kind: 'package'; name: string } | { kind: 'file'; path: string } | { kind: 'constraint' }

/** `-r base.in`, `-c constraints.txt`, `app (pyproject.toml)`, `requests` */
function askerOf(via: string): Asker {
  const [, option, path = ''] = /^-([rc])\s+(.+)$/.exec(via) ?? []
  if (option !== undefined) return option === 'r' ? { kind: 'file', path } : { kind: 'constraint' }
  const [, manifest] = /\(([^)]+)\)$/.exec(via) ?? []
  return manifest !== undefined || via.includes('/') ? { kind: 'file', path: manifest ?? via } : { kind: 'package', name: comparedName('pypi', via) }
}

/** The path is told from where the tool ran, most often the root, or else from where the file lies. */
const sourceOf = (written: string, file: Found, all: ReadonlyMap<string, Found>): Found | undefined =>
  [pathFrom('', written), pathFrom(folderOf(file.path), written), folderOf(file.path) + nameOf(written)].map((path) => all.get(path ?? '')).find((each) => each !== undefined && each !== file)

/** What was compiled tells itself who asks for what. */
const isCompiled = (source: Found | undefined) => source?.entries.some(({ via }) => via !== null) === true

function declarationIn(source: Found | undefined, { name }: RequirementsEntry): Declaration | null {
  const entry = source?.entries.find((each) => each.name === name)
  return source && entry ? { range: entry.range, at: { path: source.path, line: entry.line } } : null
}

function gapsOf({ path, includes, unnamed, wrong }: Found, all: ReadonlyMap<string, Found>): Gap[] {
  const lost = includes.filter((include) => !all.has(pathFrom(folderOf(path), include.path) ?? '')).map((include) => include.path)
  const elsewhere = unnamed.filter((each) => !/^\.(?:$|[/[])/.test(each)) // folders of the tree are projects of their own
  return [
    ...(lost.length > 0 ? [{ path, reason: `It includes what was not read: ${few(lost)}.` }] : []),
    ...(elsewhere.length > 0 ? [{ path, reason: `Asked for without a name that can be told: ${few(elsewhere)}.` }] : []),
    ...(wrong.length > 0 ? [{ path, reason: `Lines that are no requirements: ${few(wrong.map(String))}.` }] : []),
  ]
}

const maxNamed = 5
const few = (names: readonly string[]) => `${names.slice(0, maxNamed).map((name) => name.slice(0, maxShown)).join(', ')}${names.length > maxNamed ? ` and ${names.length - maxNamed} more` : ''}`
const maxShown = 100
