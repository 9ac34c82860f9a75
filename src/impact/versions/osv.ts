import { z } from 'zod'
import type { Ecosystem } from '../dependencies/project.ts'
import { comparedName, parsePurl } from './purl.ts'
import { compareVersions } from './versions.ts'

/** A package that an advisory speaks of, and in which versions. */
export interface OsvPackage {
  ecosystem: Ecosystem
  name: string
  ranges: readonly (readonly OsvEvent[])[]
  versions: ReadonlySet<string>
  /** What of it is vulnerable, where the record says so. */
  symbols: readonly string[]
}

/** Of one kind each. */
interface OsvEvent {
  kind: 'introduced' | 'fixed' | 'last_affected'
  version: string
}

export interface OsvRecord {
  id: string
  aliases: readonly string[]
  packages: readonly OsvPackage[]
  /** Names of packages of ecosystems that are not read here. */
  unread: readonly string[]
}

/** As https://ossf.github.io/osv-schema/ has them. */
const ecosystems: Record<string, Ecosystem> = { npm: 'npm', go: 'golang', maven: 'maven', pypi: 'pypi', 'crates.io': 'cargo', rubygems: 'gem', nuget: 'nuget', packagist: 'composer' }

const text = z.string().max(2_000)
const Event = z.object({ introduced: text.optional(), fixed: text.optional(), last_affected: text.optional() })
const Affected = z.object({
  package: z.object({ ecosystem: text, name: text, purl: text.optional() }).optional(),
  ranges: z.array(z.object({ type: text, events: z.array(Event).max(10_000).default([]) })).max(10_000).default([]),
  versions: z.array(text).max(100_000).default([]),
  /** As the databases of Go (`imports`) and Rust (`affects`) have it; of others it may be anything. */
  ecosystem_specific: z.unknown().optional(),
})

const Imports = z.object({ imports: z.array(z.object({ symbols: z.array(text).max(1_000).default([]) })).max(1_000) })
const Affects = z.object({ affects: z.object({ functions: z.union([z.array(text).max(1_000), z.record(text, z.unknown())]) }) })

function symbolsIn(specific: unknown): string[] {
  const go = Imports.safeParse(specific)
  if (go.success) return [...new Set(go.data.imports.flatMap(({ symbols }) => symbols))]
  const rust = Affects.safeParse(specific)
  if (!rust.success) return []
  const { functions } = rust.data.affects
  return (Array.isArray(functions) ? functions : Object.keys(functions)).map((path) => path.split('::').at(-1) ?? path)
}
const Record_ = z.object({ id: text, aliases: z.array(text).max(1_000).default([]), withdrawn: z.string().optional(), affected: z.array(Affected).max(10_000).default([]) })

/** Records, of one, of a list of them, of one a line, or of `{"vulns": […]}` as the OSV API answers. What cannot be read is told as an issue; withdrawn ones are left out. */
export function readOsv(source: unknown): { records: OsvRecord[]; issues: string[] } {
  const issues: string[] = []
  const records = valuesIn(source, issues).flatMap((value, at) => {
    const read = Record_.safeParse(value)
    if (!read.success) issues.push(`Record ${at + 1} is no OSV record: ${read.error.issues[0]?.path.join('.') ?? ''}: ${read.error.issues[0]?.message ?? ''}.`)
    return read.success && read.data.withdrawn === undefined ? [recordOf(read.data)] : []
  })
  return { records, issues }
}

function valuesIn(source: unknown, issues: string[]): unknown[] {
  if (Array.isArray(source)) return source
  if (typeof source === 'object' && source !== null) return 'vulns' in source && Array.isArray(source.vulns) ? source.vulns : [source]
  if (typeof source !== 'string') return []
  try {
    return valuesIn(JSON.parse(source), issues)
  } catch {
    return source.split('\n').filter((line) => line.trim() !== '').flatMap((line, at) => valueIn(line, at, issues))
  }
}

function valueIn(line: string, at: number, issues: string[]): unknown[] {
  try {
    return [JSON.parse(line)]
  } catch {
    if (issues.length < 20) issues.push(`Line ${at + 1} is no JSON.`)
    return []
  }
}

function recordOf({ id, aliases, affected }: z.output<typeof Record_>): OsvRecord {
  const packages: OsvPackage[] = []
  const unread: string[] = []
  for (const each of affected) {
    if (!each.package) continue
    const named = packageOf(each.package)
    if (named) packages.push({ ...named, ranges: each.ranges.filter(({ type }) => type !== 'GIT').map(({ events }) => events.flatMap(eventsOf)), versions: new Set(each.versions), symbols: symbolsIn(each.ecosystem_specific) })
    else unread.push(`${each.package.ecosystem} ${each.package.name}`)
  }
  return { id, aliases, packages, unread }
}

function packageOf({ ecosystem, name, purl }: NonNullable<z.output<typeof Affected>['package']>): Pick<OsvPackage, 'ecosystem' | 'name'> | null {
  const known = ecosystems[ecosystem.split(':')[0]?.toLowerCase() ?? '']
  if (known) return { ecosystem: known, name: comparedName(known, name) }
  const parsed = purl === undefined ? { issue: '' } : parsePurl(purl)
  return 'issue' in parsed ? null : { ecosystem: parsed.ecosystem, name: parsed.name }
}

const eventsOf = (event: z.output<typeof Event>): OsvEvent[] =>
  (['introduced', 'fixed', 'last_affected'] as const).flatMap((kind) => (event[kind] === undefined ? [] : [{ kind, version: event[kind] }]))

/** Whether a version is affected, by the algorithm of the schema; null where that cannot be told. */
export function affects({ ecosystem, ranges, versions }: OsvPackage, version: string): boolean | null {
  if (versions.has(version) || versions.has(`v${version}`)) return true
  const verdicts = ranges.map((events) => isWithin(ecosystem, events, version))
  if (verdicts.includes(true)) return true
  return verdicts.includes(null) || (ranges.length === 0 && versions.size === 0) ? null : false
}

function isWithin(ecosystem: Ecosystem, events: readonly OsvEvent[], version: string): boolean | null {
  const orders = events.map(({ kind, version: at }) => ({ kind, at, order: at === '0' ? 1 : compareVersions(ecosystem, version, at) }))
  if (orders.some(({ order }) => order === null)) return null
  const sorted = orders.toSorted((a, b) => (a.at === b.at ? 0 : a.at === '0' ? -1 : b.at === '0' ? 1 : (compareVersions(ecosystem, a.at, b.at) ?? 0)))
  let affected = false
  for (const { kind, order } of sorted) {
    if (kind === 'introduced' && (order ?? 0) >= 0) affected = true
    if (kind === 'fixed' && (order ?? 0) >= 0) affected = false
    if (kind === 'last_affected' && (order ?? 0) > 0) affected = false
  }
  return affected
}
