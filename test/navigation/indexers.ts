import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join, relative } from 'node:path'
import type { House, Marked } from '../../src/intel/navigate/houses.fixture.ts'
import { findProgram } from '../support/programs.ts'
import { writeMarkedIndex } from './marked-index.ts'

/** A program that makes a SCIP index of one language. */
export interface Indexer {
  name: string
  /** Where it is; undefined where the machine has none. */
  find(): string | undefined
  /** Commands that work where it does: rustup, say, has a program of each name, which may only tell that it is not installed. */
  proofs?: readonly (readonly [program: string, ...args: string[]])[]
  /** It writes no relationships, so that what implements what is searched for all the same. */
  isSilentOnImplementations?: true
  /** Lets repositories that lie side by side find one another, as installing packages would. */
  link?(repositories: readonly Checkout[]): void
  /** Arguments for an index.scip in the folder of the repository, in which it is started. */
  args(repository: Checkout, all: readonly Checkout[]): readonly string[]
  /** Writes the index itself, without a program. */
  write?(repository: Checkout, all: readonly Checkout[]): void
  env?(all: readonly Checkout[]): Record<string, string>
}

/** The files of a repository in a folder of their own. */
export interface Checkout {
  name: string
  folder: string
  files: ReadonlyMap<string, string>
  /** What is known of the names in them. */
  marks: readonly Marked[]
}

const root = join(import.meta.dirname, '..', '..')
/** npm brings some; test/indexers/install.mjs puts others into a folder of ours; and the machine may have them. */
const find = (name: string) => findProgram(join(root, 'node_modules', '.bin', name), join(root, '.runtime', 'indexers', 'bin', name), name)

/** Some are libraries, which a script of ours runs. */
const librariesOf = (name: string) => join(root, '.runtime', 'indexers', 'bin', name)
const withLibraries = (name: string) => (existsSync(librariesOf(name)) ? process.execPath : undefined)

const javaProofs = [['java', '-cp', join(librariesOf('scip-java'), '*'), 'com.sourcegraph.scip_java.ScipJava', '--version'], ['javac', '-version'], ['jar', '--version']] as const
const loadClang = `import sys; sys.path.insert(0, ${JSON.stringify(librariesOf('libclang'))}); from clang import cindex; cindex.Index.create()`
const clangProofs = [['python3', '-c', loadClang], ['cc', '--version']] as const

/** Of these languages no indexer comes as a package. */
const marked: Indexer = { name: 'marks', find: () => process.execPath, args: () => [], write: writeMarkedIndex }

/** By the name of the language's house. */
export const indexers: Record<string, Indexer> = {
  typescript: { name: 'scip-typescript', find: () => find('scip-typescript'), link: linkNodeModules, args: () => ['index', '--no-progress-bar'] },
  python: { name: 'scip-python', find: () => find('scip-python'), args: pythonArgs, env: pythonPath },
  go: { name: 'scip-go', find: () => find('scip-go'), proofs: [['go', 'version']], args: () => ['index'] },
  rust: { name: 'rust-analyzer', isSilentOnImplementations: true, find: () => find('rust-analyzer'), proofs: [['rust-analyzer', '--version'], ['cargo', '--version']], args: () => ['scip', '.'] },
  java: { name: 'scip-java', find: () => withLibraries('scip-java'), proofs: javaProofs, args: javaArgs },
  scala: { name: 'semanticdb-scalac', find: () => (withLibraries('scip-java') === undefined ? undefined : withLibraries('semanticdb-scalac')), proofs: javaProofs.slice(0, 1), args: scalaArgs },
  ruby: marked,
  kotlin: marked,
  c: { name: 'libclang', find: () => withLibraries('libclang'), proofs: clangProofs, args: clangArgs },
  cpp: { name: 'libclang', find: () => withLibraries('libclang'), proofs: clangProofs, args: clangArgs },
}

/** Why no index can be made here; undefined where it can. */
export function whyNot({ name, find: where, proofs = [] }: Indexer): string | undefined {
  if (where() === undefined) return `there is no ${name}`
  const failing = proofs.find(([program, ...args]) => spawnSync(program, args, { stdio: 'ignore' }).status !== 0)
  return failing && `${failing[0]} does not run`
}

