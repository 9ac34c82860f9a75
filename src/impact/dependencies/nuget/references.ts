import type { Scope } from '../project.ts'
import { textOf } from '../formats/xml.ts'
import { pathIn, truthOfAll, type Evaluation, type Item } from './msbuild/evaluation.ts'
import { expand, type Value } from './msbuild/scope.ts'
import { versionFor } from './versions.ts'

/** What a project refers to: https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files. */
export interface References {
  packages: PackageReference[]
  projects: ProjectReference[]
  /** Whether something hangs on conditions that cannot be told from the tree. */
  isUncertain: boolean
}

export interface PackageReference {
  /** As NuGet compares it. */
  name: string
  range: string | null
  /** Whether the range can be told from the tree. */
  isKnown: boolean
  /** What the project gets; null where that depends on what there is. */
  version: string | null
  scope: Scope
  at: { path: string; line: number }
}

export interface ProjectReference {
  /** In the tree, as it is written. */
  path: string
  scope: Scope
  at: { path: string; line: number }
}

/** Under one name several, where it cannot be told which one counts. */
type Variants<Each> = Map<string, Each[]>

interface Referring {
  evaluation: Evaluation
  central: Variants<Value>
  packages: Variants<Omit<PackageReference, 'range' | 'isKnown' | 'version'> & { asked: Value | null }>
  projects: ProjectReference[]
}

export function referencesOf(evaluation: Evaluation): References {
  const referring: Referring = { evaluation, central: new Map(), packages: new Map(), projects: [] }
  let isUncertain = false
  for (const item of evaluation.items) {
    evaluation.scope.path = item.path
    const truth = truthOfAll(item.conditions, evaluation.scope)
    if (truth !== false) readItem(item, referring, truth === true)
    if (truth === null) isUncertain = true
  }
  const packages = [...referring.packages.values()].flat().flatMap(({ asked, ...reference }): PackageReference[] => {
    const ranges = asked ? [asked] : (referring.central.get(reference.name) ?? [])
    if (ranges.length === 0) return [{ ...reference, range: null, isKnown: true, version: null }]
    return ranges.map(({ text, isKnown }) => ({ ...reference, range: text, isKnown, version: isKnown ? versionFor(text) : null }))
  })
  return { packages, projects: referring.projects, isUncertain }
}

function readItem({ node, path }: Item, { evaluation, central, packages, projects }: Referring, isCertain: boolean): void {
  const metadata = (name: string) => metadataOf({ node, path }, name, evaluation)
  const at = { path, line: node.line }
  switch (node.name) {
    case 'PackageVersion': {
      const version = metadata('Version')
      if (version) change(central, { node, isCertain }, () => version)
      removeFrom(central, node)
      break
    }
    case 'PackageReference':
      change(packages, { node, isCertain }, (name, known) => {
        const scope = scopeOf(metadata)
        return { name, asked: metadata('VersionOverride') ?? metadata('Version') ?? known?.asked ?? null, scope: scope === 'runtime' ? (known?.scope ?? scope) : scope, at: known?.at ?? at }
      })
      removeFrom(packages, node)
      break
    case 'GlobalPackageReference': // for every project, and for its development: https://learn.microsoft.com/nuget/consume-packages/central-package-management#global-package-references
    case 'DotNetCliToolReference':
      change(packages, { node, isCertain }, (name) => ({ name, asked: metadata('Version'), scope: 'dev', at }))
      break
    default:
      projects.push(...projectsOf(node.attributes.get('Include') ?? '', path, evaluation).map((to) => ({ path: to, scope: referenceScope(metadata), at })))
  }
}

type Metadata = (name: string) => Value | null

/** Of an attribute, or of an element below it. */
function metadataOf({ node, path }: Pick<Item, 'node' | 'path'>, name: string, { scope }: Evaluation): Value | null {
  const text = node.attributes.get(name) ?? textOf(node, name)
  if (text === null) return null
  scope.path = path
  const { text: expanded, isKnown } = expand(text, scope)
  return expanded.trim() === '' ? null : { text: expanded.trim(), isKnown }
}

/** What is kept from those who use the project, or is not compiled against, helps with its development: an analyzer, say. */
function scopeOf(metadata: Metadata): Scope {
  const has = (name: string, ...assets: string[]) => listIn(metadata(name)?.text ?? '').some((asset) => assets.includes(asset.toLowerCase()))
  if (has('PrivateAssets', 'all')) return 'dev'
  if (metadata('IncludeAssets') && !has('IncludeAssets', 'all', 'compile', 'runtime')) return 'dev'
  return has('ExcludeAssets', 'all', 'runtime') ? 'dev' : 'runtime'
}

const referenceScope = (metadata: Metadata): Scope => (metadata('ReferenceOutputAssembly')?.text.toLowerCase() === 'false' || metadata('OutputItemType')?.text === 'Analyzer' ? 'dev' : scopeOf(metadata))

const listIn = (text: string): string[] => text.split(';').map((each) => each.trim()).filter((each) => each !== '')

/** Adds what is included, and changes what is updated. Where that hangs on what cannot be told, what was there before stays too. */
function change<Each>(all: Variants<Each>, { node, isCertain }: { node: Item['node']; isCertain: boolean }, changed: (name: string, known: Each | undefined) => Each): void {
  for (const name of namesIn(node.attributes.get('Include'))) all.set(name, isCertain ? [changed(name, undefined)] : withVariant(all.get(name), changed(name, undefined)))
  for (const name of namesIn(node.attributes.get('Update'))) {
    const known = all.get(name)
    const renewed = known?.map((each) => changed(name, each))
    if (known && renewed) all.set(name, isCertain ? renewed : [...known, ...renewed].slice(0, maxVariants))
  }
}

/** More are made to take long. */
const maxVariants = 20

const withVariant = <Each>(known: readonly Each[] = [], added: Each): Each[] => [...known, added].slice(0, maxVariants)

function removeFrom(all: Variants<unknown>, node: Item['node']): void {
  for (const name of namesIn(node.attributes.get('Remove'))) all.delete(name)
}

/** What is put together from properties is passed over: packages are hardly named so. */
const namesIn = (text = ''): string[] => listIn(text).filter((name) => /^[\w.-]{1,200}$/.test(name)).map((name) => name.toLowerCase())

function projectsOf(text: string, path: string, { scope }: Evaluation): string[] {
  scope.path = path
  return listIn(text).flatMap((each) => {
    const { text: expanded, isKnown } = expand(each, scope)
    const to = isKnown ? pathIn(path, expanded) : null
    return to === null ? [] : [to]
  })
}
