import { folderOf, nameOf } from '../folders.ts'
import type { Dependency } from '../project.ts'
import { evaluate, pathIn, type Evaluation } from './msbuild/evaluation.ts'
import { expand } from './msbuild/scope.ts'
import { referencesOf, type PackageReference, type ProjectReference } from './references.ts'
import { sdksOf } from './sdks.ts'
import type { SolutionTree } from './tree.ts'

/** A project file with all that it imports, for all its target frameworks together. */
export interface Evaluated {
  path: string
  name: string
  version: string | null
  packages: readonly PackageReference[]
  projects: readonly ProjectReference[]
  files: readonly string[]
  /** Where its lockfile is said to be. */
  lockPath: string | null
  missing: number
  sdks: readonly Dependency[]
  /** Whether something hangs on conditions that cannot be told from the tree. */
  isUncertain: boolean
}

/** More are made to take long. */
const maxFrameworks = 12

export function evaluateProject(path: string, tree: SolutionTree): Evaluated {
  const first = evaluate(path, null, tree)
  const frameworks = (textOf(first, 'TargetFrameworks') ?? '').split(';').map((each) => each.trim()).filter((each) => each !== '').slice(0, maxFrameworks)
  const all = frameworks.length === 0 ? [first] : frameworks.map((framework) => evaluate(path, framework, tree))
  const references = all.map(referencesOf)
  const lock = textOf(first, 'NuGetLockFilePath')
  return {
    path, name: (textOf(first, 'PackageId') ?? textOf(first, 'AssemblyName') ?? nameOf(path).replace(/\.\w{1,10}$/, '')).toLowerCase(), version: versionOf(first),
    packages: merged(references.flatMap(({ packages }) => packages), ({ name, range, isKnown }) => `${name} ${isKnown} ${range}`),
    projects: merged(references.flatMap(({ projects }) => projects), ({ path: to }) => to.toLowerCase()),
    files: [...new Set(all.flatMap(({ files }) => files))].toSorted(), lockPath: lock === null ? null : pathIn(path, lock),
    sdks: sdksOf(path, tree), missing: Math.max(...all.map(({ missing }) => missing)), isUncertain: references.some(({ isUncertain }) => isUncertain),
  }
}

/** One of each; for runtime, if that is what one of them is for. */
function merged<Each extends PackageReference | ProjectReference>(all: readonly Each[], keyOf: (each: Each) => string): Each[] {
  const known = new Map<string, Each>()
  for (const each of all) {
    const before = known.get(keyOf(each))
    if (before === undefined || (before.scope === 'dev' && each.scope !== 'dev')) known.set(keyOf(each), each)
  }
  return [...known.values()]
}

/** A property as it is in the end; null where it is empty or not known. */
function textOf({ scope }: Evaluation, name: string): string | null {
  const { text, isKnown } = expand(`$(${name})`, { ...scope, path: scope.projectPath })
  return isKnown && text.trim() !== '' ? text.trim() : null
}

function versionOf(evaluation: Evaluation): string | null {
  const [prefix, suffix] = [textOf(evaluation, 'VersionPrefix'), textOf(evaluation, 'VersionSuffix')]
  return textOf(evaluation, 'PackageVersion') ?? textOf(evaluation, 'Version') ?? (prefix && suffix ? `${prefix}-${suffix}` : prefix)
}

/** Where a project's lockfile may be, the first one first. */
export function lockPathsOf({ path, lockPath }: Evaluated): string[] {
  const folder = folderOf(path)
  return [...(lockPath === null ? [] : [lockPath]), `${folder}packages.${nameOf(path).replace(/\.\w{1,10}$/, '')}.lock.json`, `${folder}packages.lock.json`]
}
