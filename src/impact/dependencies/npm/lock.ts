/** What lockfiles of all package managers of npm have in common. */
export interface Lock {
  packages: readonly LockedPackage[]
  /** The place of the package that is found under a name, from another package or (null) from the project in a folder; -1 for none. */
  resolve(from: number | null, folder: string, name: string, range: string): number
  /** Whether it speaks of the project in a folder, which is relative to its own. */
  knows(folder: string): boolean
}

export interface LockedPackage {
  name: string
  version: string | null
  line: number
  /** Name and range of what it asks for. */
  asks: readonly (readonly [string, string])[]
}
