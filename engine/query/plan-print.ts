import type { PatternNode } from '../pattern.ts'
import type { DateSpec } from './dates.ts'
import type { CommitFilters } from './plan-commits.ts'
import type { Branch, PatternFilter, Plan } from './plan.ts'
import type { FilePredicate, RepoPredicate } from './predicates.ts'
import type { RevSpec } from './values.ts'

/**
 * A plan in one line, for tests and for people who ask how their query was understood. What is at its default is left
 * out. Branches are joined by ` | `; in a pattern `any:"x"` is text, `any:/x/` a regular expression, `&`, `+` (or) and
 * `!` (not) combine: `repo:/a/ types:file,path (any:"x" & !any:"y")`. A date is the moment it names, or what it counts from
 * the moment of the search: `ago(2mo 3600s)`, `day(-1 12:00)`, `day(thu 0:00)`, `time(15:00)`.
 */
export function printPlan({ branches, count, timeoutMs, select }: Plan, defaults: { count: number; timeoutMs: number }): string {
  const whole = [
    count === defaults.count ? '' : `count:${count}`,
    timeoutMs === defaults.timeoutMs ? '' : `timeout:${timeoutMs}ms`,
    select === undefined ? '' : `select:${select}`,
  ]
  return [branches.map(printBranch).join(' | '), ...whole].filter(part => part !== '').join(' ; ')
}

function printBranch(branch: Branch): string {
  const parts = [
    ...branch.repos.map(filter => printFilter('repo', filter)),
    ...branch.repoPredicates.map(printRepoPredicate),
    ...branch.revs.map(rev => `rev:${printRev(rev)}`),
    ...branch.files.map(filter => printFilter('file', filter)),
    ...branch.filePredicates.map(printFilePredicate),
    ...branch.langs.map(({ name, negated }) => `${negated ? '-' : ''}lang:${name}`),
    `types:${[...branch.types].join(',')}`,
    ...branch.commits ? printCommits(branch.commits) : [],
    branch.caseSensitive ? 'case' : '',
    branch.fork === 'no' ? '' : `fork:${branch.fork}`,
    branch.archived === 'no' ? '' : `archived:${branch.archived}`,
    branch.index === 'yes' ? '' : `index:${branch.index}`,
    branch.structure ? `structural${branch.structure.rule === null ? '' : ` rule:${JSON.stringify(branch.structure.rule)}`}` : '',
    branch.symbols?.pattern ? `name:${printPattern(branch.symbols.pattern)}` : '',
    branch.pattern ? printPattern(branch.pattern) : '',
  ]
  return parts.filter(part => part !== '').join(' ')
}

function printFilter(name: string, { pattern, negated }: PatternFilter): string {
  return `${negated ? '-' : ''}${name}:/${pattern}/`
}

function printFilePredicate(predicate: FilePredicate): string {
  return predicate.kind === 'owner' ? `${predicate.negated ? '-' : ''}file.owner:${predicate.owner}` : printFilter(`file.${predicate.kind}`, predicate)
}

function printRepoPredicate(predicate: RepoPredicate): string {
  const not = predicate.negated ? '-' : ''
  switch (predicate.kind) {
    case 'file': {
      const { path, content } = predicate
      return `${not}has.file(${[path === null ? [] : `path:/${path}/`, content === null ? [] : `content:/${content}/`].flat().join(' ')})`
    }
    case 'commit': return `${not}has.commit(after:${printDate(predicate.after)})`
    case 'description': return `${not}has.description(/${predicate.pattern}/)`
  }
}

function printCommits({ authors, committers, messages, before, after }: CommitFilters): string[] {
  return [
    ...authors.map(filter => printFilter('author', filter)),
    ...committers.map(filter => printFilter('committer', filter)),
    ...messages.map(filter => printFilter('message', filter)),
    ...before.map(date => `before:${printDate(date)}`),
    ...after.map(date => `after:${printDate(date)}`),
  ]
}

/** In UTC, where a zone was named too. */
function printDate(date: DateSpec): string {
  switch (date.kind) {
    case 'fixed': return new Date(date.ms).toISOString().replace(/:00\.000Z$/, 'Z')
    case 'ago': return `ago(${date.months}mo ${date.ms / 1000}s)`
    case 'day': return `day(${'daysAgo' in date.day ? -date.day.daysAgo : WEEKDAYS[date.day.weekday]} ${printTime(date)})`
    case 'time': return `time(${printTime(date)})`
  }
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

function printTime({ timeMs, offsetMs }: { timeMs: number; offsetMs: number }): string {
  const clock = new Date(timeMs).toISOString().slice(11).replace(/(:00)?\.000Z$/, '').replace('Z', '')
  return offsetMs === 0 ? clock : `${clock}${offsetMs < 0 ? '-' : '+'}${Math.abs(offsetMs) / 60_000}min`
}

function printRev(rev: RevSpec): string {
  switch (rev.kind) {
    case 'rev': return rev.name
    case 'glob': return `*${rev.exclude ? '!' : ''}${rev.pattern}`
    case 'at': return `at(${printDate(rev.time)}, ${rev.rev})`
    case 'exclude': return `^${rev.name}`
  }
}

function printPattern(node: PatternNode): string {
  switch (node.kind) {
    case 'atom': return `${node.field}:${node.regex ? `/${node.pattern}/` : JSON.stringify(node.pattern)}`
    case 'not': return `!${printPattern(node.node)}`
    case 'and': return `(${node.nodes.map(printPattern).join(' & ')})`
    case 'or': return `(${node.nodes.map(printPattern).join(' + ')})`
  }
}
