import { parse } from 'smol-toml'
import { list, record, string, type Contents, type ManifestReader } from './manifest.ts'

/** Cargo.toml: https://doc.rust-lang.org/cargo/reference/manifest.html. A crate is named in code with `_` where its package has `-`. */
export const readCargoToml: ManifestReader = ({ text }) => {
  try {
    return contentsOf(record(parse(text)))
  } catch {
    return null
  }
}

export const crateName = (name: string): string => name.replaceAll('-', '_')

function contentsOf(manifest: Record<string, unknown>): Contents {
  const library = record(manifest['lib'])
  const name = string(library['name']) ?? string(record(manifest['package'])['name'])
  const dependencies = dependenciesOf(manifest)
  return {
    name: name === null ? null : crateName(name),
    dependencies: dependencies.map(({ name: each }) => each),
    modules: [string(library['path']) ?? 'src/lib.rs', 'src/main.rs', ...otherRoots(manifest)].map((path) => ({ prefix: '', path })),
    local: dependencies.flatMap(({ name: each, folder }) => (folder === null ? [] : [{ name: each, folder }])),
  }
}

/** Where further programs, tests and examples begin that the manifest names. */
function otherRoots(manifest: Record<string, unknown>): string[] {
  return ['bin', 'test', 'example', 'bench'].flatMap((kind) => list(manifest[kind]).flatMap((target) => string(record(target)['path']) ?? []))
}

/** Of the package, of its tests and build, of the whole workspace; those for single targets too. */
function dependenciesOf(manifest: Record<string, unknown>): { name: string; folder: string | null }[] {
  const targets = Object.values(record(manifest['target'])).map(record)
  const tables = [manifest, record(manifest['workspace']), ...targets].flatMap((each) => ['dependencies', 'dev-dependencies', 'build-dependencies'].map((field) => record(each[field])))
  return tables.flatMap((table) =>
    Object.entries(table).map(([name, about]) => ({ name: crateName(string(record(about)['package']) ?? name), folder: string(record(about)['path']) })),
  )
}
