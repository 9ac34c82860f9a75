/** A gem of a Gemfile.lock. */
export interface LockedGem {
  name: string
  version: string
  /** Whether it lies in a folder of its own beside or in the project. */
  isLocal: boolean
  asks: { name: string; range: string | null }[]
  line: number
}

/** Gemfile.lock: https://bundler.io/guides/rationale.html. It is written by Bundler alone, with two spaces for each level. */
export interface GemLock {
  gems: readonly LockedGem[]
  /** What the Gemfile asks for. */
  dependencies: readonly { name: string; range: string | null; line: number }[]
}

/** Null for what is none. Gems for several platforms stand once. */
export function readGemLock(text: string): GemLock | null {
  const gems = new Map<string, LockedGem>()
  const dependencies: { name: string; range: string | null; line: number }[] = []
  let [section, last]: [string, LockedGem | null] = ['', null]
  for (const [at, line] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    if (/^(?:[<=>|]{7})/.test(line)) return null // a conflict that is not resolved
    if (/^[A-Z]/.test(line)) section = line.trim()
    const [, indent = '', name, inner = null] = /^( +)([^\s()!]+)(?: \(([^)]*)\))?!?\s*$/.exec(line) ?? []
    if (name === undefined) continue
    if (section === 'DEPENDENCIES' && indent.length === 2) dependencies.push({ name, range: inner, line: at + 1 })
    else if (sources.has(section) && indent.length === 4 && inner !== null) last = gemAt(gems, { name, version: inner.split('-', 1)[0] ?? inner, isLocal: section === 'PATH', asks: [], line: at + 1 })
    else if (sources.has(section) && indent.length === 6) last?.asks.push({ name, range: inner })
  }
  return gems.size === 0 && dependencies.length === 0 && section === '' ? null : { gems: [...gems.values()], dependencies }
}

const sources = new Set(['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE'])

/** The same gem for another platform may ask for more. */
function gemAt(gems: Map<string, LockedGem>, gem: LockedGem): LockedGem {
  const key = `${gem.name} ${gem.version}`
  const known = gems.get(key) ?? gem
  gems.set(key, known)
  return known
}
