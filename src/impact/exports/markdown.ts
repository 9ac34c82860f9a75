import type { Affected, DeployedSpan, Impact, LedgerGap, ServiceEdge, UseSpan } from '../contract.ts'
import { coverageOf } from './coverage.ts'
import { visibleLine } from './text.ts'

/** As text for people. What comes from outside stands in code spans or is escaped. */
export function toMarkdown(impact: Impact): string {
  const { totals, affected, releases, around, history, ledger } = impact
  const facts = [
    `${totals.places} places in ${totals.repositories} repositories, ${totals.revisions} branches, releases and deployed commits`,
    `${totals.services} services in ${totals.environments} environments, ${totals.owners} owners`,
    coverageOf(impact),
  ]
  return `${[
    `# Impact of ${escape(impact.question)}`,
    list(facts.map(escape), ''),
    `## Affected\n\n${list(affected.map(affectedLine), 'Nothing was found.')}`,
    releases.length > 0 ? `## Releases\n\n${list(releases.flatMap(releaseLines), '')}` : '',
    around.edges.length > 0 ? `## What depends on it\n\n${list(around.edges.map(edgeLine), '')}` : '',
    history.mainlines.length > 0 ? `## On the default branches\n\n${list(history.mainlines.map(mainlineLine), '')}` : '',
    history.deployed.length > 0 ? `## Deployed\n\n${list(history.deployed.map(deployedLine), '')}` : '',
    ledger.gaps.length > 0 ? `## Not looked at\n\n${list(ledger.gaps.map(gapLine), '')}` : '',
  ].filter((part) => part !== '').join('\n\n')}\n`
}

const list = (lines: readonly string[], empty: string) => (lines.length === 0 ? empty : lines.map((line) => `- ${line}`).join('\n'))

function affectedLine({ repo, rev, commit, path, line, kind, via, text, service, environment, owners, advisories }: Affected): string {
  const place = [code(`${repo}@${rev}`), ...(path === '' ? [] : [code(`${path}${line === null ? '' : `:${line}`}`)]), `at ${code(commit.slice(0, 12))}`].join(' ')
  const what = via.length > 0 ? `: ${via.map(code).join(' → ')}` : text === null ? '' : `: ${code(text.trim().slice(0, 200))}`
  const where = environment === null ? 'runs nowhere that is known' : `${escape(service ?? '')} in ${escape(environment)}`
  const owned = owners.length > 0 ? owners.map(escape).join(', ') : 'no owner'
  return `${place} (${kind}; ${where}; ${owned})${what}${advisories.length > 0 ? `, ${advisories.map(escape).join(', ')}` : ''}`
}

const releaseLines = ({ repo, releases }: Impact['releases'][number]) =>
  ([['affected', 'has it in'], ['fixed', 'has the fix in']] as const).flatMap(([state, words]) => {
    const tags = releases.filter((each) => each.state === state).map(({ tag }) => code(tag))
    return tags.length === 0 ? [] : [`${code(repo)} ${words} ${tags.join(', ')}`]
  })

const edgeLine = ({ from, to, kind, certainty, package: uses, places: [place] }: ServiceEdge) =>
  `${code(from)} ${kind.replaceAll('_', ' ')}${uses === null ? '' : ` (${code(uses)})`} ${code(to)}, ${certainty}${place ? `: ${code(place.repo)} ${code(`${place.path}:${place.line}`)}` : ''}`

const mainlineLine = ({ repo, project, package: name, version, kind, path, line, from, until }: UseSpan) =>
  `${code(repo)}${project === '' ? '' : ` ${code(project)}`}: ${code(`${name} ${version ?? ''}`.trim())}, ${kind}, ${code(`${path}:${line}`)}, ${times(from, until)}`

const deployedLine = ({ repo, service, environment, package: name, version, from, until }: DeployedSpan) =>
  `${escape(service)} in ${escape(environment)} (${code(repo)})${name === null ? '' : `: ${code(`${name} ${version ?? ''}`.trim())}`}, ${times(from, until)}`

const times = (from: Moment, until: Moment | null) => `from ${momentWords(from)} ${until ? `until ${momentWords(until)}` : 'on'}`
type Moment = { commit: string; time: string }
const momentWords = ({ commit, time }: Moment) => `${time.slice(0, 19).replace('T', ' ')} UTC (${code(commit.slice(0, 12))})`

const gapLine = ({ repo, rev, path, reason }: LedgerGap) => [[repo, rev].filter(Boolean).map(code).join(' '), path === '' ? '' : code(path), escape(reason)].filter(Boolean).join(' ')

function escape(text: string): string {
  return visibleLine(text).replace(/[\\`*_{}[\]<>#|!~&]/g, '\\$&')
}

function code(text: string): string {
  const clean = visibleLine(text)
  const fence = '`'.repeat(Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length)) + 1)
  const space = fence.length > 1 ? ' ' : ''
  return clean === '' ? '' : `${fence}${space}${clean}${space}${fence}`
}
