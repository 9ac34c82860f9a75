import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import { familyOf } from '../families.ts'
import type { Resolver } from './resolver.ts'
import { typeKinds, type Site, type Target } from './target.ts'

/** In TypeScript a name may be a type and a value at once, which have nothing to do with one another: those that fit the use, each told apart. */
export async function ofOneSide(resolver: Resolver, { path, use }: Site, targets: readonly Target[]): Promise<readonly Target[]> {
  if (familyOf(path) !== 'javascript') return targets
  const sided = await Promise.all(targets.map((target) => withSide(resolver, target)))
  const fitting = sided.filter(({ takes }) => takes === undefined || use === undefined || takes === use.as)
  return fitting.length > 0 ? fitting : sided
}

async function withSide({ symbols }: Resolver, target: Target): Promise<Target> {
  if (target.isLocal || target.apart || target.kind === 'file') return target
  const [outline = []] = await symbols.of(target.tree, [target.path])
  const namesakes = outline.filter((each) => each.name === target.name && each.container === target.container && !addsToEither.has(each.kind))
  const own = namesakes.find(({ line, column }) => line === target.range.line && column === target.range.column)
  const isTwofold = own && namesakes.some((each) => isType(each) !== isType(own))
  return isTwofold ? { ...target, takes: isType(own) ? 'type' : 'value' } : target
}

/** A namespace may stand beside a function or a class, and is of one with it. */
const addsToEither: ReadonlySet<string> = new Set(['namespace', 'module'])
const isType = ({ kind }: CodeSymbol) => typeKinds.has(kind)
