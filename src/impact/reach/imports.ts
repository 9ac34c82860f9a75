import type { Ecosystem } from '../dependencies/project.ts'

/** How code says that it uses a package. */
export interface ImportShape {
  /** RE2, of one line. */
  pattern: string
  /** RE2, of the paths of files that may say so. */
  files: string
  /** Why finding none proves nothing; null where it does. */
  doubt: string | null
}

export const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** Python packages whose modules have other names, the most used of them. */
const modules: Record<string, string> = {
  'attrs': 'attrs?', 'beautifulsoup4': 'bs4', 'opencv-python': 'cv2', 'pillow': 'PIL', 'protobuf': String.raw`google\.protobuf`, 'pyjwt': 'jwt', 'python-dateutil': 'dateutil', 'python-dotenv': 'dotenv', 'pyyaml': 'yaml',
  'scikit-learn': 'sklearn', 'setuptools': '(?:setuptools|pkg_resources)',
}

const otherName = 'The package may be imported by another name than its own.'

const shapes: Partial<Record<Ecosystem, (name: string) => ImportShape>> = {
  npm: (name) => ({ pattern: String.raw`(?:\bfrom|\brequire\(|\bimport\(|\bimport)\s*['"${'`'}]${escaped(name)}(?:\/[^'"${'`'}]*)?['"${'`'}]`, files: String.raw`\.(?:[cm]?[jt]sx?|vue|svelte|astro)$`, doubt: null }),
  golang: (name) => ({ pattern: String.raw`"${escaped(name)}(?:\/[^"]*)?"`, files: String.raw`\.go$`, doubt: null }),
  cargo: (name) => {
    const crate = escaped(name.replaceAll('-', '_'))
    return { pattern: String.raw`\b(?:use|extern crate)\s+(?:::)?${crate}\b|\b${crate}::`, files: String.raw`\.rs$`, doubt: null }
  },
  pypi: (name) => {
    const known = modules[name]
    return { pattern: String.raw`^\s*(?:from|import)\s+(?:[\w.]+\s*,\s*)*${known ?? escaped(name.replaceAll('-', '_'))}(?:[.,\s]|$)`, files: String.raw`\.pyi?$`, doubt: known === undefined ? otherName : null }
  },
  gem: (name) => ({ pattern: String.raw`\brequire\s*\(?\s*['"](?:${escaped(name)}|${escaped(name.replaceAll('-', '/'))})(?:\/[^'"]*)?['"]`, files: String.raw`\.(?:rb|rake|ru)$`, doubt: 'Bundler may load it without a line that says so.' }),
  maven: (name) => ({ pattern: javaImport(javaPackages(name)), files: javaFiles, doubt: 'Its classes may lie in packages of another name.' }),
}

const javaFiles = String.raw`\.(?:java|kts?|scala|groovy)$`
const javaImport = (packages: readonly string[]) => String.raw`^\s*import\s+(?:static\s+)?(?:${packages.map(escaped).join('|')})(?:\.|;|\s|$)`

/** Where the classes of `group:artifact` usually lie: `org.apache.logging.log4j:log4j-core` has `org.apache.logging.log4j.core`. */
function javaPackages(name: string): string[] {
  const [group = '', artifact = ''] = name.split(':')
  const last = group.split('.').at(-1) ?? ''
  const rest = artifact.startsWith(`${last}-`) ? artifact.slice(last.length + 1) : artifact
  return [...new Set([rest, rest.replaceAll('-', '.'), rest.replaceAll('-', ''), rest.replaceAll('-', '_')])].filter(Boolean).map((part) => `${group}.${part}`)
}

/** Null where it is not known how code uses packages of the ecosystem. */
export const importShape = (ecosystem: Ecosystem, name: string): ImportShape | null => shapes[ecosystem]?.(name) ?? null

/** For a Java library whose sources are here: the packages that it declares. */
export const declaredPackages = (packages: readonly string[]): ImportShape => ({ pattern: javaImport(packages), files: javaFiles, doubt: null })

/** The names by which the rest of a file speaks of what a line imports. */
export function importedNames(ecosystem: Ecosystem, line: string): string[] {
  const found = namesIn[ecosystem]?.(line) ?? []
  return [...new Set(found.map((name) => name.trim()))].filter((name) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)).slice(0, 20)
}

const afterAs = (part: string) => part.split(/\s+as\s+|:/).at(-1) ?? part

const namesIn: Partial<Record<Ecosystem, (line: string) => string[]>> = {
  npm: (line) => {
    const clause = /(?:import|export)\s+(?:type\s+)?(.{1,500}?)\s+from\b/.exec(line)?.[1] ?? /(?:const|let|var)\s+(.{1,500}?)\s*=\s*(?:await\s+)?(?:require|import)\(/.exec(line)?.[1] ?? ''
    return clause.replace(/^\*\s*as\s+/, '').split(/[{},]/).map((part) => afterAs(part.replace(/^\s*(?:type\s+|\*\s+as\s+)/, '')))
  },
  golang: (line) => {
    const [, alias, path = ''] = /(?:import\s+)?(?:(\w+|\.)\s+)?"([^"]{1,500})"/.exec(line) ?? []
    return [alias ?? path.replace(/\/v\d+$/, '').split('/').at(-1)?.replace(/^go-|-go$|\.v\d+$/g, '') ?? '']
  },
  pypi: (line) => (/from\s+\S+\s+import\s+(.*)/.exec(line)?.[1]?.replace(/[()#].*$/, '') ?? /import\s+(.*)/.exec(line)?.[1] ?? '').split(',').map((part) => afterAs(part).split('.')[0] ?? ''),
  cargo: (line) => (/\{(.*)\}/.exec(line)?.[1]?.split(',') ?? [/::(\w+)\s*;/.exec(line)?.[1] ?? '']).map(afterAs),
  maven: (line) => [/([A-Za-z_]\w*)\s*;?\s*$/.exec(line.replace(/\s+as\s+/, '.'))?.[1] ?? ''],
}
