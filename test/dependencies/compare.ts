import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Dependency, Ecosystem, Project } from '../../src/impact/dependencies/project.ts'
import { readers } from '../../src/impact/dependencies/readers.ts'

/** How what Firebreak reads of an ecosystem is held against what its own tool says. A file of this folder exports one as `comparison`. */
export interface Comparison {
  ecosystem: Ecosystem
  /** What stands above the table in Markdown: what is compared with what, and what is needed to repeat it. */
  about: string
  subjects: readonly Subject[]
  /** The files that are checked out, so that the tool finds them; every file without it. The project's own programs and settings must not run. */
  needs?(path: string): boolean
  /** What the tool says of a subject whose tree is checked out in a folder: each `name@version`, as the reader writes names. */
  resolved(folder: string, subject: Subject): Promise<Resolved>
  /** Which projects of the tree are told of; without it those that were read from the lockfile, or else the one in the folder. */
  ours?(projects: readonly Project[], subject: Subject, paths: readonly string[]): Project[]
  /** How a package is written where not as `name@version`: with its scope or project, if the tool tells of it. Null for what is not compared. */
  shown?(dependency: Dependency, project: Project, subject: Subject): string | null
  /** Files that the reader is not shown, so that it has to find out itself what they say. */
  hides?(path: string, subject: Subject): boolean
  /** Why something differs, as a sentence; null for what is not explained. Called for every difference. */
  cause?(difference: Difference): string | null
}

export interface Subject {
  /** `owner/name` */
  repo: string
  /** 40 hexadecimal digits. */
  commit: string
  /** With a slash at its end; empty for the root. */
  folder: string
  /** The lockfile's name in the folder; what has none leaves it out. */
  lock?: string
  /** What is said of the subject in the table besides: the version of the lockfile's format, say. */
  note?: string
}

export interface Resolved {
  /** Its name and version. */
  tool: string
  packages: ReadonlySet<string>
}

export interface Difference {
  subject: Subject
  /** `name@version` */
  package: string
  /** Who has it. */
  only: 'tool' | 'Firebreak'
  ours: ReadonlySet<string>
  theirs: ReadonlySet<string>
  /** Every file of the tree. */
  paths: readonly string[]
  /** Reads one; null for none. */
  text(path: string): string | null
}

export interface Compared {
  subject: Subject
  tool: string
  theirs: number
  ours: number
  same: number
  onlyTool: { package: string; cause: string | null }[]
  onlyFirebreak: { package: string; cause: string | null }[]
}

