/** Templates are values: joined, multiplied out and bounded. */

import type { HoleKind, Part, Template } from './answers.ts'

/** Ways on which one message may be built; more tell nothing more. */
export const MOST_WAYS = 64
/** What is longer, in UTF-16 units or parts, stands on no line of a log, but costs memory. */
const MOST_TEXT = 4_000
const MOST_PARTS = 120

export const hole = (kind: HoleKind = 'any'): Template => [{ hole: kind }]

/** One after the other, with literal parts that meet made one. */
export function joined(...templates: readonly Template[]): Template {
  const parts: Part[] = []
  for (const part of templates.flat()) {
    const last = parts.at(-1)
    if (part === '') continue
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = (last + part).slice(0, MOST_TEXT)
    else if (parts.length < MOST_PARTS) parts.push(typeof part === 'string' ? part.slice(0, MOST_TEXT) : part)
  }
  return parts
}

/** Every way of the one followed by every way of the other. */
export function product(left: readonly Template[], right: readonly Template[]): Template[] {
  return left.flatMap((first) => right.map((second) => joined(first, second))).slice(0, MOST_WAYS)
}

export function distinct(templates: readonly Template[]): Template[] {
  return [...new Map(templates.map((template) => [JSON.stringify(template), template])).values()].slice(0, MOST_WAYS)
}

export const literalOf = (template: Template): string => template.filter((part) => typeof part === 'string').join(' ')

/** A function that hands what it is given on to a logger with no more letters around it is a helper: these tell nothing of the message. */
export const MOST_LETTERS_AROUND = 16

export const lettersIn = (template: Template): number => template.filter((part) => typeof part === 'string').join('').replace(/[^\p{L}\p{N}]/gu, '').length

export const hasLiteral = (template: Template): boolean => /[\p{L}\p{N}]/u.test(literalOf(template))

/** Handed on as it came, perhaps with a value behind it. */
export const isGiven = (template: Template): boolean => !hasLiteral(template) && template.some((part) => typeof part === 'object' && 'parameter' in part)

/** All that it tells of the text is the name of a constant. */
export const isOfConstant = (template: Template): boolean => !hasLiteral(template) && template.some((part) => typeof part === 'object' && 'constant' in part)

/** A text with several words or values, rather than a key or a path. */
export const readsLikeMessage = (template: Template): boolean => /\p{L}{2}/u.test(literalOf(template)) && (template.some((part) => typeof part === 'object' && !('hole' in part && part.hole === 'rest')) || /\S\s+\S/.test(literalOf(template)))