/** Makes the indexes of repositories that may depend on one another, which must lie in one folder. */
export function indexAll(indexer: Indexer, repositories: readonly Checkout[]): void {
  const program = indexer.find()
  if (program === undefined) throw new Error(`There is no ${indexer.name} on this machine.`)
  if (indexer.write) return repositories.forEach((repository) => indexer.write?.(repository, repositories))
  indexer.link?.(repositories)
  // Programs of npm are started by the Node that runs this.
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter), ...indexer.env?.(repositories) }
  for (const repository of repositories) execFileSync(program, indexer.args(repository, repositories), { cwd: repository.folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
}

/** As `npm install` leaves packages that are linked. */
function linkNodeModules(repositories: readonly Checkout[]): void {
  for (const { folder } of repositories) {
    for (const other of repositories.filter((each) => each.folder !== folder)) {
      const manifest = JSON.parse(other.files.get('package.json') ?? '{}') as { name?: string }
      if (manifest.name === undefined) continue
      const link = join(folder, 'node_modules', manifest.name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(other.folder, link)
    }
  }
}

/** Where the modules of a Python package begin. */
function pythonRoot({ folder, files }: Checkout): string {
  return [...files.keys()].some((path) => path.startsWith('src/')) ? join(folder, 'src') : folder
}

function pythonPath(all: readonly Checkout[]): Record<string, string> {
  return { PYTHONPATH: all.map(pythonRoot).join(delimiter) }
}

function projectOf({ files }: Checkout): { name: string; version: string } {
  const [, name = ''] = /^name = "(.*)"/m.exec(files.get('pyproject.toml') ?? '') ?? []
  const [, version = ''] = /^version = "(.*)"/m.exec(files.get('pyproject.toml') ?? '') ?? []
  return { name, version }
}

/** scip-python asks pip which installed package a file is of, unless a file tells it. */
function pythonArgs(repository: Checkout, all: readonly Checkout[]): string[] {
  const packages = all.filter((each) => each !== repository).map((each) => {
    const inPackage = [...each.files.keys()].map((path) => relative(pythonRoot(each), join(each.folder, path)))
    return { ...projectOf(each), files: inPackage.filter((path) => path.endsWith('.py') && !path.startsWith('..')) }
  })
  const environment = join(dirname(repository.folder), `${basename(repository.folder)}.environment.json`)
  writeFileSync(environment, JSON.stringify(packages))
  const { name, version } = projectOf(repository)
  return ['index', '--quiet', '--project-name', name, '--project-version', version, '--environment', environment]
}

const script = (name: string) => join(root, 'test', 'indexers', name)

/** By what its pom.xml or build.gradle says first. */
function coordinatesOf({ files }: Checkout): string {
  const told = files.get('pom.xml') ?? `${files.get('build.gradle') ?? ''}\n${files.get('settings.gradle') ?? ''}`
  const [, group = ''] = /(?:<groupId>|group = ')([^<']+)/.exec(told) ?? []
  const [, artifact = ''] = /(?:<artifactId>|rootProject\.name = ')([^<']+)/.exec(told) ?? []
  const [, version = ''] = /(?:<version>|version = ')([^<']+)/.exec(told) ?? []
  return `${group}:${artifact}:${version}`
}

function javaArgs(repository: Checkout, all: readonly Checkout[]): string[] {
  const others = all.filter((each) => each !== repository).map((each) => `${coordinatesOf(each)}=${each.folder}`)
  return [script('java.mjs'), librariesOf('scip-java'), coordinatesOf(repository), ...others]
}

/** By what its build.sbt says first. */
function sbtCoordinatesOf({ files }: Checkout): string {
  const told = files.get('build.sbt') ?? ''
  const [group = '', artifact = '', version = ''] = ['organization', 'name', 'version'].map((key) => new RegExp(`\\b${key} := "([^"]*)"`).exec(told)?.[1] ?? '')
  return `${group}:${artifact}:${version}`
}

function scalaArgs(repository: Checkout, all: readonly Checkout[]): string[] {
  const others = all.filter((each) => each !== repository).map((each) => `${sbtCoordinatesOf(each)}=${each.folder}`)
  return [script('scala.mjs'), librariesOf('semanticdb-scalac'), librariesOf('scip-java'), sbtCoordinatesOf(repository), ...others]
}

function clangArgs(repository: Checkout, all: readonly Checkout[]): string[] {
  return [script('clang.ts'), librariesOf('libclang'), ...all.filter((each) => each !== repository).map(({ folder }) => folder)]
}

/** Writes files into a folder, each repository into one of its name. */
export function checkOut(folder: string, { files: repositories, marks }: Pick<House, 'files' | 'marks'>): Checkout[] {
  return Object.entries(repositories).map(([name, files]) => {
    const own = join(folder, name)
    for (const [path, text] of files) {
      mkdirSync(join(own, dirname(path)), { recursive: true })
      writeFileSync(join(own, path), text)
    }
    return { name, folder: own, files, marks: marks.filter(({ repo }) => repo === name) }
  })
}
