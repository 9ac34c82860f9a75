import { comparedName } from '../../versions/purl.ts'
import { listIn, textIn } from '../formats/json.ts'
import { readToml, type ReadToml } from '../formats/toml.ts'
import type { Scope } from '../project.ts'
import { asksIn, type PythonAsk } from './ask.ts'
import { parseRequirement } from './requirement.ts'
import { elementsOf, tableIn } from '../../values.ts'

/** What a pyproject.toml says: https://packaging.python.org/en/latest/specifications/pyproject-toml/ */
export interface Pyproject {
  /** Whether it tells of a project at all: many only hold the settings of tools. */
  isProject: boolean
  name: string | null
  version: string | null
  asks: PythonAsk[]
  /** Whether what it asks for is told somewhere else. */
  isDynamic: boolean
  /** Requirements files with what it asks for, where those are named. */
  files: readonly { path: string; scope: Scope }[]
  /** The tools that it has settings of, such as `poetry`. */
  tools: ReadonlySet<string>
}

/** Null for what is no TOML. */
export function readPyproject(text: string, path: string): Pyproject | null {
  const read = readToml(text)
  if (read === null) return null
  const [project, tool] = [tableIn(read.value['project']), tableIn(read.value['tool'])]
  const poetry = tableIn(tool['poetry'])
  const isPoetry = textIn(poetry['name']) !== null || poetry['dependencies'] !== undefined
  const standard = standardAsks(read, path)
  const asks = [...standard, ...groupAsks(read, path), ...poetryAsks(read, path, new Set(standard.map(({ name }) => name)))]
  const dynamic = listIn(project['dynamic'])
  return {
    isProject: read.value['project'] !== undefined || read.value['dependency-groups'] !== undefined || read.value['build-system'] !== undefined || isPoetry || asks.length > 0,
    name: textIn(project['name']) ?? textIn(poetry['name']), version: textIn(project['version']) ?? textIn(poetry['version']), asks,
    isDynamic: isPoetry ? false : read.value['project'] === undefined || dynamic.includes('dependencies') || dynamic.includes('optional-dependencies'),
    files: filesIn(tableIn(tableIn(tool['setuptools'])['dynamic'])), tools: new Set(Object.keys(tool)),
  }
}

/** The sections of the standard, and what is needed to build. */
function standardAsks({ value, lineOf }: ReadToml, path: string): PythonAsk[] {
  const list = (section: readonly string[], scope: Scope) => asksIn(elementsOf(valueAt(value, section)), scope, (place) => ({ path, line: lineOf(...section, place) }))
  const extras = Object.keys(tableIn(valueAt(value, ['project', 'optional-dependencies'])))
  return [
    ...list(['project', 'dependencies'], 'runtime'),
    ...extras.flatMap((extra) => list(['project', 'optional-dependencies', extra], 'optional')),
    ...list(['build-system', 'requires'], 'dev'),
  ]
}

/** Groups of PEP 735, and those of uv, PDM and Hatch from before: they are for development. */
function groupAsks({ value, lineOf }: ReadToml, path: string): PythonAsk[] {
  const list = (section: readonly string[]) => asksIn(elementsOf(valueAt(value, section)), 'dev', (place) => ({ path, line: lineOf(...section, place) }))
  const within = (section: readonly string[]) => Object.keys(tableIn(valueAt(value, section))).flatMap((key) => list([...section, key]))
  const environments = Object.keys(tableIn(valueAt(value, ['tool', 'hatch', 'envs']))).flatMap((key) => ['dependencies', 'extra-dependencies'].flatMap((section) => list(['tool', 'hatch', 'envs', key, section])))
  return [...within(['dependency-groups']), ...list(['tool', 'uv', 'dev-dependencies']), ...within(['tool', 'pdm', 'dev-dependencies']), ...environments]
}

const valueAt = (value: ReadToml['value'], path: readonly string[]) =>
  path.reduce<unknown>((within, key) => {
    const table = tableIn(within)
    return Object.hasOwn(table, key) ? table[key] : undefined
  }, value)

/** The sections of Poetry: https://python-poetry.org/docs/pyproject/#dependencies-and-dependency-groups. What the standard's have already only gets a source there. */
function poetryAsks({ value, lineOf }: ReadToml, path: string, known: ReadonlySet<string>): PythonAsk[] {
  const root = ['tool', 'poetry']
  const groups = Object.keys(tableIn(valueAt(value, [...root, 'group']))).map((group) => [[...root, 'group', group, 'dependencies'], group === 'main' ? 'runtime' : 'dev'] as const)
  const sections: readonly (readonly [readonly string[], Scope])[] = [[[...root, 'dependencies'], 'runtime'], ...groups, [[...root, 'dev-dependencies'], 'dev']]
  return sections.flatMap(([section, scope]) => Object.entries(tableIn(valueAt(value, section))).flatMap(([key, entry]) => {
    const name = comparedName('pypi', key)
    if (name === 'python' || (scope === 'runtime' && known.has(name))) return []
    return (Array.isArray(entry) ? entry : [entry]).map((each: unknown) => poetryAsk(name, each, scope, { path, line: lineOf(...section, key) }))
  }))
}

function poetryAsk(name: string, entry: unknown, scope: Scope, at: PythonAsk['at']): PythonAsk {
  const table = tableIn(entry)
  const range = textIn(entry) ?? textIn(table['version'])
  return {
    name, extras: listIn(table['extras']).map((extra) => comparedName('pypi', extra)), range: range ?? sourceIn(table), version: pinned(range),
    scope: scope === 'runtime' && table['optional'] === true ? 'optional' : scope, at,
  }
}

/** Where a package is taken from instead of PyPI, as `git:https://example.com/a`. */
export const sourceIn = (table: ReadToml['value']): string | null =>
  ['git', 'path', 'url', 'file'].flatMap((kind) => (typeof table[kind] === 'string' ? [`${kind}:${table[kind]}`] : []))[0] ?? null

/** Of `==1.2.3`. A version alone has a caret in Poetry. */
export const pinned = (range: string | null): string | null => (range === null ? null : (parseRequirement(`a ${range}`)?.version ?? null))

/** https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata */
function filesIn(dynamic: ReadToml['value']): Pyproject['files'] {
  const named = (value: unknown, scope: Scope) => {
    const { file } = tableIn(value)
    return (typeof file === 'string' ? [file] : listIn(file)).map((path) => ({ path, scope }))
  }
  return [...named(dynamic['dependencies'], 'runtime'), ...Object.values(tableIn(dynamic['optional-dependencies'])).flatMap((value) => named(value, 'optional'))]
}
