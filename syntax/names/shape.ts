import type { SgNode } from '@ast-grep/napi'
import type { Source } from '../source.ts'
import type { Shape } from './answers.ts'
import type { Binder } from './binder.ts'
import { grammarRules } from './languages/index.ts'
import { readNames } from './names.ts'
import type { Place } from './places.ts'
import type { ShapeRules } from './rules.ts'

/** Of what is named at a position; with `member`, of that member of the object or type without a name that begins there. */
export type ShapeAsk = { line: number; column: number; member?: string }

/** What something is like, and where it is named. */
export type Shaped = { line: number; column: number; shape: Shape | null }

/** What is named at a position is like; null where nothing is, and in languages whose values are not followed. */
export function shape(source: Source, { line, column, member }: ShapeAsk): Shaped | null {
  const rules = grammarRules(source.grammar)
  if (rules?.shapes === undefined) return null
  const { file, binder } = readNames(source, rules)
  const index = file.positions.indexOf({ line, column })
  const place = index === null ? null : binder.places.at(index)
  if (place === null) return null
  if (member === undefined) return shaped(binder, place, rules.shapes)
  const name = memberAt(place, member, rules.shapes)
  return name && shaped(binder, binder.places.of(name), rules.shapes)
}

function shaped(binder: Binder, place: Place, shapes: ShapeRules): Shaped | null {
  const { line, column } = binder.rangeOf(place)
  const definition = binder.siteAt(place)?.definition
  return { line, column, shape: definition ? shapes.ofDefinition(definition, binder.meanings) : shapes.ofKeyed(place, binder.meanings) }
}

/** The innermost node that begins at a place is a brace; what has members is around it. */
function memberAt(place: Place, name: string, shapes: ShapeRules): SgNode | null {
  const object = place.parent?.start === place.start ? place.parent : place
  return shapes.member(object.node, name)
}
