import type { Budget } from '../budget.ts'
import { folderOf, pathFrom } from '../folders.ts'
import type { Gap, ManifestFiles, Scope } from '../project.ts'
import type { PythonAsk } from './ask.ts'
import { readPyproject, type Pyproject } from './pyproject.ts'
import { readRequirements } from './requirements-file.ts'
import { readSetupCfg, type SetupFile } from './setup-cfg.ts'
import { readSetupPy } from './setup-py.ts'

/** What the files of a folder say of the package in it. */
export interface PythonManifest {
  name: string | null
  version: string | null
  asks: readonly PythonAsk[]
  /** The files it was read from. */
  files: string[]
  tools: ReadonlySet<string>
  gaps: Gap[]
}

export interface ManifestSource {
  files: ManifestFiles
  has(path: string): boolean
  budget: Budget
}

export const manifestNames = ['pyproject.toml', 'setup.cfg', 'setup.py']

/** Null where none of the files tells of a project. */
export function readManifest(folder: string, { files, has, budget }: ManifestSource): PythonManifest | null {
  const [path = '', cfg = '', py = ''] = manifestNames.map((name) => folder + name)
  const pyproject = read(path, files, has, readPyproject)
  const isWrong = pyproject === null && has(path) && files.text(path) !== null
  const setups = !pyproject || pyproject.isDynamic ? [[cfg, read(cfg, files, has, readSetupCfg)] as const, [py, read(py, files, has, readSetupPy)] as const] : []
  const found = setups.flatMap(([at, setup]) => (setup ? [{ ...setup, path: at }] : []))
  if (!pyproject?.isProject && found.length === 0 && !isWrong) return null
  const named = requirementsNamed([...(pyproject?.isDynamic ? pyproject.files.map((each) => ({ ...each, by: path })) : []), ...found.flatMap((each) => each.files.map((file) => ({ ...file, by: each.path })))], files, budget)
  return {
    name: pyproject?.name ?? firstOf(found, 'name'), version: pyproject?.version ?? firstOf(found, 'version'),
    asks: [...(pyproject?.asks ?? []), ...found.flatMap(({ asks }) => asks), ...named.asks],
    files: [...(has(path) && (pyproject?.isProject || isWrong) ? [path] : []), ...found.map((each) => each.path), ...named.files], tools: pyproject?.tools ?? new Set(),
    gaps: [...(isWrong ? [{ path, reason: 'This is no pyproject.toml that can be read: it is not TOML.' }] : []), ...gapsOf(found, pyproject, path), ...named.gaps],
  }
}

function read<T>(path: string, files: ManifestFiles, has: (path: string) => boolean, reader: (text: string, path: string) => T | null): T | null {
  const text = has(path) ? files.text(path) : null
  return text === null ? null : reader(text, path)
}

const firstOf = (setups: readonly SetupFile[], key: 'name' | 'version') => setups.map((each) => each[key]).find((each) => each !== null) ?? null

/** Requirements files that are read when the package is built; those that many packages name count for each of them. */
function requirementsNamed(named: readonly { path: string; scope: Scope; by: string }[], files: ManifestFiles, budget: Budget): { asks: PythonAsk[]; files: string[]; gaps: Gap[] } {
  const found: { asks: PythonAsk[]; files: string[]; gaps: Gap[] } = { asks: [], files: [], gaps: [] }
  for (const { path: written, scope, by } of named) {
    const path = pathFrom(folderOf(by), written)
    const text = path === null || budget.isSpent() ? null : files.text(path)
    if (path === null || text === null) {
      found.gaps.push({ path: by, reason: `What it asks for stands in ${written.slice(0, maxShown)}, which was not read.` })
      continue
    }
    const asks = asksOf(text, path, scope)
    budget.spend(asks.length + text.length / charactersEach)
    for (const ask of asks) found.asks.push(ask)
    found.files.push(path)
  }
  return found
}

const maxShown = 100
/** As many characters count like a dependency: reading them takes time even where they tell of none. */
const charactersEach = 100

const asksOf = (text: string, path: string, scope: Scope) => readRequirements(text).entries.map(({ name, extras, range, version, line }): PythonAsk => ({ name, extras, range, version, scope, at: { path, line } }))

/** What only running the build would tell. */
function gapsOf(found: readonly (SetupFile & { path: string })[], pyproject: Pyproject | null, path: string): Gap[] {
  const computed = found.flatMap((each) => (each.computed.length === 0 ? [] : [{ path: each.path, reason: `It is computed, and so not known whole, what it asks for: ${each.computed.join(', ')}.` }]))
  const isSaid = found.length > 0 || (pyproject?.files.length ?? 0) > 0
  const isUnsaid = pyproject?.isProject && pyproject.isDynamic && pyproject.name !== null && !isSaid
  return isUnsaid ? [{ path, reason: 'What it asks for is computed when it is built, and so not known.' }, ...computed] : computed
}

export const isManifestName = (path: string): boolean => manifestNames.includes(path.slice(folderOf(path).length))
