import { languageOf } from '../../../engine/lang.ts'
import type { Hover } from '../contract.ts'
import type { PreciseName } from '../scip/scip.ts'
import { placesOf, type Told } from './present.ts'
import type { Resolver } from './resolver.ts'
import { pathOfTarget, type Target } from './target.ts'

/** What is told of a definition: how it is declared, and what is written about it. */
export function hoverOf(resolver: Pick<Resolver, 'code' | 'signal'>, target: Target): Promise<Hover | null> {
  return describedHover(resolver, { ...target, symbol: pathOfTarget(target), precise: false }, target)
}

/** What its file tells of a place where an index knows that something is defined, but not how. */
export function indexedHoverOf(resolver: Pick<Resolver, 'code' | 'signal'>, told: Told): Promise<Hover | null> {
  return describedHover(resolver, told, { container: '', isLocal: true, kind: null })
}

async function describedHover({ code, signal }: Pick<Resolver, 'code' | 'signal'>, told: Told, { container, isLocal, kind }: Pick<Target, 'container' | 'isLocal' | 'kind'>): Promise<Hover | null> {
  const { tree, path, range, precise } = told
  const [definedAt] = await placesOf([told], signal)
  if (!definedAt) return null
  const about = { language: languageOf(path) ?? '', container, definedAt, precise }
  if (kind === 'file') return { ...about, kind: 'module', signature: path, documentation: '' }
  const [description] = await code.ask('describe', { tree, paths: [path], ask: { line: range.line, column: range.column }, signal })
  // What cannot be described is told by its line.
  if (!description) return { ...about, kind: isLocal ? 'local' : 'variable', signature: definedAt.text.trim(), documentation: '' }
  return { ...about, kind: description.kind, container: description.container, signature: description.signature, documentation: description.doc }
}

/** What an index tells of a name, defined there. */
export async function preciseHoverOf({ kind, signature, documentation, displayName, path }: PreciseName, told: Told, signal: AbortSignal): Promise<Hover | null> {
  const [definedAt] = await placesOf([told], signal)
  return definedAt ? { signature: signature || displayName, language: languageOf(path) ?? '', documentation, kind, container: '', definedAt, precise: true } : null
}
