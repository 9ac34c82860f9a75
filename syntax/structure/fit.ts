import type { Source } from '../source.ts'
import { parseSource } from '../source.ts'
import type { Grammar } from '../grammars.ts'
import { allOf, anyOf, neededOfRule, neededOfTokens, type Needed } from './needed.ts'
import { holeOf, preprocess } from './preprocess.ts'
import { hasError, isOneNode, readingsOf, type Reading } from './readings.ts'
import { sequencesOf } from './sequences.ts'
import { isRecord, type Json, type StructureRule } from './rule.ts'
import { constraintsOf, type Structure } from './structure.ts'
import type { Template } from './template.ts'

/** What ast-grep is asked to find in texts of one grammar; `sequences` has expressions, of which the text of a match fits all of one list. */
export type Finder = { rule: StructureRule; constraints?: Record<string, StructureRule>; utils?: Record<string, StructureRule>; sequences?: string[][] }

export type Fitted =
  | { state: 'fits'; finder: Finder; needed: Needed }
  /** It cannot be code of this language, for a reason that is told as a clause: “it …”. */
  | { state: 'unfit'; why: string }

/** Reads a structure as code of a language. The text of the source is of no matter. */
export function fitStructure({ grammar }: Pick<Source, 'grammar'>, structure: Structure): Fitted {
  const { template, rule } = structure
  const readings = template ? readingsOf(grammar, template.pattern) : []
  const lost = template && lostHole(grammar, template, readings)
  if (template && readings.length === 0) return { state: 'unfit', why: whyUnread(grammar, template.pattern) }
  if (lost) return { state: 'unfit', why: lost }
  const alternatives = readings.map((reading) => reading.rule)
  const [only] = alternatives
  const pattern = alternatives.length > 1 ? { any: alternatives } : only
  const parts = [...(pattern ? [pattern] : []), ...(rule ? [rule.rule] : [])]
  const [single] = parts
  const sequences = readings.map(({ node }) => sequencesOf(grammar, node))
  const finder = finderOf(structure, parts.length === 1 && single ? single : { all: parts })
  const broken = rule && brokenPattern(grammar, rule.rule)
  const problem = broken ?? problemOf(grammar, finder)
  if (problem) return { state: 'unfit', why: problem }
  const ofPattern = template ? [anyOf(readings.map(({ node }, at) => neededOfTokens(grammar, node, sequences[at] ?? [])))] : []
  return { state: 'fits', finder: { ...finder, ...(sequences.length > 0 && sequences.every(({ length }) => length > 0) ? { sequences } : {}) }, needed: allOf([...ofPattern, ...(rule ? [neededOfRule(grammar, rule.rule)] : [])]) }
}

function finderOf(structure: Structure, rule: StructureRule): Finder {
  const constraints = constraintsOf(structure)
  const utils = structure.rule?.utils ?? {}
  return {
    rule,
    ...(Object.keys(constraints).length > 0 ? { constraints } : {}),
    ...(Object.keys(utils).length > 0 ? { utils } : {}),
  }
}

/** A hole of Comby's may stand in the middle of a text, where a grammar has no node for it. */
function lostHole(grammar: Grammar, { dialect, pattern }: Template, readings: readonly Reading[]): string | null {
  if (dialect !== 'comby') return null
  const written = pattern.match(/\$\$\$(?:[A-Z_][A-Z0-9_]*)?|\$[A-Z_][A-Z0-9_]*/g)?.length ?? 0
  const isLost = readings.length > 0 && readings.every(({ node }) => countHoles(grammar, node) < written)
  return isLost ? 'has a hole within a text or a word, where this language has no expression: write a hole in place of the whole text, as in :[x~regex]' : null
}

function countHoles(grammar: Grammar, node: Reading['node']): number {
  if (holeOf(grammar, node.text()) !== undefined) return 1
  return node.children().reduce((sum, child) => sum + countHoles(grammar, child), 0)
}

function whyUnread(grammar: Grammar, pattern: string): string {
  const { root } = parseSource(grammar, preprocess(grammar, pattern))
  const isSeveral = !hasError(grammar, root) && !isOneNode(root)
  return isSeveral
    ? 'is several statements, and a pattern is one expression, statement or declaration: join them by a rule with follows or precedes'
    : 'does not parse as one expression, statement or declaration'
}

/** A pattern within a rule that would be misread: ast-grep takes it, and finds nothing. */
function brokenPattern(grammar: Grammar, rule: Json): string | null {
  if (Array.isArray(rule)) return rule.map((part) => brokenPattern(grammar, part)).find((problem) => problem !== null) ?? null
  if (!isRecord(rule)) return null
  const own = rule['pattern']
  const text = typeof own === 'string' ? own : isRecord(own) && typeof own['context'] === 'string' ? own['context'] : null
  if (text !== null && hasError(grammar, parseSource(grammar, preprocess(grammar, text)).root)) return `has a pattern, “${text}”, that does not parse`
  return brokenPattern(grammar, Object.entries(rule).flatMap(([key, part]) => key === 'pattern' ? [] : [part]))
}

/** What ast-grep itself says of a rule: an unknown kind, a wrong expression, a name that is not defined. */
function problemOf(grammar: Grammar, finder: Finder): string | null {
  try {
    findWith(parseSource(grammar, ''), finder)
    return null
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.replace(/^[\s|>-]+/, ''))
    return `is not a rule that can be searched for: ${lines.slice(1).filter((line) => /\w\w/.test(line)).join(' ') || lines[0]}`
  }
}

export function findWith({ root }: Pick<Source, 'root'>, { rule, constraints, utils }: Finder): ReturnType<Source['root']['findAll']> {
  return root.findAll({ rule, ...(constraints ? { constraints } : {}), ...(utils ? { utils } : {}) })
}
