import { createPublishers, type ModuleUse, type Publisher } from '../../intel/intel.ts'
import { evidenceOf, packageOf, type Edge, type Edges } from './edges.ts'
import type { Certainty } from './facts.ts'
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
 * own for modules of others that no manifest asks for. What an index tells is precise, what only a name tells is inferred.
 */
export function addModuleEdges(edges: Edges, joining: Joining): void {
  const { told, uses } = joining
  const publishers = createPublishers([...told.values()].flatMap(({ id, isSecondary, modules: { published } }) => (isSecondary ? [] : [{ id, published }])))
  const asked = Map.groupBy(uses, ({ userId, publisherId }) => `${userId} ${publisherId}`)
  for (const of of told.values()) {
    const isPreferred = ({ repositoryId, folder }: Publisher) => asked.get(`${of.id} ${repositoryId}`)?.some((each) => each.folder === folder) === true
    const user = { repositoryId: of.id, isPreferred }
    const add = (use: ModuleUse, certainty: Certainty, publisher: Publisher | undefined) => {
      if (publisher) for (const edge of edgesOf({ of, use, certainty, publisher, asked: asked.get(`${of.id} ${publisher.repositoryId}`) ?? [] }, joining)) edges.add(edge)
    }
    for (const use of of.modules.indexed) add(use, 'precise', publishers.ofPackage(use, user))
    const found = of.modules.uses.flatMap((use) => {
      const publisher = publishers.of(use, user)
      return publisher ? [{ use, publisher }] : []
    })
    for (const { use, publisher } of withoutAccidents(found)) add(use, 'inferred', publisher)
  }
}

/** A single header without a folder, such as `system.h`, has the name of another repository's by accident more often than not. */
function withoutAccidents(found: readonly { use: ModuleUse; publisher: Publisher }[]): typeof found {
  const bare = found.filter(({ use }) => use.family === 'c' && !use.module.includes('/'))
  const headers = Map.groupBy(bare, ({ publisher }) => publisher.repositoryId)
  const alone = new Set([...headers.values()].flatMap((each) => (new Set(each.map(({ use }) => use.module)).size === 1 ? each : [])))
  return found.filter((each) => !alone.has(each))
}

interface Found {
  of: ToldOf
  use: ModuleUse
  certainty: Certainty
  publisher: Publisher
  /** What the user's manifests ask of the publisher. */
  asked: readonly PackageUse[]
}

function edgesOf({ of, use, certainty, publisher, asked }: Found, { told, serviceOf }: Joining): Edge[] {
  const target = told.get(publisher.repositoryId)
  const [from, to] = [serviceOf(of.repo, use.lines[0]?.path ?? ''), target && serviceOf(target.repo, publisher.family === 'c' ? publisher.name : publisher.folder)]
  if (from === undefined || to === undefined || from === to) return []
  const places = use.lines.map(({ names, ...at }) => ({ ...evidenceOf(of, at), certainty, names }))
  const shown = { from, to, places, placeCount: use.lineCount, symbols: { names: use.names, count: use.nameCount } }
  const packages = new Set(asked.flatMap((each) => (each.folder === publisher.folder && serviceOf(of.repo, each.at.path) === from ? [packageOf(each)] : [])))
  if (packages.size > 0) return [...packages].map((name) => ({ ...shown, kind: 'uses_package', package: name }))
  return [{ ...shown, kind: 'imports', package: publisher.package }]
}
