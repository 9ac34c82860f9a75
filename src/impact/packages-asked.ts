import { badInput } from '../platform/errors.ts'
import type { Question } from './contract.ts'
import type { Ecosystem } from './dependencies/project.ts'
import type { Account } from './ledger.ts'
import { affects, readOsv, type OsvRecord } from './versions/osv.ts'
import { parsePurl } from './versions/purl.ts'
import { inRange, parseRange } from './versions/range.ts'
import { compareVersions } from './versions/versions.ts'
import type { Verdict, Wanted } from './wanted.ts'

type PackageQuestion = Exclude<Question, { commit: unknown } | { symbol: unknown } | { lines: unknown } | { query: unknown }>

export interface PackagesAsked {
  words: string
  wanted: Wanted[]
}

/** Which packages in which versions a question is about. Throws a Problem for what cannot be understood; advisories in part are noted as gaps. */
export const packagesAsked = (question: PackageQuestion, account: Account): PackagesAsked => ('osv' in question ? askedByOsv(question.osv, account) : askedByPurl(question))

function askedByPurl({ purl, range }: Extract<PackageQuestion, { purl: string }>): PackagesAsked {
  const parsed = parsePurl(purl)
  if ('issue' in parsed) throw badInput('impact.bad_purl', `purl: ${parsed.issue}.`)
  const { ecosystem, name, version } = parsed
  if (version !== null && range !== undefined && range.trim() !== '') throw badInput('impact.bad_range', 'Give a version in the package URL or a range, not both.')
  const tell = range === undefined || range.trim() === '' ? exactly(ecosystem, version) : within(ecosystem, range)
  return { words: `${name}${version === null ? '' : ` ${version}`}${range ? ` ${range.trim()}` : ''} (${ecosystem})`, wanted: [{ ecosystem, name, judge: judgeBy(tell), advisories: () => [], symbols: () => [] }] }
}

/** True, false, or null where it cannot be told. */
type Tell = ((version: string) => boolean | null) | null

/** Null where every version is asked about, also one that is not known. */
const exactly = (ecosystem: Ecosystem, version: string | null): Tell =>
  version === null ? null : (used) => used === version || compareVersions(ecosystem, used, version) === 0

function within(ecosystem: Ecosystem, text: string): Tell {
  const range = parseRange(ecosystem, text)
  if ('issue' in range) throw badInput('impact.bad_range', `range: ${range.issue}.`)
  return (used) => inRange(range, used)
}

const verdictOf = (told: boolean | null): Verdict => (told === null ? 'unknown' : told ? 'affected' : 'clear')
const judgeBy = (tell: Tell): Wanted['judge'] => (version) => (tell === null ? 'affected' : version === null ? 'unknown' : verdictOf(tell(version)))

function askedByOsv(source: unknown, account: Account): PackagesAsked {
  const { records, issues } = readOsv(source)
  if (records.length === 0) throw badInput('impact.bad_osv', `osv: ${issues[0] ?? 'there is no record that is not withdrawn.'}`)
  for (const issue of issues) account.gap({ repo: '', rev: '', path: '', reason: issue })
  for (const { id, unread } of records) for (const name of unread) account.gap({ repo: '', rev: '', path: '', reason: `${id} speaks of ${name}, an ecosystem that is not read here.` })
  const [first] = records
  const words = records.length === 1 && first ? `${first.id}${first.aliases.length > 0 ? ` (${first.aliases.join(', ')})` : ''}` : `${records.length} advisories`
  return { words, wanted: wantedOf(records) }
}

/** A package once, however many advisories name it. */
function wantedOf(records: readonly OsvRecord[]): Wanted[] {
  const named = records.flatMap(({ id, packages }) => packages.map((each) => ({ ...each, id })))
  return [...Map.groupBy(named, ({ ecosystem, name }) => `${ecosystem} ${name}`).values()].flatMap((all) => {
    const [first] = all
    if (!first) return []
    const told = (version: string | null) => all.map((each) => ({ id: each.id, symbols: each.symbols, verdict: version === null ? ('unknown' as const) : verdictOf(affects(each, version)) }))
    return [{ ecosystem: first.ecosystem, name: first.name, judge: (version) => worst(told(version)), advisories: (version) => [...new Set(told(version).flatMap(({ id, verdict }) => (verdict === 'affected' ? [id] : [])))].toSorted(), symbols: (version) => symbolsOf(told(version)) }]
  })
}

/** Where one of the advisories does not say what is vulnerable, all of the package may be. */
function symbolsOf(told: readonly { verdict: Verdict; symbols: readonly string[] }[]): string[] {
  const affected = told.filter(({ verdict }) => verdict === 'affected')
  return affected.some(({ symbols }) => symbols.length === 0) ? [] : [...new Set(affected.flatMap(({ symbols }) => symbols))].toSorted().slice(0, maxSymbols)
}

/** As many as one question may name. */
const maxSymbols = 200

function worst(told: readonly { verdict: Verdict }[]): Verdict {
  return (['affected', 'unknown', 'clear'] as const).find((verdict) => told.some((each) => each.verdict === verdict)) ?? 'clear'
}

