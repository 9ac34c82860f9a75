import { languageOf } from '../../../engine/lang.ts'
import type { Hover } from '../contract.ts'
import { familyOf } from '../families.ts'
import { documentationOf, signatureOf } from './documentation.ts'
import { lineText, linesOf } from './lines.ts'
import { symbolOf } from './member.ts'
import { placesOf } from './present.ts'
import type { Resolver } from './resolver.ts'
import { pathOfTarget, type Target } from './target.ts'

/** What is told of a definition: how it is declared, and what is written above it. */
export async function hoverOf(resolver: Resolver, target: Target): Promise<Hover | null> {
  const family = familyOf(target.path)
  const [text] = await target.tree.texts([target.path], resolver.signal)
  const [definedAt] = await placesOf([{ ...target, symbol: pathOfTarget(target), precise: false }], resolver.signal)
  if (!family || typeof text !== 'string' || !definedAt) return null
  const lines = linesOf(text)
  const symbol = await symbolOf(resolver, target)
  const { line } = target.range
  const about = { language: languageOf(target.path) ?? '', container: target.container, definedAt, precise: false }
  if (target.kind === 'module') return { ...about, kind: 'module', signature: target.path, documentation: moduleDocumentation(text) }
  if (!symbol) return { ...about, kind: target.isLocal ? 'local' : 'variable', signature: lineText(lines, line).trim(), documentation: '' }
  const declaration = { line, startLine: symbol.startLine, endLine: symbol.endLine }
  return { ...about, kind: symbol.kind, signature: signatureOf(family, lines, declaration), documentation: documentationOf(family, lines, declaration) }
}

const maxModuleDocumentation = 2_000

/** The string or comment that a file begins with. */
function moduleDocumentation(text: string): string {
  const [, python, block] = /^(?:#![^\n]*\n)?\s*(?:"""([^]*?)"""|\/\*\*?([^]*?)\*\/)/.exec(text.slice(0, maxModuleDocumentation)) ?? []
  return (python ?? block ?? '').replace(/^[ \t]*\* ?/gm, '').trim()
}
