import type { Node, Parameter } from './ast.ts'

/** One way to satisfy a query: all of these parameters, and the pattern. */
export type FlatBranch = { parameters: Parameter[]; pattern: Node | undefined }

/** Every branch is a search of its own, so there is a bound to how many one query may ask for. */
export const MAX_BRANCHES = 256

/**
 * Distributes OR over parameters only, so that each branch has one flat set of parameters and one tree of patterns:
 * `repo:a (file:b OR file:c) x` has two branches. Undefined if there are more than `MAX_BRANCHES`: counted before
 * anything is built, so that no query can make this expensive.
 */
export function flatten(root: Node): FlatBranch[] | undefined {
  return countBranches(root) > MAX_BRANCHES ? undefined : branchesOf(root)
}

/** Saturates just above the bound. */
function countBranches(node: Node): number {
  if (node.kind !== 'and' && node.kind !== 'or') return 1
  const counts = node.nodes.filter(hasParameters).map(countBranches)
  const total = node.kind === 'and'
    ? counts.reduce((product, count) => Math.min(product * count, MAX_BRANCHES + 1), 1)
    : counts.reduce((sum, count) => sum + count, counts.length < node.nodes.length ? 1 : 0)
  return Math.min(total, MAX_BRANCHES + 1)
}

function branchesOf(node: Node): FlatBranch[] {
  if (node.kind === 'parameter') return [{ parameters: [node], pattern: undefined }]
  if (!hasParameters(node) || (node.kind !== 'and' && node.kind !== 'or')) return [{ parameters: [], pattern: node }]
  const patterns = node.nodes.filter(child => !hasParameters(child))
  if (node.kind === 'or') {
    const rest = patterns.length ? [{ parameters: [], pattern: group(node, patterns) }] : []
    return [...node.nodes.filter(hasParameters).flatMap(branchesOf), ...rest]
  }
  const base: FlatBranch = {
    parameters: node.nodes.filter(child => child.kind === 'parameter'),
    pattern: group(node, patterns),
  }
  const choices = node.nodes.filter(child => child.kind !== 'parameter' && hasParameters(child))
  return choices.reduce((branches, choice) => cross(branches, branchesOf(choice)), [base])
}

function cross(left: FlatBranch[], right: FlatBranch[]): FlatBranch[] {
  return left.flatMap(a => right.map(b => ({
    parameters: [...a.parameters, ...b.parameters],
    pattern: a.pattern && b.pattern ? both(a.pattern, b.pattern) : a.pattern ?? b.pattern,
  })))
}

function both(a: Node, b: Node): Node {
  return { kind: 'and', nodes: [a, b], start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) }
}

function group(node: Node & { kind: 'and' | 'or' }, children: Node[]): Node | undefined {
  return children.length > 1 ? { ...node, nodes: children } : children[0]
}

function hasParameters(node: Node): boolean {
  if (node.kind === 'parameter') return true
  return (node.kind === 'and' || node.kind === 'or') && node.nodes.some(hasParameters)
}
