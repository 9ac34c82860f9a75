import { posix } from 'node:path'
import { parseSync } from 'vite'

/** One import, export-from or `import()` of a file; `target` is a path in the repository, or the specifier of a package. */
export type Import = { target: string; own: boolean; typeOnly: boolean }

/** What may be imported, as patterns over paths of the repository and over names of packages. */
type Rule = {
  /** The files it speaks about; the first rule that knows a file decides. */
  of: RegExp
  own: RegExp[]
  /** Default: any package. */
  packages?: RegExp[]
  says: string
}

/** Later ones may import earlier ones, never the other way. */
const slices = ['auth', 'repos', 'deployments', 'search', 'intel', 'impact', 'notebooks', 'incidents', 'reports', 'backup']

/** What the server shares with the browser and the command line; the policy table tells the page what to offer. */
const shared = [/^src\/\w+\/contract\.ts$/, /^src\/auth\/policy\.ts$/, /^src\/platform\/endpoint\.ts$/, /^engine\/query\//, /^engine\/lang\.ts$/]

const engineBuiltins = ['buffer', 'crypto', 'fs', 'fs/promises', 'os', 'path', 'url', 'util', 'worker_threads', 'zlib']
const enginePackages = [/^linguist-languages$/, new RegExp(`^node:(${engineBuiltins.join('|')})$`)]
const syntaxPackages = [/^@ast-grep\//, /^yaml$/, new RegExp(`^node:(${[...engineBuiltins, 'module', 'v8'].join('|')})$`)]
/** Processes of our own: the one file of the server that syntax stands on too. */
const processes = /^src\/platform\/processes\.ts$/
const notTheServer = [/^(?!node:)/]

const rules: Rule[] = [
  { of: /\.(test|fixture)\.tsx?$/, own: [/./], says: 'tests and what they stand on may import anything' },
  { of: /^engine\//, own: [/^engine\//], packages: enginePackages, says: 'the engine knows buffers, files and workers only' },
  { of: /^syntax\//, own: [/^(syntax|engine)\//, processes], packages: syntaxPackages, says: 'syntax knows text, grammars, the engine and how to start processes only' },
  { of: /^src\/platform\//, own: [/^src\/platform\//], says: 'the platform knows no noun' },
  ...slices.flatMap(sliceRules),
  { of: /^src\/[^/]+\.ts$/, own: [/^(src|engine|syntax)\//, /^package\.json$/], says: 'the wiring imports the server only' },
  { of: /^web\/vite\.config\.ts$/, own: [], says: 'the build knows none of our code' },
  { of: /^web\//, own: [/^web\//, ...shared], packages: notTheServer, says: 'the web app imports contracts only' },
  { of: /^cli\/in-process\.ts$/, own: [/^cli\//, /^src\/(start|app|platform\/config)\.ts$/, ...shared], says: 'the one file in which the command line becomes the server' },
  { of: /^cli\//, own: [/^cli\//, /^package\.json$/, ...shared], says: 'the command line imports contracts only' },
]

function sliceRules(slice: string, place: number): Rule[] {
  const others = slices.slice(0, place).map((earlier) => new RegExp(`^src/${earlier}/(contract|${earlier})\\.ts$`))
  return [
    { of: new RegExp(`^src/${slice}/contract\\.ts$`), own: shared, packages: notTheServer, says: 'a contract is shared with the browser' },
    {
      of: new RegExp(`^src/${slice}/`),
      own: [new RegExp(`^src/${slice}/`), /^src\/platform\//, /^engine\//, /^syntax\/index\.ts$/, ...others],
      says: 'a slice imports the platform, the engine, the index.ts of syntax, and the contract.ts or <noun>.ts of earlier slices',
    },
  ]
}

/** The only places that start other programs: git is started by one folder, programs within walls by another, and processes of our own by one file. */
const mayStartPrograms = [/^src\/repos\/git\//, /^src\/platform\/sandbox\//, processes, /\.(test|fixture)\.tsx?$/]

/** The imports of one file. Type positions such as `import('x').Y` are not seen. */
export function importsOf(path: string, source: string): Import[] {
  const { module, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const fixed = [
    ...module.staticImports.map((one) => ({ name: one.moduleRequest.value, typeOnly: allTypes(one.entries) })),
    ...module.staticExports.flatMap((one) => one.entries).flatMap((one) => (one.moduleRequest ? [{ name: one.moduleRequest.value, typeOnly: one.isType }] : [])),
  ]
  const dynamic = module.dynamicImports.map((one) => unquote(source.slice(one.moduleRequest.start, one.moduleRequest.end)))
  return [...fixed, ...dynamic.flatMap((name) => (name ? [{ name, typeOnly: false }] : []))].map(({ name, typeOnly }) => ({
    ...resolve(path, name),
    typeOnly,
  }))
}

const allTypes = (entries: readonly { isType: boolean }[]) => entries.length > 0 && entries.every((entry) => entry.isType)

/** The text of a plain string literal; a computed specifier is somebody else's business (a file on disk, say). */
const unquote = (literal: string) => /^(['"`])([^$]*)\1$/.exec(literal)?.[2]

function resolve(from: string, name: string): Pick<Import, 'target' | 'own'> {
  if (!name.startsWith('.')) return { target: name, own: false }
  return { target: posix.join(posix.dirname(from), name.replace(/\?.*$/, '')), own: true }
}

/** Every import that goes against the directions of the house, as a sentence each. */
export function wrongImports(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([path, source]) => importsOf(path, source).flatMap((one) => objectionsTo(path, one)))
}

function objectionsTo(path: string, { target, own }: Import): string[] {
  if (target === 'node:child_process' && !matches(mayStartPrograms, path)) return [`${path} imports ${target}: only src/repos/git, src/platform/sandbox and src/platform/processes.ts start programs`]
  const rule = rules.find(({ of }) => of.test(path))
  if (!rule) return [`${path} stands in no folder of the design`]
  const allowed = own ? rule.own : rule.packages
  if (own && isTestOnly(target) && !isTestOnly(path)) return [`${path} imports ${target}: only tests import what is made for tests`]
  return !allowed || matches(allowed, target) ? [] : [`${path} imports ${target}: ${rule.says}`]
}

const isTestOnly = (path: string) => /\.(test|fixture)\.tsx?$|^test\/|\/testing\.ts$/.test(path)

const matches = (patterns: RegExp[], text: string) => patterns.some((pattern) => pattern.test(text))

/** Circles of imports that exist at run time, each as `a → b → a`; types alone make no circle. */
export function importCircles(files: ReadonlyMap<string, string>): string[] {
  const graph = new Map([...files].map(([path, source]) => [path, runTimeImports(path, source)]))
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) return void circles.push([...trail.slice(at), path].join(' → '))
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return circles
}

function runTimeImports(path: string, source: string): string[] {
  return importsOf(path, source).flatMap(({ target, own, typeOnly }) => (own && !typeOnly ? [target] : []))
}

/** Words that must not stand in the repository: they tie it to one registry or to one machine. */
const foreignWords: [RegExp, string][] = [
  [/\bregistry\.(npm[j]s|yarn[p]kg)\.\w+|\bnpm\.pkg\.git[h]ub\.com/, 'a host name of a package registry'],
  [/\b(files\.python[h]osted|py[p]i)\.org|\bstatic\.crates\.[i]o|\bproxy\.gol[a]ng\.org|\brepo1?\.mav[e]n\.(org|apache\.org)/, 'a host name of a package registry'],
  [/\/work\/(main|shar[e]d)\b|\/tmp\/n2[4]\b|\/root\/\.\w/, 'a path of one machine'],
]

/** Where a text names a package registry or a machine's own path. */
export function foreignNames(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    foreignWords.flatMap(([words, what]) => {
      const found = words.exec(line)
      return found ? [`${path}:${index + 1} holds ${what}: ${found[0]}`] : []
    }),
  )
}
