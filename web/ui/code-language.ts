import { Language, LanguageSupport, StreamLanguage, type StreamParser } from '@codemirror/language'

/** What colours a file: the language of its name, loaded when it is first needed. */
export type CodeLanguage = Language

interface Known {
  /** As linguist calls them, in lower case. */
  names: string[]
  /** Extensions, and whole file names where they say more. */
  files: string[]
  load(): Promise<Language>
}

const supported = (support: LanguageSupport): Language => support.language
const stream = (parser: StreamParser<unknown>): Language => StreamLanguage.define(parser)

const known: Known[] = [
  { names: ['typescript'], files: ['ts', 'mts', 'cts'], load: async () => supported((await import('@codemirror/lang-javascript')).javascript({ typescript: true })) },
  { names: ['tsx'], files: ['tsx'], load: async () => supported((await import('@codemirror/lang-javascript')).javascript({ typescript: true, jsx: true })) },
  { names: ['javascript', 'jsx'], files: ['js', 'mjs', 'cjs', 'jsx'], load: async () => supported((await import('@codemirror/lang-javascript')).javascript({ jsx: true })) },
  { names: ['python'], files: ['py', 'pyi', 'pyw', 'sconstruct'], load: async () => supported((await import('@codemirror/lang-python')).python()) },
  { names: ['go'], files: ['go'], load: async () => supported((await import('@codemirror/lang-go')).go()) },
  { names: ['java'], files: ['java'], load: async () => supported((await import('@codemirror/lang-java')).java()) },
  { names: ['c++', 'c'], files: ['c', 'h', 'cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx', 'ino'], load: async () => supported((await import('@codemirror/lang-cpp')).cpp()) },
  { names: ['rust'], files: ['rs'], load: async () => supported((await import('@codemirror/lang-rust')).rust()) },
  { names: ['php'], files: ['php', 'phtml'], load: async () => supported((await import('@codemirror/lang-php')).php()) },
  { names: ['html', 'vue', 'svelte'], files: ['html', 'htm', 'xhtml', 'vue', 'svelte'], load: async () => supported((await import('@codemirror/lang-html')).html()) },
  { names: ['css', 'scss', 'less'], files: ['css', 'scss', 'less'], load: async () => supported((await import('@codemirror/lang-css')).css()) },
  { names: ['json', 'json with comments', 'jsonc'], files: ['json', 'jsonc', 'json5', 'webmanifest'], load: async () => supported((await import('@codemirror/lang-json')).json()) },
  { names: ['yaml'], files: ['yaml', 'yml'], load: async () => supported((await import('@codemirror/lang-yaml')).yaml()) },
  { names: ['markdown'], files: ['md', 'markdown', 'mdx'], load: async () => supported((await import('@codemirror/lang-markdown')).markdown()) },
  { names: ['xml', 'svg'], files: ['xml', 'svg', 'xsd', 'xsl', 'pom', 'csproj', 'plist'], load: async () => supported((await import('@codemirror/lang-xml')).xml()) },
  { names: ['sql'], files: ['sql'], load: async () => supported((await import('@codemirror/lang-sql')).sql()) },
  { names: ['kotlin'], files: ['kt', 'kts'], load: async () => stream((await import('@codemirror/legacy-modes/mode/clike')).kotlin) },
  { names: ['scala'], files: ['scala', 'sbt'], load: async () => stream((await import('@codemirror/legacy-modes/mode/clike')).scala) },
  { names: ['c#'], files: ['cs', 'csx'], load: async () => stream((await import('@codemirror/legacy-modes/mode/clike')).csharp) },
  { names: ['dart'], files: ['dart'], load: async () => stream((await import('@codemirror/legacy-modes/mode/clike')).dart) },
  { names: ['groovy'], files: ['groovy', 'gradle', 'jenkinsfile'], load: async () => stream((await import('@codemirror/legacy-modes/mode/groovy')).groovy) },
  { names: ['ruby'], files: ['rb', 'rake', 'gemspec', 'gemfile', 'rakefile'], load: async () => stream((await import('@codemirror/legacy-modes/mode/ruby')).ruby) },
  { names: ['shell', 'bash', 'sh'], files: ['sh', 'bash', 'zsh', 'bashrc', 'profile'], load: async () => stream((await import('@codemirror/legacy-modes/mode/shell')).shell) },
  { names: ['powershell'], files: ['ps1', 'psm1'], load: async () => stream((await import('@codemirror/legacy-modes/mode/powershell')).powerShell) },
  { names: ['dockerfile'], files: ['dockerfile', 'containerfile'], load: async () => stream((await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile) },
  { names: ['toml'], files: ['toml'], load: async () => stream((await import('@codemirror/legacy-modes/mode/toml')).toml) },
  { names: ['ini', 'java properties'], files: ['ini', 'properties', 'cfg', 'conf', 'editorconfig', 'gitconfig', 'gitmodules'], load: async () => stream((await import('@codemirror/legacy-modes/mode/properties')).properties) },
  { names: ['swift'], files: ['swift'], load: async () => stream((await import('@codemirror/legacy-modes/mode/swift')).swift) },
  { names: ['lua'], files: ['lua'], load: async () => stream((await import('@codemirror/legacy-modes/mode/lua')).lua) },
  { names: ['perl'], files: ['pl', 'pm'], load: async () => stream((await import('@codemirror/legacy-modes/mode/perl')).perl) },
  { names: ['r'], files: ['r'], load: async () => stream((await import('@codemirror/legacy-modes/mode/r')).r) },
  { names: ['haskell'], files: ['hs'], load: async () => stream((await import('@codemirror/legacy-modes/mode/haskell')).haskell) },
  { names: ['clojure'], files: ['clj', 'cljs', 'edn'], load: async () => stream((await import('@codemirror/legacy-modes/mode/clojure')).clojure) },
  { names: ['erlang'], files: ['erl', 'hrl'], load: async () => stream((await import('@codemirror/legacy-modes/mode/erlang')).erlang) },
  { names: ['protocol buffer', 'protobuf'], files: ['proto'], load: async () => stream((await import('@codemirror/legacy-modes/mode/protobuf')).protobuf) },
  { names: ['diff'], files: ['diff', 'patch'], load: async () => stream((await import('@codemirror/legacy-modes/mode/diff')).diff) },
  { names: ['nginx'], files: ['nginx.conf'], load: async () => stream((await import('@codemirror/legacy-modes/mode/nginx')).nginx) },
  { names: ['cmake'], files: ['cmake', 'cmakelists.txt'], load: async () => stream((await import('@codemirror/legacy-modes/mode/cmake')).cmake) },
]

const byName = new Map(known.flatMap((one) => one.names.map((name) => [name, one])))
const byFile = new Map(known.flatMap((one) => one.files.map((file) => [file, one])))
const loaded = new Map<Known, Promise<Language>>()
const ready = new Map<Known, Language>()

/** Whether a path, an extension or the name of a language is one that can be coloured. */
export const canColour = (pathOrName: string): boolean => find(pathOrName) !== undefined

/** The language of a path (`src/a.ts`), an extension (`ts`) or a name (`TypeScript`); null when there are no colours for it. */
export async function loadLanguage(pathOrName: string): Promise<Language | null> {
  const one = find(pathOrName)
  if (!one) return null
  const loading = loaded.get(one) ?? one.load()
  loaded.set(one, loading)
  void loading.then((language) => ready.set(one, language), () => loaded.delete(one))
  return loading
}

/** The same without waiting: null too where it was not loaded before. */
export function languageNow(pathOrName: string): Language | null {
  const one = find(pathOrName)
  return (one && ready.get(one)) ?? null
}

function find(pathOrName: string): Known | undefined {
  const name = pathOrName.slice(pathOrName.lastIndexOf('/') + 1).toLowerCase()
  return byName.get(name) ?? byFile.get(name) ?? byFile.get(name.slice(name.lastIndexOf('.') + 1)) ?? byFile.get(name.split('.', 1).join())
}
