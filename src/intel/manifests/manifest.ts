export type Ecosystem = 'npm' | 'go' | 'maven' | 'pypi' | 'cargo' | 'rubygems' | 'composer'

/** What a manifest tells of the package that it describes. Names are as its ecosystem compares them. */
export interface Contents {
  /** What others depend on it by; null for what is not published (the root of a workspace). */
  name: string | null
  dependencies: string[]
  /**
   * Where the package's modules lie, as paths from the manifest's folder. npm: what may follow the name (`.`, `./sub/*`) → a file;
   * Cargo: `` → the root of the crate; Python, Ruby, PHP: the beginning of a module's name (`` for any) → a folder.
   */
  modules: { prefix: string; path: string }[]
  /** Packages that are taken from a folder instead of a registry: paths from the manifest's folder. */
  local: { name: string; folder: string }[]
}

export interface Manifest extends Contents {
  ecosystem: Ecosystem
  /** Where it lies; empty, or ends with a slash. */
  folder: string
}

export interface ManifestText {
  text: string
  /** The last part of the folder it lies in; for the root of a repository, of the repository's name. */
  folderName: string
}

/** Never throws: null for what is no such manifest, be it half a merge or a template. */
export type ManifestReader = (manifest: ManifestText) => Contents | null

export const noContents: Contents = { name: null, dependencies: [], modules: [], local: [] }

/** Objects of a parsed manifest, whatever it really holds. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
}

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value])

export const string = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const strings = (value: unknown): string[] => list(value).filter((each) => typeof each === 'string')

/** The first group of each match. */
export const allOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].flatMap(([, found]) => found ?? [])
