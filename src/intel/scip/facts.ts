import type { SymbolFacts } from './document-code.ts'
import { symbolKinds } from './format.ts'
import { parseDescriptors, parseSymbol } from './symbol.ts'

/** What is told of a name to people. Empty where the index does not tell. */
export interface NameFacts {
  /** In a word: `class`, `method`, … */
  kind: string
  displayName: string
  signature: string
  /** Markdown from an index: to be shown without trust. */
  documentation: string
}

/** A block of code at the beginning, which older indexers write the signature into. */
const codeFirst = /^\s*```[^\n]*\n([\s\S]*?)\n?```\s*/

export function factsOf(facts: SymbolFacts | null, symbol: string): NameFacts {
  const { kind = 0, displayName = '', signature = '', documentation = '' } = facts ?? {}
  const block = signature === '' ? codeFirst.exec(documentation) : null
  const last = lastDescriptor(symbol)
  return {
    kind: symbolKinds[kind] || last?.kind || '',
    displayName: displayName || last?.name || '',
    signature: block?.[1] ?? signature,
    documentation: block ? documentation.slice(block[0].length) : documentation,
  }
}

function lastDescriptor(symbol: string) {
  const parsed = parseSymbol(symbol)
  return parsed ? (parseDescriptors(parsed.descriptors)?.at(-1) ?? null) : null
}
