import { parse, type SgNode } from '@ast-grep/napi'
import { registerGrammars, type Grammar } from './grammars.ts'

/** A text and its tree. `index` and `column` of a node's range count UTF-16 units, whatever ast-grep's types say. */
export type Source = { grammar: Grammar; text: string; root: SgNode }

/** May loop, crash or take any memory: what comes from outside is parsed only in a process that can be killed. */
export function parseSource(grammar: Grammar, text: string): Source {
  registerGrammars()
  return { grammar, text, root: rootOf(grammar, text) }
}

/** Where the grammar fails at signatures that begin with type parameters, they are set apart from what is before them. */
function rootOf(grammar: Grammar, whole: string): SgNode {
  const text = scripts.has(grammar) ? whole.replace(using, (found) => 'const'.padEnd(found.length)) : whole
  const root = parse(grammar, text).root()
  if (grammar !== 'TypeScript' && grammar !== 'Tsx') return root
  const apart = text.replace(genericSignature, '$1;')
  return apart === text || root.find({ rule: { kind: 'ERROR' } }) === null ? root : parse(grammar, apart).root()
}

const scripts: ReadonlySet<Grammar> = new Set(['JavaScript', 'TypeScript', 'Tsx'])

/** `using file = open()`, which declares as `const` does, and is not known to the grammars. */
const using = /(?<=^[ \t]*)(?:await )?using(?= [\w$]+(?:: [^=;\n]+)? = )/gm

/**
 * The blank before a `<` that opens type parameters at the beginning of a line, behind a type that ends without a mark. TypeScript takes no
 * type arguments from a line of their own; its grammar does. Every offset, line and column stays.
 */
const genericSignature = /(?<=[\w$>\]})'"`]\r?\n(?:[ \t]*(?:\/\/.*|\/?\*.*)?\r?\n)*)([ \t]*)[ \t](?=<(?:\r?\n|(?:const )?[A-Z]\w*(?: extends\b|[,>]| = )))/g
