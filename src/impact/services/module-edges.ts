import { createPublishers, type ModuleUse, type Publisher } from '../../intel/intel.ts'
import { evidenceOf, packageOf, type Edge, type Edges } from './edges.ts'
import type { ServiceMap, ToldOf } from './service-map.ts'
import type { PackageUse } from './store.ts'

interface Joining {
  /** By the id of the repository. */
  told: ReadonlyMap<string, ToldOf>
  uses: readonly PackageUse[]
  serviceOf: ServiceMap['serviceOf']
}

/**
 * Adds what code says: to the edges of packages that a manifest of the same service asks for, the lines that import them; and edges of their
 * own for modules of others that no manifest asks for.
 */
export function addModuleEdges(edges: Edges, joining: Joining): void {
  const { told, uses } = joining
  const publishers = createPublishers([...told.values()].flatMap(({ id, isSecondary, modules: { published } }) => (isSecondary ? [] : [{ id, published }])))
  const asked = Map.groupBy(uses, ({ userId, publisherId }) => `${userId} ${publisherId}`)
  for (const of of told.values()) {
    for (const use of of.modules.uses) {
      const isAsked = ({ repositoryId, folder }: Publisher) => asked.get(`${of.id} ${repositoryId}`)?.some((each) => each.folder === folder) === true
      const publisher = publishers.of(use, { repositoryId: of.id, isPreferred: isAsked })
      if (publisher) for (const edge of edgesOf({ of, use, publisher, asked: asked.get(`${of.id} ${publisher.repositoryId}`) ?? [] }, joining)) edges.add(edge)
    }
  }
}

interface Found {
  of: ToldOf
  use: ModuleUse
  publisher: Publisher
  /** What the user's manifests ask of the publisher. */
  asked: readonly PackageUse[]
}

function edgesOf({ of, use, publisher, asked }: Found, { told, serviceOf }: Joining): Edge[] {
  const target = told.get(publisher.repositoryId)
  const [from, to] = [serviceOf(of.repo, use.lines[0]?.path ?? ''), target && serviceOf(target.repo, publisher.family === 'c' ? publisher.name : publisher.folder)]
  if (from === undefined || to === undefined || from === to) return []
  const places = use.lines.map(({ names, ...at }) => ({ ...evidenceOf(of, at), certainty: 'inferred' as const, names }))
  const shown = { from, to, places, placeCount: use.lineCount, symbols: { names: use.names, count: use.nameCount } }
  const packages = new Set(asked.flatMap((each) => (each.folder === publisher.folder && serviceOf(of.repo, each.at.path) === from ? [packageOf(each)] : [])))
  if (packages.size > 0) return [...packages].map((name) => ({ ...shown, kind: 'uses_package', package: name }))
  return [{ ...shown, kind: 'imports', package: publisher.package ?? use.module }]
}
