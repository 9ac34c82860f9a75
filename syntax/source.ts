import { parse, type SgNode } from '@ast-grep/napi'
import { registerGrammars, type Grammar } from './grammars.ts'

/** A text and its tree. `index` and `column` of a node's range count UTF-16 units, whatever ast-grep's types say. */
export type Source = { grammar: Grammar; text: string; root: SgNode }

/** May loop, crash or take any memory: what comes from outside is parsed only in a process that can be killed. */
export function parseSource(grammar: Grammar, text: string): Source {
  registerGrammars()
  return { grammar, text, root: parse(grammar, text).root() }
}
