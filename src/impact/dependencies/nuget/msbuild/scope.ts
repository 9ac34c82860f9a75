import { nameOf } from '../../folders.ts'
import { isCompatible, partsOf } from './frameworks.ts'

/** A text in which something may stand that cannot be told from the tree; then the text is as it was written. */
export interface Value {
  text: string
  isKnown: boolean
}

/** What stands behind names while a project is read. Names are known without case. */
export interface Scope {
  /** The project file that everything is read for. */
  projectPath: string
  /** The file that is being read. */
  path: string
  properties: Map<string, Value>
  /** The file in a folder of the tree or the nearest one above it; null for none. */
  fileAbove(folder: string, name: string): string | null
}

/** Longer ones are made to grow without end. */
const maxText = 5_000

/** A text with its properties put in: https://learn.microsoft.com/visualstudio/msbuild/property-functions. Paths within the tree start with a slash. */
export function expand(text: string, scope: Scope): Value {
  if (text.length > maxText || /[%@]\(/.test(text)) return { text, isKnown: false }
  let [expanded, at] = ['', 0]
  for (let from = text.indexOf('$('); from >= 0; from = text.indexOf('$(', at)) {
    const end = endOf(text, from + 1)
    const value = end < 0 ? null : valueOf(text.slice(from + 2, end), scope)
    if (!value?.isKnown) return { text, isKnown: false }
    expanded += text.slice(at, from) + value.text
    at = end + 1
    if (expanded.length > maxText) return { text, isKnown: false }
  }
  return { text: expanded + text.slice(at), isKnown: true }
}

/** The bracket that closes the one at a place; -1 for none. */
export function endOf(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return -1
}

const unknown: Value = { text: '', isKnown: false }
const known = (text: string): Value => ({ text, isKnown: true })

function valueOf(inner: string, scope: Scope): Value {
  if (/^[\w.-]+$/.test(inner)) return propertyOf(inner.toLowerCase(), scope)
  const [, name, method, argument] = /^(\w{1,200})\.(StartsWith|EndsWith|Contains)\(['"`]([^'"`$]{0,500})['"`]\)$/.exec(inner) ?? []
  if (name !== undefined && method !== undefined && argument !== undefined) return tested(propertyOf(name.toLowerCase(), scope), method, argument)
  const [, own, rest] = /^\[MSBuild\]::(\w{1,100})\(([^]*)\)$/.exec(inner) ?? []
  return own === undefined || rest === undefined ? unknown : answered(own, argumentsIn(rest, scope), scope)
}

function tested({ text, isKnown }: Value, method: string, argument: string): Value {
  const holds = method === 'StartsWith' ? text.startsWith(argument) : method === 'EndsWith' ? text.endsWith(argument) : text.includes(argument)
  return isKnown ? known(String(holds)) : unknown
}

/** No function in it has commas of its own that matter here. */
const argumentsIn = (text: string, scope: Scope): Value[] => text.split(',').slice(0, 3).map((each) => expandedOnce(each.trim().replace(/^(['"`])([^]*)\1$/, '$2'), scope))

/** Only names: functions within functions are not followed. */
const expandedOnce = (text: string, scope: Scope): Value => (/\$\([^)]*[([]/.test(text) ? unknown : expand(text, scope))

function answered(name: string, values: readonly Value[], scope: Scope): Value {
  if (values.some(({ isKnown }) => !isKnown)) return unknown
  const [first = '', second] = values.map(({ text }) => text)
  if (name === 'GetPathOfFileAbove') return found(scope.fileAbove(second ?? folderOfFile(scope.path), first))
  if (name === 'GetDirectoryNameOfFileAbove') return found(scope.fileAbove(first, second ?? ''), true)
  if (name === 'IsTargetFrameworkCompatible') return boolean(isCompatible(first, second ?? ''))
  if (name === 'GetTargetFrameworkIdentifier') return known(partsOf(first)?.identifier ?? '')
  return unknown
}

const boolean = (value: boolean | null): Value => (value === null ? unknown : known(String(value)))
const found = (path: string | null, folder = false): Value => known(path === null ? '' : folder ? folderOfFile(path).slice(0, -1) : `/${path}`)
const folderOfFile = (path: string) => `/${path.slice(0, path.lastIndexOf('/') + 1)}`

/** What the tools, the machine and the build decide. */
const foreign = /^(configuration|platform|os|runtimeidentifier|solution.*|msbuild.*|vs.*|visualstudio.*|nuget.*|home|userprofile|targetdir|outdir|outputpath|.*extensionspath\d*|sdk.*|netcore.*|bundled.*)$/

function propertyOf(name: string, scope: Scope): Value {
  const value = scope.properties.get(name)
  if (value) return value
  const given = givenOf(name, scope)
  if (given !== null) return known(given)
  const framework = scope.properties.get('targetframework')
  if (name.startsWith('targetframework')) return framework ? derived(name, framework) : name === 'targetframework' || name === 'targetframeworks' ? known('') : unknown
  return foreign.test(name) ? unknown : known('')
}

function givenOf(name: string, { path, projectPath }: Scope): string | null {
  const [file, project] = [nameOf(path), nameOf(projectPath)]
  const bare = (each: string) => each.slice(0, Math.max(0, each.lastIndexOf('.')))
  switch (name) {
    case 'msbuildthisfiledirectory': return folderOfFile(path)
    case 'msbuildthisfile': return file
    case 'msbuildthisfilename': return bare(file)
    case 'msbuildthisfilefullpath': return `/${path}`
    case 'msbuildprojectdirectory': return folderOfFile(projectPath).slice(0, -1)
    case 'msbuildprojectfile': return project
    case 'msbuildprojectfullpath': return `/${projectPath}`
    case 'msbuildprojectextension': return project.slice(bare(project).length)
    case 'msbuildprojectname': case 'assemblyname': return bare(project)
    default: return null
  }
}

function derived(name: string, { text, isKnown }: Value): Value {
  const parts = isKnown ? partsOf(text) : null
  if (name === 'targetframeworkidentifier') return parts ? known(parts.identifier) : unknown
  if (name === 'targetframeworkversion') return parts ? known(`v${parts.version.join('.')}`) : unknown
  return name === 'targetframeworks' ? known('') : unknown
}
