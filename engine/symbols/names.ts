/** Which names of a segment are as a query wants them. */

import { emptyBitmap, fullBitmap, intersect, lineAtom, unite, type Bitmap, type LineAtom } from '../blocks/index.ts'
import type { PatternNode } from '../pattern.ts'
import type { Meter } from '../regex/index.ts'
import type { Segment } from './segment.ts'

export type NamesQuery = {
  /** Of each name by itself, whatever field its atoms speak of. Null: every name. */
  pattern: PatternNode | null
  caseSensitive: boolean
}

type Condition = { kind: 'all' } | { kind: 'atom'; atom: LineAtom } | { kind: 'and' | 'or'; conditions: Condition[] } | { kind: 'not'; condition: Condition }

export class CompiledNames {
  /** Blocks of names that were read, over all segments. */
  readonly looked = { blocks: 0 }
  private readonly condition: Condition

  /** Throws for an expression that does not compile: whoever plans queries has checked them. */
  constructor({ pattern, caseSensitive }: NamesQuery) {
    this.condition = pattern === null ? { kind: 'all' } : compile(pattern, caseSensitive)
  }

  /** Throws `SearchStopped` when the meter does, and `CorruptFile`. */
  namesIn(segment: Segment, meter: Meter): Bitmap {
    return this.judge(this.condition, segment, meter)
  }

  private judge(condition: Condition, segment: Segment, meter: Meter): Bitmap {
    switch (condition.kind) {
      case 'all':
        return fullBitmap(segment.nameCount)
      case 'atom':
        return segment.namesMatching(condition.atom, meter, this.looked)
      case 'not': {
        const matching = this.judge(condition.condition, segment, meter)
        return fullBitmap(segment.nameCount).map((word, i) => word & ~matching[i])
      }
      default:
        return this.join(condition, segment, meter)
    }
  }

  private join({ kind, conditions }: Condition & { kind: 'and' | 'or' }, segment: Segment, meter: Meter): Bitmap {
    const names = kind === 'and' ? fullBitmap(segment.nameCount) : emptyBitmap(segment.nameCount)
    for (const condition of conditions) (kind === 'and' ? intersect : unite)(names, this.judge(condition, segment, meter))
    return names
  }
}

function compile(node: PatternNode, caseSensitive: boolean): Condition {
  if (node.kind === 'atom') return { kind: 'atom', atom: lineAtom(node, { caseSensitive }) }
  if (node.kind === 'not') return { kind: 'not', condition: compile(node.node, caseSensitive) }
  return { kind: node.kind, conditions: node.nodes.map((inner) => compile(inner, caseSensitive)) }
}
