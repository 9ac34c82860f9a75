import { languageOf } from '../../../engine/lang.ts'
import type { Hover } from '../contract.ts'
import { placesOf } from './present.ts'
import type { Resolver } from './resolver.ts'
import { pathOfTarget, type Target } from './target.ts'

/** What is told of a definition: how it is declared, and what is written about it. */
export async function hoverOf({ code, signal }: Pick<Resolver, 'code' | 'signal'>, target: Target): Promise<Hover | null> {
  const { tree, path, range, container, isLocal, kind } = target
  const [definedAt] = await placesOf([{ ...target, symbol: pathOfTarget(target), precise: false }], signal)
  if (!definedAt) return null
  const about = { language: languageOf(path) ?? '', container, definedAt, precise: false }
  if (kind === 'module') return { ...about, kind, signature: path, documentation: '' }
  const [description] = isLocal ? [null] : await code.ask('describe', { tree, paths: [path], ask: { line: range.line, column: range.column }, signal })
  // What stands in no outline, a parameter say, is told by its line.
  if (!description) return { ...about, kind: isLocal ? 'local' : 'variable', signature: definedAt.text.trim(), documentation: '' }
  return { ...about, kind: description.kind, container: description.container, signature: description.signature, documentation: description.doc }
}
