import { setImmediate } from 'node:timers/promises'
import type { FileList } from '../repos/repos.ts'
import type { Package } from './packages.ts'
import type { Place } from './place.ts'
import { decodeText } from './text.ts'

/** A repository that a package is made in: its file lies at `root` followed by the package's `inside`. */
export interface Home {
  place: Place
  /** Empty, or ends with a slash. */
  root: string
}

export interface Homes {
  /** The repositories that a package is made in, with nothing configured: by the manifests and folders that they hold. */
  of(wanted: Package): Promise<readonly Home[]>
}

/** How long manifests may be read for. Those that were read are kept, so that the next time gets further. */
const patienceMs = 1_500

export function createHomes(places: readonly Place[]): Homes {
  const known = new Map<string, Promise<readonly Home[]>>()
  const deadline = performance.now() + patienceMs
  return {
    of(wanted) {
      const key = `${wanted.ecosystem} ${wanted.name}`
      const homes = known.get(key) ?? findHomes({ places, wanted, deadline })
      known.set(key, homes)
      return homes
    },
  }
}

interface Request {
  places: readonly Place[]
  wanted: Package
  deadline: number
}

async function findHomes({ places, wanted, deadline }: Request): Promise<Home[]> {
  const homes: Home[] = []
  for (const place of likelyFirst(places, wanted.name)) {
    if (performance.now() > deadline) break
    for (const root of await rootsIn(place, wanted)) homes.push({ place, root })
  }
  return homes
}

/** Repositories whose own name stands in the package's come first, so that a large house is not read through. */
function likelyFirst(places: readonly Place[], name: string): Place[] {
  const parts = new Set(name.toLowerCase().split(/[/@._-]/))
  const isLikely = ({ repo }: Place) => repo.toLowerCase().split('/').at(-1)?.split(/[._-]/).some((part) => parts.has(part)) ?? false
  return places.toSorted((a, b) => Number(isLikely(b)) - Number(isLikely(a)))
}

function rootsIn(place: Place, wanted: Package): Promise<string[]> {
  if (wanted.ecosystem === 'npm') return npmRoots(place, wanted.name)
  if (wanted.ecosystem === 'go') return goRoots(place, wanted.name)
  const named = manifestFiles[wanted.ecosystem]
  return named ? namedRoots(place, named, wanted.name) : folderRoots(place.files, wanted)
}

const npmRoots = (place: Place, name: string): Promise<string[]> => namedRoots(place, { file: 'package.json', nameIn: nameInJson }, name)

interface ManifestFile {
  /** The end of its name. */
  file: string
  nameIn(text: string): string | undefined
}

