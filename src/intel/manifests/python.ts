import { parse } from 'smol-toml'
import { allOf, list, record, string, strings, type Contents, type ManifestReader } from './manifest.ts'

/** PEP 503: https://peps.python.org/pep-0503/#normalized-names. */
export const pythonName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

/** The name before version, extras and markers: https://packaging.python.org/en/latest/specifications/dependency-specifiers. */
const requirement = (line: string): string[] => {
  const name = /^[ \t]*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1]
  return name === undefined ? [] : [pythonName(name)]
}

/** pyproject.toml, of setuptools, Poetry, Hatch and others. */
export const readPyproject: ManifestReader = ({ text }) => {
  try {
    return pyprojectContents(record(parse(text)))
  } catch {
    return null
  }
}

function pyprojectContents(file: Record<string, unknown>): Contents {
  const project = record(file['project'])
  const tools = record(file['tool'])
  const poetry = record(tools['poetry'])
  const name = string(project['name']) ?? string(poetry['name'])
  const optional = Object.values(record(project['optional-dependencies'])).flatMap(strings)
  const groups = Object.values(record(poetry['group'])).flatMap((group) => Object.keys(record(record(group)['dependencies'])))
  return {
    name: name === null ? null : pythonName(name),
    dependencies: [...[...strings(project['dependencies']), ...optional].flatMap(requirement), ...[...Object.keys(record(poetry['dependencies'])), ...groups].map(pythonName)],
    modules: [...setuptoolsModules(record(tools['setuptools'])), ...poetryModules(poetry), ...hatchModules(record(tools['hatch']))],
    local: [],
  }
}

function setuptoolsModules(setuptools: Record<string, unknown>): Contents['modules'] {
  const where = strings(record(record(setuptools['packages'])['find'])['where'])
  return [...folders(record(setuptools['package-dir'])), ...where.map((path) => ({ prefix: '', path }))]
}

function poetryModules(poetry: Record<string, unknown>): Contents['modules'] {
  return list(poetry['packages']).flatMap((each) => {
    const from = string(record(each)['from'])
    return from === null ? [] : [{ prefix: '', path: from }]
  })
}

function hatchModules(hatch: Record<string, unknown>): Contents['modules'] {
  const wheel = record(record(record(hatch['build'])['targets'])['wheel'])
  return strings(wheel['packages']).map((path) => ({ prefix: '', path: path.includes('/') ? path.replace(/\/[^/]*$/, '') : '' }))
}

function folders(table: Record<string, unknown>): Contents['modules'] {
  return Object.entries(table).flatMap(([prefix, path]) => (typeof path === 'string' ? [{ prefix, path }] : []))
}

/** setup.cfg, which is an INI file. */
export const readSetupCfg: ManifestReader = ({ text }) => {
  const name = /^name\s*=\s*(.+)$/m.exec(text)?.[1]
  const directories = /^package_dir\s*=\s*((?:.*\n?)(?:[ \t]+.*\n?)*)/m.exec(text)?.[1] ?? ''
  const required = /^install_requires\s*=\s*((?:.*\n?)(?:[ \t]+.*\n?)*)/m.exec(text)?.[1] ?? ''
  return {
    name: name === undefined ? null : pythonName(name.trim()),
    dependencies: required.split('\n').flatMap(requirement),
    modules: [...directories.matchAll(/^[ \t]*([\w.]*)\s*=\s*(\S+)[ \t]*$/gm)].map(([, prefix = '', path = '']) => ({ prefix, path })),
    local: [],
  }
}

/** setup.py is a program; what its call to `setup` says in plain words is taken from it. */
export const readSetupPy: ManifestReader = ({ text }) => {
  if (!/\bsetup\s*\(/.test(text)) return null
  const name = /\bname\s*=\s*['"]([^'"]+)['"]/.exec(text)?.[1]
  const directories = /\bpackage_dir\s*=\s*\{([^}]{0,4000})\}/.exec(text)?.[1] ?? ''
  const where = /\bfind_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?['"]([^'"]+)['"]/.exec(text)?.[1]
  const required = allOf(text, /\binstall_requires\s*=\s*\[([^\]]{0,4000})\]/g).flatMap((block) => allOf(block, /['"]([^'"]+)['"]/g))
  return {
    name: name === undefined ? null : pythonName(name),
    dependencies: required.flatMap(requirement),
    modules: [...[...directories.matchAll(/['"]([\w.]*)['"]\s*:\s*['"]([^'"]*)['"]/g)].map(([, prefix = '', path = '']) => ({ prefix, path })), ...(where === undefined ? [] : [{ prefix: '', path: where }])],
    local: [],
  }
}

/** requirements.txt names no package, only what the code beside it needs. */
export const readRequirements: ManifestReader = ({ text }) => ({ name: null, dependencies: text.split('\n').flatMap(requirement), modules: [], local: [] })
