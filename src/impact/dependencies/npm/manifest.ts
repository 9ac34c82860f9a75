import { listIn, readObject, textIn, textsIn, type ReadObject } from '../formats/json.ts'
import type { Scope } from '../project.ts'
import { catalogsIn, type Catalogs } from './catalogs.ts'
import { isRecord } from '../../values.ts'

/** What a package.json says: https://docs.npmjs.com/cli/configuring-npm/package-json. */
export interface Manifest {
  name: string | null
  version: string | null
  asked: Asked[]
  /** Patterns of the folders of its workspace. */
  workspaces: string[]
  /** Versions that are taken instead of what others ask for, in Yarn: `flow`, `http/flow`, or `flow@npm:^1.0.0`. */
  resolutions: [string, string][]
  /** `pnpm`, of `pnpm@9.1.0`. */
  packageManager: string | null
  catalogs: Catalogs
}

export interface Asked {
  name: string
  range: string
  scope: Scope
  line: number
  /** Who uses the project brings it; some package managers lock it all the same. */
  isPeer: boolean
}

/** What stands in several of them counts in the first: what is optional may stand among the dependencies too, and what a project brings for its own tests is no peer. */
const sections: readonly (readonly [string, Scope])[] = [['optionalDependencies', 'optional'], ['dependencies', 'runtime'], ['devDependencies', 'dev'], ['peerDependencies', 'runtime']]

/** Null for what is no package.json. */
export function readManifest(text: string): Manifest | null {
  const read = readObject(text)
  if (read === null) return null
  const { value, lineOf } = read
  const asked = new Map<string, Asked>()
  for (const [section, scope] of sections) {
    const from = lineOf(section)
    const isPeer = section === 'peerDependencies'
    for (const [name, range] of textsIn(value[section])) {
      if (!asked.has(name)) asked.set(name, { name, range, scope: isPeer && isOptionalPeer(value, name) ? 'optional' : scope, line: lineOf(name, from), isPeer })
    }
  }
  const { workspaces } = value
  return {
    name: textIn(value['name']), version: textIn(value['version']), asked: [...asked.values()],
    workspaces: listIn(isRecord(workspaces) ? workspaces['packages'] : workspaces), resolutions: textsIn(value['resolutions']),
    packageManager: textIn(value['packageManager'])?.split('@')[0] ?? null, catalogs: catalogsIn(value),
  }
}

/** https://docs.npmjs.com/cli/configuring-npm/package-json#peerdependenciesmeta */
function isOptionalPeer({ peerDependenciesMeta: all }: ReadObject['value'], name: string): boolean {
  const meta = isRecord(all) && Object.hasOwn(all, name) ? all[name] : null
  return isRecord(meta) && meta['optional'] === true
}
