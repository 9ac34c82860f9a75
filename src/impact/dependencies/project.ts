/** The types of packages, as they are in a package URL: https://github.com/package-url/purl-spec. */
export type Ecosystem = 'npm' | 'golang' | 'maven' | 'pypi' | 'cargo' | 'gem' | 'nuget' | 'composer'

/** What a project needs a package for. Where several hold, the first in this order. */
export type Scope = 'runtime' | 'optional' | 'dev'

/** A package that a project uses, at one version. */
export interface Dependency {
  /** As its ecosystem compares names: `@shop/http`, `golang.org/x/net`, `org.slf4j:slf4j-api`, `flask-login`. */
  name: string
  /** As resolved; null where only a range is known. */
  version: string | null
  /** As the project's manifest declares it; null for what is only needed by others. */
  range: string | null
  scope: Scope
  direct: boolean
  /** Places in the project's `dependencies` of those that this one asks for; empty also where the format does not tell. */
  requires: number[]
  /** Where it is declared, or else locked. Lines count from 1. */
  at: { path: string; line: number }
}

/** A folder of a tree that a package manager looks after, with everything that it resolves. */
export interface Project {
  ecosystem: Ecosystem
  /** Where its manifest lies; empty for the root, else ends with a slash. */
  folder: string
  /** What others depend on it by; null for what is not published. */
  name: string | null
  version: string | null
  /** The files it was read from, in the order of the tree. */
  files: string[]
  dependencies: Dependency[]
  /** Whether `requires` tells the whole graph. */
  graph: 'whole' | 'partial' | 'none'
  gaps: Gap[]
}

/** What could not be read, or not be known from the tree alone: an account that is kept, never passed over. */
export interface Gap {
  path: string
  /** One sentence without the path. */
  reason: string
}

/** The files of a tree at one commit, as far as readers look. */
export interface ManifestFiles {
  /** Every path of the tree that has a name or an ending that a reader asked for, sorted. */
  paths: readonly string[]
  /** Null for what is absent, binary, or too large; the last two are told as gaps by the caller. */
  text(path: string): string | null
}

/** Finds and reads the projects of one package manager. Never throws, and takes time linear in the files' size. */
export interface ProjectReader {
  ecosystem: Ecosystem
  /** Whether a file of this path matters to it, told from the path alone. */
  reads(path: string): boolean
  read(files: ManifestFiles): Project[]
}
