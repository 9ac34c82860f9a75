import type { PatternNode } from '../pattern.ts'
import { escapeRegex } from '../regex/index.ts'
import type { Node, Pattern, PatternType, Sequence } from './ast.ts'

type Context = { patternType: PatternType; field: 'content' | 'path' | 'any' }

/** The pattern part of a branch (it holds no parameters) as the searchers read it. */
export function toPattern(node: Node, context: Context): PatternNode | null {
  switch (node.kind) {
    case 'and':
    case 'or': return toOperator(node.kind, node.nodes, context)
    case 'sequence': return { kind: 'atom', field: context.field, pattern: sequenceSource(node), regex: true }
    case 'pattern': return toAtom(node, context)
    case 'parameter': return null
  }
}

/** A branch may have joined an `and` into another: taken up here, so that equal queries give equal trees. */
function toOperator(kind: 'and' | 'or', children: readonly Node[], context: Context): PatternNode | null {
  const nodes = children.map(child => toPattern(child, context)).filter(child => child !== null)
  const flat = nodes.flatMap(child => child.kind === kind ? child.nodes : [child])
  return flat.length > 1 ? { kind, nodes: flat } : flat[0] ?? null
}

function toAtom(pattern: Pattern, { patternType, field }: Context): PatternNode {
  const atom: PatternNode = {
    kind: 'atom',
    field: pattern.content ? 'content' : field,
    pattern: pattern.value,
    regex: isRegexp(pattern, patternType),
  }
  return pattern.negated ? { kind: 'not', node: atom } : atom
}

function isRegexp({ form }: Pattern, patternType: PatternType): boolean {
  return form === 'regexp' || (form === 'text' && patternType === 'regexp')
}

/** One after the other in a line, with as little as possible between. */
function sequenceSource({ nodes }: Sequence): string {
  return nodes.map(({ form, value }) => `(?:${form === 'quoted' ? escapeRegex(value) : value})`).join('.*?')
}
