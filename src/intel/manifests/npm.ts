import { list, record, string, type Contents, type ManifestReader } from './manifest.ts'

/** package.json: https://docs.npmjs.com/cli/configuring-npm/package-json and, for `exports`, https://nodejs.org/api/packages.html. */
export const readPackageJson: ManifestReader = ({ text }) => {
  try {
    return contentsOf(record(JSON.parse(text)))
  } catch {
    return null
  }
}

function contentsOf(manifest: Record<string, unknown>): Contents {
  const dependencies = Object.entries(record(manifest['dependencies']))
  const others = ['devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) => Object.entries(record(manifest[field])))
  const all = [...dependencies, ...others]
  return {
    name: string(manifest['name']),
    dependencies: [...new Set(all.map(([name]) => name))],
    modules: [...mainModules(manifest), ...exportedModules(manifest['exports']), ...namedModules(record(manifest['imports']))],
    local: all.flatMap(([name, version]) => {
      const folder = /^(?:file|link|portal):(.+)$/.exec(string(version) ?? '')?.[1]
      return folder === undefined ? [] : [{ name, folder }]
    }),
  }
}

/** Types before code and sources before what is built from them, as the former are what people read. */
const mainFields = ['source', 'types', 'typings', 'module', 'main']

function mainModules(manifest: Record<string, unknown>): Contents['modules'] {
  return mainFields.flatMap((field) => {
    const path = string(manifest[field])
    return path === null ? [] : [{ prefix: '.', path }]
  })
}

function exportedModules(exports: unknown): Contents['modules'] {
  const table = record(exports)
  const isTable = Object.keys(table).some((key) => key.startsWith('.'))
  if (!isTable) return targetsOf(exports).map((path) => ({ prefix: '.', path }))
  return namedModules(table)
}

/** `exports` by subpath, `imports` by names that begin with `#`. */
function namedModules(table: Record<string, unknown>): Contents['modules'] {
  return Object.entries(table).flatMap(([prefix, target]) => targetsOf(target).map((path) => ({ prefix, path })))
}

const maxDepth = 8

/** Every file that one of the conditions leads to, in the order in which they stand. */
function targetsOf(target: unknown, depth = 0): string[] {
  if (typeof target === 'string') return [target]
  if (depth >= maxDepth) return []
  const inside = Array.isArray(target) ? list(target) : Object.values(record(target))
  return inside.flatMap((each) => targetsOf(each, depth + 1))
}
