import type { Dependency } from '../project.ts'
import { reachedFrom, reachedWithRest, type Asked, type Locked } from '../reached.ts'
import { normalized } from './versions.ts'

/** Packages by Paket, which keeps groups of them that know nothing of each other: https://fsprojects.github.io/Paket/. */
export interface PaketLock {
  locked: Locked[]
  /** By group and name, with a space between. */
  places: ReadonlyMap<string, number>
}

/** A package that is asked for in a group. */
export interface PaketAsk {
  key: string
  name: string
  range: string | null
  line: number
}

const mainGroup = 'main'
const keyOf = (group: string, name: string) => `${group} ${name}`

/** paket.lock: https://fsprojects.github.io/Paket/lock-file.html. Packages have four spaces before them, and what they ask for six. */
export function readPaketLock(text: string, path: string): PaketLock {
  const locked: Locked[] = []
  const asks: string[][] = []
  const places = new Map<string, number>()
  let [group, section] = [mainGroup, '']
  for (const [at, line] of text.split('\n').entries()) {
    const [, indent = '', content = ''] = /^( *)(\S[^]*?)?$/.exec(line.trimEnd()) ?? []
    const [, name, version] = /^([\w.-]{1,200})(?: \(([^)]{0,200})\))?/.exec(content) ?? []
    if (indent === '') {
      group = /^GROUP\s+(\S{1,200})/i.exec(content)?.[1]?.toLowerCase() ?? group
      section = content === '' ? section : content
    } else if (indent.length === 4 && section === 'NUGET' && name !== undefined && version !== undefined) {
      places.set(keyOf(group, name.toLowerCase()), locked.length)
      locked.push({ name: name.toLowerCase(), version: normalized(version.split(' ')[0] ?? ''), requires: [], at: { path, line: at + 1 } })
      asks.push([])
    } else if (indent.length === 6 && section === 'NUGET' && name !== undefined) asks.at(-1)?.push(keyOf(group, name.toLowerCase()))
  }
  return { places, locked: locked.map((each, place) => ({ ...each, requires: [...new Set(asks[place]?.flatMap((key) => places.get(key) ?? []))] })) }
}

/** paket.references, beside a project file: a name a line, and `group NAME` before those of a group. https://fsprojects.github.io/Paket/references-files.html */
export const readPaketReferences = (text: string): PaketAsk[] => asksIn(text, (line) => (/^(?:file:|exclude\b|#|\/\/)/i.test(line) ? null : line))

/** paket.dependencies: `nuget Name >= 1.0 framework: …`. https://fsprojects.github.io/Paket/dependencies-file.html */
export const readPaketDependencies = (text: string): PaketAsk[] => asksIn(text, (line) => /^(?:nuget|clitool)\s+([^]+)$/i.exec(line)?.[1] ?? null)

function asksIn(text: string, askIn: (line: string) => string | null): PaketAsk[] {
  const asks: PaketAsk[] = []
  let group = mainGroup
  for (const [at, line] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    const content = line.trim().slice(0, maxLine)
    const named = /^group\s+(\S+)/i.exec(content)?.[1]
    if (named !== undefined) group = named.toLowerCase()
    const [name = '', ...rest] = named === undefined ? (askIn(content)?.split(/\s+/) ?? []) : []
    const options = rest.findIndex((word) => !/^[@!]?(?:~>|[<>]=?|==?)?(?:\d[\w.*+-]*)?$/.test(word))
    if (/^[\w.-]+$/.test(name)) asks.push({ key: keyOf(group, name.toLowerCase()), name: name.toLowerCase(), range: (options < 0 ? rest : rest.slice(0, options)).join(' ') || null, line: at + 1 })
  }
  return asks
}

const maxLine = 500

/** Everything that is reached from what a project refers to. */
export const referredByPaket = (asks: readonly PaketAsk[], path: string, lock: PaketLock | null): Dependency[] => reachedFrom(lock?.locked ?? [], askedOf(asks, path, lock)).dependencies

/** Everything that a lockfile has. Who asks for it is not told where that is a file from elsewhere. */
export const lockedByPaket = (asks: readonly PaketAsk[], path: string, lock: PaketLock | null): { dependencies: Dependency[]; rest: number } => reachedWithRest(lock?.locked ?? [], askedOf(asks, path, lock))

const askedOf = (asks: readonly PaketAsk[], path: string, lock: PaketLock | null) =>
  asks.map(({ key, name, range, line }): Asked => ({ name, range, scope: 'runtime', at: { path, line }, to: lock?.places.get(key) ?? -1 }))