/** Checks out one subject, reads it, asks the tool, and compares. */
export async function compare(comparison: Comparison, subject: Subject, repos: string): Promise<Compared> {
  const git = findRepo(repos, subject.repo)
  if (git === null) throw new Error(`There is no clone of ${subject.repo} below the folder of repositories.`)
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-compare-'))
  try {
    const paths = pathsOf(git, subject.commit)
    checkOut(git, { commit: subject.commit, folder, paths: comparison.needs ? paths.filter(comparison.needs) : null })
    const text = (path: string) => textAt(git, subject.commit, path)
    const projects = readAll(comparison.ecosystem, paths.filter((path) => !comparison.hides?.(path, subject)), text)
    const own = new Set(projects.flatMap(({ name, version }) => [`${name}@${version}`, `${name}@${version}${forDevelopment}`]))
    const { tool, packages } = await comparison.resolved(folder, subject)
    const theirs = new Set([...packages].filter((each) => !own.has(each)))
    const chosen = comparison.ours ? comparison.ours(projects, subject, paths) : chosenBy(projects, subject)
    const ours = needed(chosen.flatMap((project) => namesIn(project, subject, comparison.shown)).filter((each) => !own.has(each)))
    const only = (one: ReadonlySet<string>, other: ReadonlySet<string>, side: Difference['only']) =>
      [...one].filter((each) => !other.has(each)).toSorted().map((each) => ({ package: each, cause: comparison.cause?.({ subject, package: each, only: side, ours, theirs, paths, text }) ?? null }))
    return {
      subject, tool, theirs: theirs.size, ours: ours.size, same: [...ours].filter((each) => theirs.has(each)).length,
      onlyTool: only(theirs, ours, 'tool'), onlyFirebreak: only(ours, theirs, 'Firebreak'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As the server does: all files of the tree that the readers ask for. */
function readAll(ecosystem: Ecosystem, paths: readonly string[], text: (path: string) => string | null): Project[] {
  return readers.filter((reader) => reader.ecosystem === ecosystem).flatMap((reader) => reader.read({ paths: paths.filter((path) => reader.reads(path)), text }))
}

function chosenBy(projects: readonly Project[], { folder, lock }: Subject): Project[] {
  return projects.filter((project) => (lock === undefined ? project.folder === folder : project.files.includes(folder + lock)))
}

/** What is known by a range alone is left out: the tool has a version of it or does not have it. */
function namesIn(project: Project, subject: Subject, shown: Comparison['shown'] = ({ name, version }) => `${name}@${version}`): string[] {
  return project.dependencies.filter(({ version }) => version !== null).map((dependency) => shown(dependency, project, subject)).filter((each) => each !== null)
}

/** Without what is there for development, where the same is there for something else too. */
function needed(names: readonly string[]): Set<string> {
  const all = new Set(names)
  return new Set([...all].filter((name) => !name.endsWith(forDevelopment) || !all.has(name.slice(0, -forDevelopment.length))))
}

/** Stands behind what is for development alone, where that is compared. */
export const forDevelopment = ' dev'

/** The git folder of a repository, named `owner+name` or `name.git` somewhere in a folder. */
function findRepo(root: string, repo: string): string | null {
  const [owner = '', name = ''] = repo.split('/')
  const open = [{ folder: root, depth: 0 }]
  for (const { folder, depth } of open) {
    for (const entry of [`${owner}+${name}`, `${name}.git`]) {
      const found = ['', '.git', 'repo', 'repo/.git'].map((inner) => join(folder, entry, inner)).find(isGitFolder)
      if (found !== undefined) return found
    }
    if (depth < 2) for (const { name: child } of readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory())) open.push({ folder: join(folder, child), depth: depth + 1 })
  }
  return null
}

const isGitFolder = (path: string) => existsSync(join(path, 'HEAD')) && existsSync(join(path, 'objects'))

/** Paths of regular files and links: what is in a submodule is not there. */
function pathsOf(git: string, commit: string): string[] {
  const lines = run(['--git-dir', git, 'ls-tree', '-r', '-z', '--full-tree', commit]).split('\0').filter(Boolean)
  return lines.filter((line) => line.startsWith('100')).map((line) => line.slice(line.indexOf('\t') + 1)).toSorted()
}

function textAt(git: string, commit: string, path: string): string | null {
  try {
    const text = run(['--git-dir', git, 'show', `${commit}:${path}`])
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

/** With an index of its own, so that the clone stays as it is. No filters of the repository run, as a bare clone configures none. */
function checkOut(git: string, { commit, folder, paths }: { commit: string; folder: string; paths: readonly string[] | null }): void {
  const index = mkdtempSync(join(tmpdir(), 'firebreak-index-'))
  const env = { ...process.env, GIT_INDEX_FILE: join(index, 'index'), GIT_LFS_SKIP_SMUDGE: '1' }
  const at = ['--git-dir', git, '--work-tree', folder]
  run([...at, 'read-tree', commit], { env })
  run([...at, 'checkout-index', '-f', '-q', ...(paths === null ? ['-a'] : ['-z', '--stdin'])], { env, cwd: folder, input: (paths ?? []).join('\0') })
  rmSync(index, { recursive: true, force: true })
}

function run(args: readonly string[], options: { env?: NodeJS.ProcessEnv; cwd?: string; input?: string } = {}): string {
  return execFileSync('git', args, { ...options, encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'pipe'] })
}

/** Every file of a checked out tree. */
export const walkFiles = (root: string): string[] => readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ parentPath, name }) => relative(root, join(parentPath, name))).toSorted()

/** A file of a checked out tree; null for none. */
export const readOrNull = (path: string): string | null => (existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : null)