/** Manifests that bear their package's name. */
const manifestFiles: Partial<Record<Package['ecosystem'], ManifestFile>> = {
  cargo: { file: 'Cargo.toml', nameIn: (text) => /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/m.exec(text)?.[1] },
  rubygems: { file: '.gemspec', nameIn: (text) => /\.name\s*=\s*["']([^"']+)["']/.exec(text)?.[1] },
  packagist: { file: 'composer.json', nameIn: nameInJson },
  hex: { file: 'mix.exs', nameIn: (text) => /\bapp:\s*:(\w+)/.exec(text)?.[1] },
  pub: { file: 'pubspec.yaml', nameIn: (text) => /^name:\s*["']?([\w.-]+)/m.exec(text)?.[1] },
}

async function namedRoots(place: Place, { file, nameIn }: ManifestFile, name: string): Promise<string[]> {
  const manifests = await manifestsOf(place, file, nameIn)
  return manifests.filter((manifest) => manifest.name === name).map((manifest) => manifest.folder)
}

/** The module whose path is the longest beginning of the import path. Major versions (`/v3`) are no folders, as a rule. */
async function goRoots(place: Place, path: string): Promise<string[]> {
  const wanted = withoutMajor(path)
  const modules = (await manifestsOf(place, 'go.mod', nameInGoMod)).map((manifest) => ({ ...manifest, name: withoutMajor(manifest.name) }))
  const fitting = modules.filter(({ name }) => wanted === name || wanted.startsWith(`${name}/`)).sort((a, b) => b.name.length - a.name.length)
  return fitting.slice(0, 1).map(({ name, folder }) => folder + (wanted === name ? '' : `${wanted.slice(name.length + 1)}/`))
}

const withoutMajor = (path: string) => path.replace(/\/v\d+(?=\/|$)/g, '').replace(/\.v\d+$/, '')

interface Manifest {
  name: string
  /** Empty, or ends with a slash. */
  folder: string
}

const kept = new WeakMap<FileList, Map<string, Promise<Manifest[]>>>()
const maxManifests = 60
const maxManifestDepth = 5

function manifestsOf(place: Place, file: string, nameIn: (text: string) => string | undefined): Promise<Manifest[]> {
  const known = kept.get(place.files) ?? new Map<string, Promise<Manifest[]>>()
  kept.set(place.files, known)
  const manifests = known.get(file) ?? readManifests(place, file, nameIn)
  known.set(file, manifests)
  manifests.catch(() => known.delete(file))
  return manifests
}

async function readManifests({ files, read }: Place, file: string, nameIn: (text: string) => string | undefined): Promise<Manifest[]> {
  const paths = (await pathsWhere(files, (path) => path.endsWith(file) && (file.startsWith('.') || path === file || path.at(-file.length - 1) === '/'))).filter(isOwn)
  const shallowFirst = paths.sort((a, b) => a.split('/').length - b.split('/').length).slice(0, maxManifests)
  const manifests = await Promise.all(
    shallowFirst.map(async (path) => {
      const bytes = await read(files.oid(files.indexOf(path)))
      const name = bytes && nameIn(decodeText(bytes))
      return name ? [{ name, folder: path.slice(0, path.lastIndexOf('/') + 1) }] : []
    }),
  )
  return manifests.flat()
}

const isOwn = (path: string) => path.split('/').length <= maxManifestDepth && !/(^|\/)(node_modules|vendor|third_party|testdata|fixtures?|examples?)\//.test(path)

function nameInJson(text: string): string | undefined {
  try {
    const { name } = JSON.parse(text) as { name?: unknown }
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined // a template, or half a merge
  }
}

const nameInGoMod = (text: string) => /^module\s+"?([^\s"]+)/m.exec(text)?.[1]

const maxRoots = 3

/** Python and Java: the folders below which the package's own stand. Sources come before tests. */
async function folderRoots(files: FileList, { ecosystem, name, inside }: Package): Promise<string[]> {
  const rootIn = ecosystem === 'python' ? pythonRoot(name) : javaRoot(name)
  const roots = new Set((await pathsWhere(files, (path) => rootIn(path) !== null)).flatMap((path) => rootIn(path) ?? []))
  const whole = inside.join('/')
  return [...roots].sort((a, b) => rank(files, b, whole) - rank(files, a, whole) || a.length - b.length).slice(0, maxRoots)
}

/** A path's part before a package's file or folder, or null. */
type RootIn = (path: string) => string | null

function pythonRoot(name: string): RootIn {
  const marks = [`${name}/__init__.py`, `${name}.py`]
  return (path) => {
    const mark = marks.find((each) => path === each || path.endsWith(`/${each}`))
    return mark !== undefined && isOwn(path) ? path.slice(0, -mark.length) : null
  }
}

function javaRoot(name: string): RootIn {
  return (path) => {
    const at = path.startsWith(`${name}/`) ? 0 : path.lastIndexOf(`/${name}/`) + 1
    return at > 0 || path.startsWith(`${name}/`) ? path.slice(0, at) : null
  }
}

const rank = (files: FileList, root: string, inside: string) => (files.indexOf(root + inside) >= 0 ? 2 : 0) + (/(^|\/)tests?\//.test(root) ? 0 : 1)

const pathsAtOnce = 20_000

/** The paths that pass, without holding up others while a large listing is gone through. */
async function pathsWhere({ paths }: FileList, passes: (path: string) => boolean): Promise<string[]> {
  const found: string[] = []
  for (const [at, path] of paths.entries()) {
    if (at % pathsAtOnce === pathsAtOnce - 1) await setImmediate()
    if (passes(path)) found.push(path)
  }
  return found
}
