/** What lockfiles of all package managers of npm have in common. */
export interface Lock {
  packages: readonly LockedPackage[]
  /** The place of the package that is found under a name, from another package or (null) from the project in a folder; -1 for none. */
  resolve(from: number | null, folder: string, name: string, range: string): number
  /** Whether it speaks of the project in a folder, which is relative to its own. */
  knows(folder: string): boolean
  /** Whether it also has what a project leaves to those that use it. */
  locksPeers: boolean
  /** Places of packages that it does not say who asks for, and why. */
  rest?: { places: readonly number[]; reason: string }
}

export interface LockedPackage {
  name: string
  version: string | null
  line: number
  asks: readonly Ask[]
  /** Where the lockfile says that everybody who asks for it can do without; some tell it here alone. */
  isOptional?: boolean
  /** For a project of the same workspace, whose package.json tells the rest: its folder, relative to that of the lockfile and with its slash. */
  workspace?: string
}

/** What a package asks for, under the name that it is called by there. */
export interface Ask {
  name: string
  range: string
  isOptional: boolean
}

/** Asked for in any case, then what may be missing. */
export function asksOf(needed: readonly Pair[], optional: readonly Pair[]): Ask[] {
  const may = optional.map(([name, range]) => ({ name, range, isOptional: true }))
  const missable = may.length > 0 ? new Set(may.map(({ name }) => name)) : null
  return [...needed.filter(([name]) => !missable?.has(name)).map(([name, range]) => ({ name, range, isOptional: false })), ...may]
}

type Pair = readonly [name: string, range: string]

/** A folder of a workspace as it is kept here: empty for the root, else with a slash at its end alone. */
export const folderOf = (path: string): string => {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 ? '' : `${parts.join('/')}/`
}

/** A name and what is behind it: `@shop/http@^2.0.0`; what has no name or no range has an empty one. */
export function splitAtRange(text: string): [name: string, range: string] {
  const at = text.indexOf('@', 1)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** What `npm:a@^1.0.0` stands for. */
export const aliased = (range: string): [name: string, range: string] | null => (range.startsWith('npm:') && range.indexOf('@', 5) > 0 ? splitAtRange(range.slice(4)) : null)

/** Of what stands where a version does, only that: what comes from git or from an address has none there. */
export const releaseIn = (text: string | null | undefined): string | null => (text !== null && text !== undefined && /^v?\d/.test(text) ? text : null)

/** The text before the first mark; all of it where there is none. */
export const before = (text: string, mark: string): string => {
  const at = text.indexOf(mark)
  return at < 0 ? text : text.slice(0, at)
}
