import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import { familyOf } from '../families.ts'
import { linesOf, lineText } from './lines.ts'
import type { Resolver } from './resolver.ts'
import { functionKinds, symbolTarget, type Target } from './target.ts'

/**
 * Of functions of Python that are defined more than once at one place, the one that counts: the last, behind its `@overload`s, but of a
 * property the one that gets it.
 */
export async function lastDefined(resolver: Resolver, targets: readonly Target[]): Promise<Target[]> {
  const isPython = ({ path, isLocal, kind }: Target) => familyOf(path) === 'python' && !isLocal && kind !== 'file'
  return Promise.all(targets.map((target) => (isPython(target) ? lastOf(resolver, target) : target)))
}

async function lastOf({ symbols }: Resolver, target: Target): Promise<Target> {
  const { tree, path, name, container, reason } = target
  const [outline = []] = await symbols.of(tree, [path])
  const alike = outline.filter((each) => each.name === name && each.container === container && functionKinds.has(each.kind))
  if (alike.length < 2 || !alike.some(({ line }) => line === target.range.line)) return target
  const [text] = await tree.texts([path])
  const lines = linesOf(text ?? '')
  const last = alike.filter((symbol) => !isAccessor(symbol, (line) => lineText(lines, line))).at(-1)
  return last ? symbolTarget({ tree, path }, last, reason) : target
}

/** Whether `@name.setter` or the like stands above it. */
function isAccessor({ name, line }: CodeSymbol, lineAt: (line: number) => string): boolean {
  for (let at = line - 1; at >= 0 && lineAt(at).trim().startsWith('@'); at--) {
    if ([`@${name}.setter`, `@${name}.deleter`].includes(lineAt(at).trim())) return true
  }
  return false
}
