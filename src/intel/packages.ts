import { segmentsOf } from './paths.ts'
import type { Language } from './traces/format.ts'
import type { Frame } from './traces/traces.ts'

/** The package that a frame says its file belongs to, as the package managers of its language lay files out. */
export interface Package {
  ecosystem: 'npm' | 'python' | 'go' | 'java' | 'cargo' | 'rubygems' | 'packagist' | 'hex' | 'pub'
  /** npm, crates, gems, Composer, Hex, pub: the name in the manifest. Python: the top folder or module. Go: the import path. Java: the folders of the package. */
  name: string
  /** Where the path or the frame tells it. */
  version: string | null
  /** Where the file lies: from the manifest, in Go from the package's folder, in Python and Java from the root of the sources. */
  inside: string[]
}

/** Null for code that no package manager has put in its place, and where the frame does not tell. */
export function packageOf(language: Language, frame: Frame): Package | null {
  if (!frame.file) return null
  const path = frame.file.replaceAll('\\', '/')
  if (language === 'javascript') return npmPackage(path)
  if (language === 'python') return pythonPackage(path)
  if (language === 'go') return goPackage(path, frame.module)
  if (language === 'java') return javaPackage(path, frame.raw)
  const read = others[language]
  return read ? read(path, frame.module) : null
}

const others: Partial<Record<Language, (path: string, module: string | undefined) => Package | null>> = {
  rust: (path) => installed('cargo', /\/\.?cargo\/registry\/src\/[^/]+\/([\w-]+)-(\d[^/]*)\/(.+)$/.exec(path)),
  ruby: (path) => installed('rubygems', /\/gems\/([\w.-]+?)-(\d[\w.]*)(?:-[\w-]+)?\/(.+)$/.exec(path)),
  php: (path) => composerPackage(path),
  dart: (path) => dartPackage(path),
  elixir: (path, app) => hexPackage(path, app),
}

/** Name, version and the path inside, in this order. */
function installed(ecosystem: Package['ecosystem'], match: RegExpExecArray | null): Package | null {
  const [, name, version = null, inside = ''] = match ?? []
  return name === undefined ? null : { ecosystem, name, version, inside: segmentsOf(inside) }
}

/** `vendor/acme/kit/src/Kit.php`. */
function composerPackage(path: string): Package | null {
  const at = path.lastIndexOf('vendor/')
  const [vendor, name, ...inside] = at < 0 ? [] : segmentsOf(path.slice(at + 7))
  return vendor === undefined || name === undefined || inside.length === 0 ? null : { ecosystem: 'packagist', name: `${vendor}/${name}`, version: null, inside }
}

/** `package:kit/src/kit.dart` lies in the package's `lib`. */
function dartPackage(path: string): Package | null {
  const [, name, inside = ''] = /^package:([\w.-]+)\/(.+)$/.exec(path) ?? []
  return name === undefined ? null : { ecosystem: 'pub', name, version: null, inside: ['lib', ...segmentsOf(inside)] }
}

/** `(kit 0.1.0) lib/kit.ex:12`; the application is told beside the path. */
function hexPackage(path: string, app: string | undefined): Package | null {
  const inside = segmentsOf(path.replace(/^deps\/[^/]+\//, ''))
  return app === undefined || inside.length === 0 || path.startsWith('/') ? null : { ecosystem: 'hex', name: app, version: null, inside }
}

function npmPackage(path: string): Package | null {
  const [, before = '', name, inside] = /^(.*?)node_modules\/((?:@[^/]+\/)?[^@/][^/]*)\/((?:(?!node_modules\/).)+)$/.exec(innermost(path)) ?? []
  if (name === undefined || inside === undefined) return null
  // pnpm keeps each version in a folder of its own: .pnpm/name@1.2.3_peers/node_modules/name/…
  const version = /\.pnpm\/[^/]*?@?[^@/]+@(\d[\w.-]*?)(?:_[^/]*|\([^/]*)?\/$/.exec(before)?.[1] ?? null
  return { ecosystem: 'npm', name, version, inside: segmentsOf(inside) }
}

/** The path with no more than one `node_modules/`: the last, with the folder of pnpm in front of it. */
function innermost(path: string): string {
  const last = path.lastIndexOf('node_modules/')
  const before = path.slice(0, Math.max(last, 0))
  return before.slice(before.lastIndexOf('node_modules/') + 1) + path.slice(Math.max(last, 0))
}

function pythonPackage(path: string): Package | null {
  const inside = /^.*\/(?:site|dist)-packages\/(.+)$/.exec(path)?.[1]
  const segments = inside === undefined ? [] : segmentsOf(inside)
  const [first] = segments
  return first === undefined ? null : { ecosystem: 'python', name: first.replace(/\.py$/, ''), version: null, inside: segments }
}

/** `…/pkg/mod/github.com/!owner/name@v1.2.3/dir/file.go`; otherwise the import path that the function's name begins with. */
function goPackage(path: string, module: string | undefined): Package | null {
  const [, home, version = null, inside = ''] = /^(?:.*\/pkg\/mod\/)?([^@]+)@v(\d[^/]*)\/(.+)$/.exec(path) ?? []
  const segments = segmentsOf(home === undefined ? path : inside)
  const file = segments.at(-1)
  const name = home === undefined ? module : [unescapeModule(home), ...segments.slice(0, -1)].join('/')
  // Only import paths with a host in front are known to be those of a repository.
  if (file === undefined || !name?.split('/', 1)[0]?.includes('.')) return null
  return { ecosystem: 'go', name, version, inside: [file] }
}

/** The module cache writes capital letters as `!` and the small letter: https://go.dev/ref/mod#goproxy-protocol. */
const unescapeModule = (path: string) => path.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Log4j and Logback tell the archive behind a frame: `~[gson-2.10.1.jar:?]`. */
function javaPackage(path: string, raw: string): Package | null {
  const inside = segmentsOf(path)
  if (inside.length < 2) return null
  const version = /\[[^\]]*?-(\d[\w.-]*?)\.jar[!:\]]/.exec(raw)?.[1] ?? null
  return { ecosystem: 'java', name: inside.slice(0, -1).join('/'), version, inside }
}
