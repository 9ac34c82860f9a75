import type { PatternNode } from '../../engine/pattern.ts'
import type { Branch } from '../../engine/query/plan.ts'

/** What a file has to contain besides is part of what it has to match. */
export function wholePattern(branch: Branch): PatternNode | null {
  const nodes = [branch.pattern, requiredContent(branch)].filter((node) => node !== null)
  return nodes.length > 1 ? { kind: 'and', nodes } : (nodes[0] ?? null)
}

/** What the predicates want of the content. */
export function requiredContent({ filePredicates }: Pick<Branch, 'filePredicates'>): PatternNode | null {
  const nodes = filePredicates.flatMap((predicate): PatternNode[] => {
    if (predicate.kind !== 'content') return []
    const atom: PatternNode = { kind: 'atom', field: 'content', pattern: predicate.pattern, regex: true, silent: true }
    return [predicate.negated ? { kind: 'not', node: atom } : atom]
  })
  return nodes.length > 1 ? { kind: 'and', nodes } : (nodes[0] ?? null)
}

export const needsContent = ({ pattern }: Pick<Branch, 'pattern'>) => pattern !== null && hasContentAtom(pattern)

function hasContentAtom(node: PatternNode): boolean {
  if (node.kind === 'atom') return node.field !== 'path'
  return node.kind === 'not' ? hasContentAtom(node.node) : node.nodes.some(hasContentAtom)
}
