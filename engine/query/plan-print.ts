import type { PatternNode } from '../pattern.ts'
import type { Branch, PatternFilter, Plan } from './plan.ts'
import type { RevSpec } from './values.ts'

/**
 * A plan in one line, for tests and for people who ask how their query was understood. What is at its default is left
 * out. Branches are joined by ` | `; in a pattern `any:"x"` is text, `any:/x/` a regular expression, `&`, `+` (or) and
 * `!` (not) combine: `repo:/a/ types:file,path (any:"x" & !any:"y")`.
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
    ...branch.revs.map(rev => `rev:${printRev(rev)}`),
    ...branch.files.map(filter => printFilter('file', filter)),
    ...branch.langs.map(({ name, negated }) => `${negated ? '-' : ''}lang:${name}`),
    `types:${[...branch.types].join(',')}`,
    branch.caseSensitive ? 'case' : '',
    branch.fork === 'no' ? '' : `fork:${branch.fork}`,
    branch.archived === 'no' ? '' : `archived:${branch.archived}`,
    branch.pattern ? printPattern(branch.pattern) : '',
  ]
  return parts.filter(part => part !== '').join(' ')
}

function printFilter(name: string, { pattern, negated }: PatternFilter): string {
  return `${negated ? '-' : ''}${name}:/${pattern}/`
}

function printRev(rev: RevSpec): string {
  switch (rev.kind) {
    case 'rev': return rev.name
    case 'glob': return `*${rev.exclude ? '!' : ''}${rev.pattern}`
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
