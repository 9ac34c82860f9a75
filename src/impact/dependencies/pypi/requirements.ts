import { createBudget, spentGap, type Budget } from '../budget.ts'
import { folderOf, nameOf, pathFrom } from '../folders.ts'
import type { Gap, ManifestFiles, Project, Scope } from '../project.ts'
import { reachedFrom } from '../reached.ts'
import { readRequirements, type RequirementsFile } from './requirements-file.ts'
import { graphOf, withIncluded, type AllRequirements, type FoundRequirements } from './requirements-graph.ts'

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

/** A project for each folder with requirements, of all its requirements files. */
export function readRequirementsProjects(files: ManifestFiles): Project[] {
  const found = new Map<string, FoundRequirements>()
  for (const path of files.paths) {
    const text = isRequirements(path) ? files.text(path) : null
    if (text !== null) found.set(path, foundIn(readRequirements(text), path))
  }
  const budget = createBudget()
  const groups = Map.groupBy([...found.values()].filter(({ path }) => !isConstraints(path)), ({ path }) => folderInside(path) ?? folderOf(path))
  return [...groups].map(([folder, own]) => readGroup(folder, own, { all: found, budget })).filter(({ dependencies, gaps }) => dependencies.length > 0 || gaps.length > 0)
}

function foundIn(file: RequirementsFile, path: string): FoundRequirements {
  const named = new Map(file.entries.toReversed().map((entry) => [entry.name, entry]))
  return { ...file, path, scope: scopeOf(path), named, isCompiled: file.entries.some(({ via }) => via !== null) }
}

/** Told by the names that such files usually have. */
function scopeOf(path: string): Scope {
  const inside = path.slice((folderInside(path) ?? folderOf(path)).length).toLowerCase()
  if (/(?:^|[^a-z])(?:dev|develop|development|tests?|testing|docs?|lint|linting|ci|build|typing|mypy|release|local|tools?|check|checks|style|format|bench|benchmark|benchmarks|examples?)(?:[^a-z]|$)/.test(inside)) return 'dev'
  return /(?:^|[^a-z])(?:optional|extras?)(?:[^a-z]|$)/.test(inside) ? 'optional' : 'runtime'
}

function readGroup(folder: string, own: readonly FoundRequirements[], { all, budget }: { all: AllRequirements; budget: Budget }): Project {
  const first = own.filter(({ path }) => !isSource(path, all))
  const isCut = budget.isSpent() && first.some(({ includes }) => includes.some(({ isConstraint }) => !isConstraint))
  const roots = isCut ? first : withIncluded(first, all).filter(({ path }) => !isSource(path, all))
  const { locked, asked, scopes } = graphOf(roots, all)
  const { dependencies, places } = reachedFrom(locked, asked)
  const rest = locked.flatMap(({ name, version, at }, place) => (places.has(place) ? [] : [{ name, version, range: null, scope: scopes[place] ?? 'runtime', direct: false, requires: [], at }]))
  budget.spend(dependencies.length + rest.length + roots.reduce((sum, { includes }) => sum + includes.length, 0)) // following those takes time too
  return {
    ecosystem: 'pypi', folder, name: null, version: null, files: roots.map(({ path }) => path).toSorted(), dependencies: [...dependencies, ...rest],
    graph: roots.every(({ entries }) => entries.every(({ via }) => via !== null)) ? 'whole' : roots.some(({ isCompiled }) => isCompiled) ? 'partial' : 'none',
    gaps: [...roots.flatMap((file) => gapsOf(file, all)), ...(isCut ? [spentGap(roots[0]?.path ?? folder)] : [])],
  }
}

/** `dev.in` is what `dev.txt` was made from; what it asks for stands there. */
const isSource = (path: string, all: AllRequirements) => path.endsWith('.in') && all.has(path.replace(/\.in$/, '.txt'))

function gapsOf({ path, includes, unnamed, wrong }: FoundRequirements, all: AllRequirements): Gap[] {
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
