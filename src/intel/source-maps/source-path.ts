/** From what a map calls a source to where it lies in a repository. */
import { posix } from 'node:path'

export interface SourcePath {
  /** Segments behind slashes; from the root of the map's repository where `whole`, else the end of a path. */
  path: string
  whole: boolean
  /** Code that the bundler put there, or a package's. */
  library: boolean
}

/**
 * Bundlers name sources by schemes of their own: `webpack:///./src/a.ts`, `webpack://shop/./src/a.vue?1a2b`, `webpack-internal:///./a.js`,
 * `turbopack:///[project]/a.tsx`, `./loader.js!./src/a.vue`; or as paths from where the map lies: `../../src/a.ts`.
 * `mapPath` is where the map lies in its repository, null if it lies in none.
 */
export function sourcePathOf(source: string, mapPath: string | null): SourcePath {
  const plain = (source.split('!').at(-1) ?? '').replace(/[?#].*$/, '').replaceAll('\\', '/')
  const [, scheme] = /^([a-z][\w+.-]*):\/\//i.exec(plain) ?? []
  const bare = withoutScheme(plain, scheme)
  const library = /(?:^|\/)node_modules\/|^\/?webpack\/|^\/?(?:vite|rollup)\/|^\(webpack\)/.test(bare) || bare.startsWith('\0')
  if (mapPath === null || scheme !== undefined || bare.startsWith('/')) return { path: normal(bare), whole: false, library }
  return { path: normal(posix.join(posix.dirname(mapPath), bare)), whole: true, library }
}

function withoutScheme(text: string, scheme: string | undefined): string {
  if (scheme === undefined) return text
  const rest = text.slice(scheme.length + 3)
  // Behind two slashes stands a name: of the package that was built, or of a host. Behind three there is none.
  return rest.replace(/^[^/]*\/+/, '').replace(/^(?:\(\w+\)\/|\[project\]\/)/, '')
}

/** Without `.` and `..`, also those that lead out of the folder. */
const normal = (path: string) => posix.normalize(path).split('/').filter((part) => part !== '' && part !== '.' && part !== '..').join('/')
