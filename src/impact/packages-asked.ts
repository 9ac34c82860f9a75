import { badInput } from '../platform/errors.ts'
import type { Question } from './contract.ts'
import type { Account } from './ledger.ts'
import { parsePurl } from './package-url.ts'
import type { Wanted } from './wanted.ts'

type PackageQuestion = Exclude<Question, { commit: unknown } | { symbol: unknown } | { query: unknown }>

export interface PackagesAsked {
  words: string
  wanted: Wanted[]
}

/** Which packages in which versions a question is about. Throws a Problem for what cannot be understood. */
export function packagesAsked(question: PackageQuestion, _account: Account): PackagesAsked {
  if ('osv' in question) throw badInput('impact.no_ranges', 'Advisories cannot be answered yet.')
  const parsed = parsePurl(question.purl)
  if ('issue' in parsed) throw badInput('impact.bad_purl', `purl: ${parsed.issue}.`)
  if (question.range !== undefined) throw badInput('impact.no_ranges', 'Ranges of versions cannot be answered yet; give one version in the package URL.')
  const { ecosystem, name, version } = parsed
  const judge: Wanted['judge'] = (used) => (version === null || used === version ? 'affected' : used === null ? 'unknown' : 'clear')
  return { words: `${name}${version === null ? '' : ` ${version}`} (${ecosystem})`, wanted: [{ ecosystem, name, judge, advisories: () => [] }] }
}
