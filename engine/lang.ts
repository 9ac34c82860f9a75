/**
 * The language of a file by its name, and languages by their names, from GitHub's linguist data.
 *
 * The data is 833 modules (a quarter of a second, 30 MB), so nothing is loaded until the first question. On Node that
 * question loads it; in a browser it cannot be loaded while somebody waits, and every answer is empty until
 * `loadLanguages` has finished. A server calls `loadLanguages` at its start, so that no request pays.
 */
export type Language = { name: string; aliases: readonly string[] }

/** What is read of an entry of the data. */
type Entry = {
  name: string
  type: string
  aliases?: readonly string[]
  filenames?: readonly string[]
  extensions?: readonly string[]
}

type Table = {
  languages: Language[]
  /** By name and alias, folded. */
  byName: Map<string, Language>
  byFilename: Map<string, string>
  /** Lower case, with the leading dot; a language may own several dots, as `.blade.php`. */
  byExtension: Map<string, string>
}

let table: Table | undefined

/** The name of the language of the file at `path`, by file name or extension alone; undefined if neither tells. */
export function languageOf(path: string): string | undefined {
  const { byFilename, byExtension } = currentTable()
  const filename = path.slice(path.lastIndexOf('/') + 1)
  const byName = byFilename.get(filename)
  if (byName !== undefined) return byName
  const lower = filename.toLowerCase()
  for (let dot = lower.indexOf('.'); dot >= 0; dot = lower.indexOf('.', dot + 1)) {
    const name = byExtension.get(lower.slice(dot))
    if (name !== undefined) return name
  }
  return undefined
}

/** A language by its name or an alias, in any letter case and with spaces or hyphens: `c++`, `cpp`, `Visual Basic .NET`. */
export function languageByName(nameOrAlias: string): Language | undefined {
  return currentTable().byName.get(fold(nameOrAlias))
}

/** All languages, by name. */
export function allLanguages(): readonly Language[] {
  return currentTable().languages
}

/** Loads the data without holding anything up; after it, every question is answered at once. */
export async function loadLanguages(): Promise<void> {
  table ??= buildTable(Object.values(await import('linguist-languages')))
}

function currentTable(): Table {
  table ??= loadOnNode()
  return table ?? EMPTY
}

const EMPTY: Table = buildTable([])

function loadOnNode(): Table | undefined {
  const runtime: { getBuiltinModule?: typeof process.getBuiltinModule } | undefined = globalThis.process
  const require = runtime?.getBuiltinModule?.('node:module')?.createRequire(import.meta.url)
  return require && buildTable(Object.values(require('linguist-languages') as Record<string, Entry>))
}

function buildTable(all: readonly Entry[]): Table {
  const built: Table = { languages: [], byName: new Map(), byFilename: new Map(), byExtension: new Map() }
  const claims = new Map<string, Entry[]>()
  for (const entry of all) {
    const language = { name: entry.name, aliases: entry.aliases ?? [] }
    built.languages.push(language)
    for (const filename of entry.filenames ?? []) built.byFilename.set(filename, PREFERRED.get(filename) ?? built.byFilename.get(filename) ?? entry.name)
    for (const extension of entry.extensions ?? []) {
      const key = extension.toLowerCase()
      claims.set(key, [...claims.get(key) ?? [], entry])
    }
  }
  built.languages.sort((a, b) => a.name < b.name ? -1 : 1)
  // A name goes before an alias of another language.
  for (const language of built.languages) for (const alias of language.aliases) built.byName.set(fold(alias), language)
  for (const language of built.languages) built.byName.set(fold(language.name), language)
  for (const [extension, claimants] of claims) built.byExtension.set(extension, PREFERRED.get(extension) ?? mostLikely(claimants))
  return built
}

/** Where no preference is written down: programming before markup and data, then the one with fewest extensions to its name, which is most its own. */
function mostLikely(claimants: readonly Entry[]): string {
  const order = ['programming', 'markup', 'data', 'prose']
  const [first] = [...claimants].sort((a, b) =>
    order.indexOf(a.type) - order.indexOf(b.type) || claimOf(a) - claimOf(b) || (a.name < b.name ? -1 : 1))
  return first?.name ?? ''
}

function claimOf(language: Entry): number {
  return language.extensions?.length ?? 0
}

function fold(name: string): string {
  return name.trim().toLowerCase().replace(/[\s_]+/g, '-')
}

/** Extensions and file names that several languages claim, given to the one that most such files in the wild are of. */
const PREFERRED = new Map<string, string>(Object.entries({
  'Assembly': '.asm .s .i', 'AsciiDoc': '.asc', 'BitBake': '.bb', 'Brainfuck': '.b .bf', 'C': '.h', 'C#': '.cs', 'C++': '.hh',
  'Common Lisp': '.lisp .lsp .cl', 'CUE': '.cue', 'D': '.d', 'Elixir': '.ex', 'F#': '.fs', 'Fortran': '.f .for', 'GDScript': '.gd',
  'GLSL': '.frag', 'Go Template': '.tpl', 'HLSL': '.fx', 'HTML': '.html', 'INI': '.cfg .pro hosts', 'Java Properties': '.properties',
  'JavaScript': '.es .gs', 'jq': '.jq', 'JSON': '.json .ice .releaserc', 'Lean 4': '.lean', 'Lex': '.l', 'Linker Script': '.x',
  'LiveScript': '.ls', 'M4': '.m4', 'Markdown': '.md', 'Motoko': '.mo', 'Nginx': '.vhost', 'Nushell': '.nu', 'Objective-C': '.m',
  'Objective-C++': '.mm', 'OCaml': '.ml', 'Perl': '.pl .pm .al .t', 'PHP': '.php .inc', 'Pkl': '.pkl', 'Protocol Buffer Text Format': '.pbt',
  'Puppet': '.pp', 'Python': '.rpy', 'R': '.r', 'Reason': '.re', 'Roff Manpage': '.1 .2 .3 .4 .5 .6 .7 .8 .9 .man', 'RPM Spec': '.spec',
  'Ruby': '.pluginspec', 'Rust': '.rs', 'Scala': '.sc', 'Scheme': '.scm .sch', 'ShaderLab': '.shader', 'Shell': '.cgi .fcgi .trigger',
  'Smalltalk': '.st', 'Solidity': '.sol', 'SQL': '.sql .ddl .prc', 'Starlark': '.star', 'SubRip Text': '.srt', 'TeX': '.cls .toc',
  'Text': '.txt .fr .ncl', 'TSX': '.tsx', 'TypeScript': '.ts', 'TypeSpec': '.tsp', 'Typst': '.typ', 'VBA': '.vba .frm', 'Verilog': '.v',
  'Visual Basic 6.0': '.bas', 'XML': '.workflow .csl', 'XML Property List': '.plist', 'Yacc': '.yy', 'YAML': '.yaml .yml .eslintrc',
}).flatMap(([language, keys]) => keys.split(' ').map((key): [string, string] => [key, language])))
