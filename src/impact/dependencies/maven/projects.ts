import { listed } from '../listed.ts'
import type { Dependency, Gap, ManifestFiles, Project, ProjectReader } from '../project.ts'
import { declaredBy, ranks, reachedFrom, type Reached } from './dependencies.ts'
import { createModels, mayManage, type Budget, type Model } from './model.ts'
import { isPom, readPoms } from './poms.ts'

/** In steps: a tree of thousands of modules takes a part of it. */
const maxSteps = 20_000_000
/** Of what is declared, and followed from module to module, all of which is told. */
const maxTold = 1_000_000

/** Projects of Maven: a folder with a pom.xml, and all that it inherits and imports from others of the tree. */
export const mavenProjects: ProjectReader = {
  ecosystem: 'maven',
  reads: isPom,
  read(files) {
    const poms = readPoms(files)
    const budget: Budget = { left: maxSteps }
    const told: Budget = { left: maxTold }
    const models = createModels(poms, budget)
    const known = new Map<Model, ReturnType<typeof declaredBy>>()
    const declared = (model: Model) => {
      const found = known.get(model) ?? declaredBy(model, models, told)
      known.set(model, found)
      return found
    }
    return files.paths.filter(isPom).map((path) => {
      const pom = poms.all.get(path)
      if (!pom) return unreadable(path, files)
      const model = models.of(pom)
      const reached = reachedFrom(model, (each) => declared(each).wanted, () => told.left-- > 0)
      return projectOf(model, reached, [...gapsOf(model, reached, declared(model).unnamed), ...(budget.left > 0 && told.left > 0 ? [] : [{ path, reason: tooMuch }])])
    })
  },
}

const tooMuch = 'This tree has more that is inherited and imported than is followed: versions and dependencies may be missing.'

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

const unreadable = (path: string, files: ManifestFiles): Project => ({
  ecosystem: 'maven', folder: folderOf(path), name: null, version: null, files: [path], dependencies: [], graph: 'none',
  gaps: files.text(path) === null ? [] : [{ path, reason: 'This is no pom.xml that can be read.' }],
})

function projectOf(model: Model, reached: readonly Reached[], gaps: Gap[]): Project {
  const { pom: { path }, name, version, lineage } = model
  const dependencies = dependenciesOf(reached)
  const isWhole = dependencies.length === 0 && gaps.length === 0
  return {
    ecosystem: 'maven', folder: folderOf(path), name, version, dependencies, gaps,
    files: [...new Set([...lineage.poms.map((each) => each.path), ...filesOfImports(model)])].toSorted(),
    graph: isWhole ? 'whole' : dependencies.some(({ requires }) => requires.length > 0) ? 'partial' : 'none',
  }
}

const filesOfImports = ({ imports }: Model) => imports.flatMap(({ model }) => model?.pom.path ?? [])

/** One package may be there in several forms, such as with the classes of its tests: the most needed counts. */
function dependenciesOf(reached: readonly Reached[]): Dependency[] {
  const [dependencies, places]: [Dependency[], Map<string, number>] = [[], new Map()]
  const placeOf = reached.map(({ wanted: { name, range, at }, version, scope, direct }) => {
    const place = places.get(`${name}@${version}`) ?? dependencies.push({ name, version, range: direct ? range : null, scope, direct, requires: [], at }) - 1
    places.set(`${name}@${version}`, place)
    const known = dependencies[place]
    if (known && ranks[scope] < ranks[known.scope]) known.scope = scope
    return place
  })
  const edges = dependencies.map(() => new Set<number>())
  for (const [at, { requires }] of reached.entries()) {
    const from = placeOf[at] ?? 0
    for (const each of requires) if (placeOf[each] !== undefined && placeOf[each] !== from) edges[from]?.add(placeOf[each])
  }
  return dependencies.map((dependency, at) => ({ ...dependency, requires: [...(edges[at] ?? [])].toSorted((a, b) => a - b) }))
}

function gapsOf({ pom, lineage: { poms, outside }, imports }: Model, reached: readonly Reached[], unnamed: readonly string[]): Gap[] {
  const { path } = pom
  const isUnknown = ({ direct, version, wanted: { range } }: Reached) => direct && version === null && !isRange(range)
  const unknown = [...new Set(reached.filter(isUnknown).map(({ wanted: { name } }) => name))]
  const boms = imports.filter(({ model }) => model === null).map(({ name }) => name)
  const leftOut = [...new Set(poms.flatMap(({ profilesLeftOut }) => profilesLeftOut))]
  return [
    ...(outside && mayManage(outside) ? [{ path, reason: `The parent ${outside.group}:${outside.artifact}:${outside.version} is not in this tree: what it declares and manages is not known.` }] : []),
    ...(unknown.length > 0 ? [{ path, reason: `The tree alone does not tell versions of ${listed(unknown)}${boms.length > 0 ? `; it lacks the BOMs ${listed(boms)}` : ''}.` }] : []),
    ...(unnamed.length > 0 ? [{ path, reason: `Properties that are not set in this tree name ${listed(unnamed)}.` }] : []),
    ...(leftOut.length > 0 ? [{ path, reason: `Profiles that hold on some machines only are left out, with their dependencies: ${listed(leftOut)}.` }] : []),
  ]
}

/** What it chooses is not known either, but no file of the tree could tell. */
const isRange = (range: string | null) => range !== null && /^[[(]|^(?:LATEST|RELEASE)$/.test(range)
