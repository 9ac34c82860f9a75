import type { SgNode } from '@ast-grep/napi'
import type { Use } from './answers.ts'
import type { Binder } from './binder.ts'
import type { Site } from './definitions.ts'
import { own } from './places.ts'
import type { NameRules, OverloadRules } from './rules.ts'

/** More arguments tell functions apart no better. */
const MOST_ARGUMENTS = 32

/** How a name is used; undefined where that is not told, or makes no difference in its language. */
export function useOf(binder: Binder, { place }: Site, rules: NameRules): Use | undefined {
  const { overloads, sides } = rules
  const side = sides?.ofUse(place) ?? null
  if (side !== null) return { as: side }
  const written = overloads?.use(place)
  if (!overloads || !written) return undefined
  if (written.as !== 'function') return { as: written.as }
  const values = written.arguments?.slice(0, MOST_ARGUMENTS)
  return values === undefined ? { as: 'function' } : { as: 'function', arguments: values.map((value) => typeOf(value, { binder, rules, overloads })) }
}

/** Looks at once at all names that are handed over where names are called. */
export function loadArguments(binder: Binder, sites: readonly Site[], { overloads, receiverName }: NameRules): void {
  if (!overloads) return
  const values = sites.flatMap(({ place }) => {
    const written = overloads.use(place)
    return written?.as === 'function' ? written.arguments?.slice(0, MOST_ARGUMENTS) ?? [] : []
  })
  binder.load(values.flatMap((value) => receiverName(value, null)?.name.text() ?? []))
}

type Known = { binder: Binder; rules: NameRules; overloads: OverloadRules }

function typeOf(value: SgNode, { binder, rules, overloads }: Known): string | null {
  const written = overloads.valueType(value)
  if (written !== null) return written
  const named = rules.receiverName(value, null)
  const definition = named === null ? undefined : binder.definitionOf(named.name)
  if (named === null || definition === undefined) return null
  const isFunction = own(rules.functions, definition.holder.kind) !== undefined
  return named.called || !isFunction ? overloads.declaredType(definition.holder.node, definition.place.node) : null
}
