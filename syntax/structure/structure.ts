/** What a structural search looks for, as it is written: before any grammar has seen it. */

import { looksLikeRule, readRule, type StructureRule, type WholeRule } from './rule.ts'
import { readTemplate, type Refused, type Template } from './template.ts'

/** JSON, so that it can be handed to another process. */
export type Structure = {
  /** The pattern, if there is one; what it finds must satisfy the rule too. */
  template: Template | null
  rule: WholeRule | null
}

export type WrittenStructure = {
  /** A pattern, or a whole rule in YAML. */
  pattern: string | null
  /** A rule object in YAML, or a rule in Comby's language, `where …`. */
  rule: string | null
}

/** Reads a pattern and the rule beside it. Never throws: what is not understood is refused with a sentence. */
export function readStructure({ pattern, rule }: WrittenStructure): Structure | Refused {
  if (pattern !== null && looksLikeRule(pattern)) {
    return rule === null ? ruleAlone(pattern) : { refused: 'The pattern is a rule already, so another in rule: has no place. Join the two with “all”.' }
  }
  if (pattern === null) return rule === null ? { refused: 'There is neither a pattern nor a rule.' } : ruleAlone(rule)
  const isWhere = rule !== null && /^\s*where\b/.test(rule)
  const template = readTemplate(pattern, isWhere ? rule : null)
  if ('refused' in template) return template
  const whole = rule === null || isWhere ? null : readRule(rule)
  return whole !== null && 'refused' in whole ? whole : { template, rule: whole }
}

function ruleAlone(text: string): Structure | Refused {
  if (/^\s*where\b/.test(text)) return { refused: 'A rule that begins with “where” needs a pattern whose holes it speaks of.' }
  const rule = readRule(text)
  return 'refused' in rule ? rule : { template: null, rule }
}

/** What the nodes in holes must satisfy, by the holes' names. */
export function constraintsOf({ template, rule }: Structure): Record<string, StructureRule> {
  const merged: Record<string, StructureRule> = { ...template?.constraints }
  for (const [name, own] of Object.entries(rule?.constraints ?? {})) {
    const other = merged[name]
    merged[name] = other ? { all: [other, own] } : own
  }
  return merged
}
