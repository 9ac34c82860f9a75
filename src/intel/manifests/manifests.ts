import { posix } from 'node:path'
import type { Tree } from '../tree.ts'
import { readCargoToml } from './cargo.ts'
import { readGoMod } from './go.ts'
import { readGradle, readPom, readSbt } from './jvm.ts'
import type { Ecosystem, Manifest, ManifestReader } from './manifest.ts'
import { readPackageJson } from './npm.ts'
import { readComposer } from './php.ts'
import { readPyproject, readRequirements, readSetupCfg, readSetupPy } from './python.ts'
import { readGemfile, readGemspec } from './ruby.ts'

const readers: Record<string, [Ecosystem, ManifestReader]> = {
  'package.json': ['npm', readPackageJson],
  'go.mod': ['go', readGoMod],
  'pom.xml': ['maven', readPom],
  'build.gradle': ['maven', readGradle],
  'build.gradle.kts': ['maven', readGradle],
  'build.sbt': ['maven', readSbt],
  'pyproject.toml': ['pypi', readPyproject],
  'setup.cfg': ['pypi', readSetupCfg],
  'setup.py': ['pypi', readSetupPy],
  'requirements.txt': ['pypi', readRequirements],
  'Cargo.toml': ['cargo', readCargoToml],
  'Gemfile': ['rubygems', readGemfile],
  'composer.json': ['composer', readComposer],
}

/** By the file's name; undefined for what is no manifest. */
function readerOf(path: string): [Ecosystem, ManifestReader] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.endsWith('.gemspec')) return ['rubygems', readGemspec]
  return Object.hasOwn(readers, name) ? readers[name] : undefined
}

/** Copies of other people's packages, and material of tests. */
export const isForeign = (path: string) => /(^|\/)(node_modules|vendor|third_party|testdata|site-packages)\//.test(path)

const maxManifests = 1_000
const maxBytes = 256 * 1024

/** The manifests of a tree, those nearest to its root first; what is larger than a hand writes is passed over. */
export async function readManifests(tree: Tree, signal?: AbortSignal): Promise<Manifest[]> {
  const { files } = tree
  const places = [...files.paths.keys()].filter((at) => readerOf(files.paths[at] ?? '') && files.kind(at) === 'file' && (files.size(at) ?? Infinity) <= maxBytes && !isForeign(files.paths[at] ?? ''))
  const paths = places.map((at) => files.paths[at] ?? '').toSorted((a, b) => depthOf(a) - depthOf(b)).slice(0, maxManifests)
  const texts = await tree.texts(paths, signal)
  return paths.flatMap((path, at) => readManifest(tree, path, texts[at] ?? null) ?? [])
}

const depthOf = (path: string) => path.split('/').length

function readManifest({ repository }: Tree, path: string, text: string | null): Manifest | null {
  const [ecosystem, read] = readerOf(path) ?? []
  if (text === null || !ecosystem || !read) return null
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const folderName = posix.basename(folder === '' ? repository.name : folder)
  const contents = read({ text, folderName })
  return contents && { ecosystem, folder, ...contents }
}
