import type { Caller } from '../../platform/http.ts'
import type { World } from '../modules/module.ts'
import type { Precise, PreciseName, PrecisePlace } from '../scip/scip.ts'
import type { Place } from './code.ts'
import type { Direction } from './implementations.ts'
import type { Position } from './lines.ts'
import type { Told } from './present.ts'

/** What the indexes of compilers say of a position, for one question. */
export interface PreciseSource {
  /** The names there, each symbol once; none where no index tells. */
  at(place: Place, position: Position): Promise<readonly PreciseName[]>
  /** An index has this very line, so that what it does not tell is not so. */
  covers(place: Place, position: Position): Promise<boolean>
  definitions(names: readonly PreciseName[]): Promise<PreciseTold[]>
  /** What implements or overrides the names, or is implemented and overridden by them, over any number of steps. */
  implementations(names: readonly PreciseName[], direction: Direction): Promise<PreciseTold[]>
  typeDefinitions(names: readonly PreciseName[]): Promise<PreciseTold[]>
  references(name: PreciseName, options: { limit: number; cursor: string | null }): Promise<{ places: PreciseTold[]; cursor: string | null }>
}

export type PreciseTold = Told & Pick<PrecisePlace, 'role'>

interface PreciseOptions {
  precise: Precise
  viewer: Caller
  world: World
  signal: AbortSignal
}

const mostImplementations = 1_000

export function createPreciseSource({ precise, viewer, world, signal }: PreciseOptions): PreciseSource {
  const indexed = new Map<string, Promise<boolean>>()
  const keyOf = ({ tree, path }: Place) => ({ repo: { id: tree.repository.id, name: tree.repository.name }, commit: tree.commit, path })

  /** Most files have no index, and most of those that have one have many names. */
  function isIndexed(place: Place): Promise<boolean> {
    const key = `${place.tree.repository.id} ${place.path}`
    const answer = indexed.get(key) ?? precise.inFile(viewer, keyOf(place), { signal }).then((names) => names.length > 0)
    indexed.set(key, answer)
    return answer
  }

  async function told(places: readonly PrecisePlace[]): Promise<PreciseTold[]> {
    const all = await Promise.all(places.map(async ({ repo, path, line, column, endLine, endColumn, symbol, role, sameVersion }) => {
      const tree = await world.treeOf(repo.id)
      const reason = sameVersion ? 'from a SCIP index' : 'from a SCIP index of another version'
      return tree ? [{ tree, path, range: { line, column, endLine, endColumn }, symbol, role, precise: true, reason }] : []
    }))
    return all.flat()
  }

  return {
    async at(place, position) {
      const { names } = await precise.at(viewer, { ...keyOf(place), ...position }, { signal })
      return [...new Map(names.toReversed().map((name) => [name.symbol, name])).values()].toReversed()
    },
    async covers(place, position) {
      return (await isIndexed(place)) && (await precise.at(viewer, { ...keyOf(place), ...position }, { signal })).covered
    },
    async definitions(names) {
      return told((await Promise.all(names.map((name) => precise.definitions(viewer, name, { signal })))).flat())
    },
    async implementations(names, direction) {
      const next = (name: PreciseName) => (direction === 'down' ? precise.implementations(viewer, name, { signal }) : precise.implemented(viewer, name, { signal }))
      const found = new Map<string, PrecisePlace>()
      const layer = [...names]
      for (let name = layer.shift(); name && found.size < mostImplementations; name = layer.shift()) {
        for (const place of await next(name)) {
          const key = `${place.repo.id} ${place.path}:${place.line}:${place.column}`
          if (found.has(key) || names.some(({ symbol }) => symbol === place.symbol)) continue
          found.set(key, place)
          layer.push({ ...name, ...place })
        }
      }
      return told([...found.values()])
    },
    async typeDefinitions(names) {
      return told((await Promise.all(names.map((name) => precise.typeDefinitions(viewer, name, { signal })))).flat())
    },
    async references(name, { limit, cursor }) {
      const page = await precise.references(viewer, name, { limit, signal, ...(cursor === null ? {} : { cursor }) })
      return { places: await told(page.places), cursor: page.cursor }
    },
  }
}
