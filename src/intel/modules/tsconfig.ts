import { record, string, strings } from '../manifests/manifest.ts'
import { nameOf, parentOf, pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { foldersAround, joinPath, type ModuleQuestion } from './module.ts'

export interface PathMap {
  /** Where names that stand in no pattern are looked for; null for nowhere. */
  baseUrl: string | null
  patterns: { pattern: string; targets: string[] }[]
}

const kept = new WeakMap<Tree['files'], Map<string, Promise<PathMap | null>>>()

/** What the nearest tsconfig.json or jsconfig.json makes of a module's name: paths from the root, without extension. */
export async function tsconfigPaths({ tree, path, module }: Pick<ModuleQuestion, 'tree' | 'path' | 'module'>): Promise<string[]> {
  const map = await nearestMap(tree, path)
  if (!map) return []
  const mapped = map.patterns.flatMap(({ pattern, targets }) => {
    const star = matchStar(pattern, module)
    return star === null ? [] : targets.map((target) => target.replace('*', star))
  })
  return [...mapped, ...(map.baseUrl === null ? [] : [joinPath(map.baseUrl, module) ?? []].flat())]
}

function matchStar(pattern: string, module: string): string | null {
  if (!pattern.includes('*')) return pattern === module ? '' : null
  const [before = '', after = ''] = pattern.split('*')
  const fits = module.length >= before.length + after.length && module.startsWith(before) && module.endsWith(after)
  return fits ? module.slice(before.length, module.length - after.length) : null
}

async function nearestMap(tree: Tree, path: string): Promise<PathMap | null> {
  const { has } = pathIndexOf(tree.files)
  const near = foldersAround(path).flatMap((folder) => ['tsconfig.json', 'jsconfig.json'].map((name) => (folder === '' ? name : `${folder}/${name}`))).filter(has)
  for (const file of near) {
    const map = await pathMapOf(tree, file)
    if (map) return map
  }
  return null
}

/** What a file of this kind says of the names of modules, itself or through what it extends within the tree; null when nothing. */
export function pathMapOf(tree: Tree, file: string): Promise<PathMap | null> {
  const known = kept.get(tree.files) ?? new Map<string, Promise<PathMap | null>>()
  kept.set(tree.files, known)
  const map = known.get(file) ?? readMap(tree, file, new Set())
  known.set(file, map)
  map.catch(() => known.delete(file))
  return map
}

const maxExtends = 20

/** Not through what is kept: two files that extend one another would wait for each other for ever. */
async function readMap(tree: Tree, file: string, seen: Set<string>): Promise<PathMap | null> {
  if (seen.has(file) || seen.size >= maxExtends) return null
  seen.add(file)
  const [text] = await tree.texts([file])
  const config = parseJsonc(text ?? '')
  const options = record(config['compilerOptions'])
  const base = string(options['baseUrl'])
  const folder = parentOf(file)
  const baseUrl = base === null ? null : joinPath(folder, base)
  const patterns = Object.entries(record(options['paths'])).map(([pattern, targets]) => ({ pattern, targets: strings(targets).flatMap((target) => joinPath(baseUrl ?? folder, target) ?? []) }))
  if (patterns.length > 0 || baseUrl !== null) return { baseUrl, patterns }
  for (const each of strings(config['extends'])) {
    const parent = each.startsWith('.') ? joinPath(folder, nameOf(each).endsWith('.json') ? each : `${each}.json`) : null
    const map = parent === null || !pathIndexOf(tree.files).has(parent) ? null : await readMap(tree, parent, seen)
    if (map) return map
  }
  return null
}

/** JSON with comments and trailing commas, as tsconfig files have them. */
export function parseJsonc(text: string): Record<string, unknown> {
  const plain = text.replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g, '$1').replace(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, '$1')
  try {
    return record(JSON.parse(plain))
  } catch {
    return {}
  }
}
