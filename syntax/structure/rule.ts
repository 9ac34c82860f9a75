/** Rules in ast-grep's language, written in YAML. */

import { parseDocument } from 'yaml'
import type { Refused } from './template.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** One rule object: what one node must satisfy. */
export type StructureRule = { [key: string]: Json }

/** A rule with what belongs to it. `language` is what it says of itself. */
export type WholeRule = {
  rule: StructureRule
  constraints: Record<string, StructureRule>
  utils: Record<string, StructureRule>
  language: string | null
}

const MAX_LENGTH = 16 * 1024
const MAX_NODES = 1000
const MAX_DEPTH = 40

const RULE_KEYS = ['pattern', 'kind', 'regex', 'nthChild', 'range', 'inside', 'has', 'precedes', 'follows', 'all', 'any', 'not', 'matches']
/** Of a relation: how far it reaches, and by which field. */
const RELATION_KEYS = [...RULE_KEYS, 'stopBy', 'field']
const WHOLE_KEYS = ['rule', 'constraints', 'utils', 'language']
/** Tell people something of a rule, and nothing of what it finds. */
const REMARKS = ['id', 'severity', 'message', 'note', 'url', 'metadata', 'labels']

/** Whether a text that was given as a pattern is a rule: its first line is a key of one and nothing else but perhaps a value. */
export function looksLikeRule(text: string): boolean {
  const key = /^\s*(\w+):(?:\s|$)/.exec(text)?.[1] ?? ''
  return [...RULE_KEYS, ...WHOLE_KEYS, ...REMARKS].includes(key)
}

/** Reads a rule object, or a whole rule file with `rule:`. What would change code, or choose files, has no meaning here and is refused. */
export function readRule(yaml: string): WholeRule | Refused {
  if (yaml.length > MAX_LENGTH) return { refused: `The rule is longer than ${MAX_LENGTH.toLocaleString('en-US')} characters. Shorten it.` }
  const value = readYaml(yaml)
  return 'refused' in value ? value : wholeRule(value.read)
}

function readYaml(yaml: string): { read: Json } | Refused {
  const document = parseDocument(yaml, { schema: 'core', merge: false, customTags: null, strict: true, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) return { refused: `The rule is not YAML: ${problem.message}` }
  try {
    const read: unknown = document.toJS({ maxAliasCount: 20 })
    return isJson(read, { depth: 0, nodes: 0 }) ? { read } : { refused: 'The rule nests too deeply or has too many parts. Shorten it.' }
  } catch {
    return { refused: 'The rule repeats itself through too many aliases. Write it out.' }
  }
}

function isJson(value: unknown, seen: { depth: number; nodes: number }): value is Json {
  if (++seen.nodes > MAX_NODES || seen.depth > MAX_DEPTH) return false
  if (value === null || typeof value !== 'object') return value === null || ['string', 'number', 'boolean'].includes(typeof value)
  seen.depth++
  const isWhole = Object.values(value).every((part) => isJson(part, seen))
  seen.depth--
  return isWhole
}

function wholeRule(value: Json): WholeRule | Refused {
  if (!isRecord(value)) return { refused: 'A rule is a YAML object with keys such as pattern, kind, regex, all, any, not, inside and has.' }
  if (!('rule' in value)) return checked({ rule: value, constraints: {}, utils: {}, language: null })
  const { rule, constraints = {}, utils = {}, language = null } = value
  const foreign = Object.keys(value).find((key) => ![...WHOLE_KEYS, ...REMARKS].includes(key))
  if (foreign !== undefined) return { refused: `${foreign}: has no meaning in a search, which only finds. Remove it.` }
  if (!isRecord(rule) || !isRules(constraints) || !isRules(utils)) return { refused: 'In a rule, “rule” is a rule object, and “constraints” and “utils” name such objects.' }
  if (language !== null && typeof language !== 'string') return { refused: 'In a rule, “language” is the name of a language.' }
  return checked({ rule, constraints, utils, language })
}

function checked(whole: WholeRule): WholeRule | Refused {
  const problem = [whole.rule, ...Object.values(whole.constraints), ...Object.values(whole.utils)].flatMap((rule) => problemOf(rule, RULE_KEYS) ?? [])[0]
  return problem === undefined ? whole : { refused: problem }
}

/** What is wrong with a rule object, before any grammar has seen it. */
function problemOf(rule: Json, keys: readonly string[]): string | undefined {
  if (!isRecord(rule)) return 'Where a rule stands there must be an object, such as {pattern: "foo($A)"}.'
  const unknown = Object.keys(rule).find((key) => !keys.includes(key))
  if (unknown !== undefined) return `A rule has no key “${unknown}”. The keys are ${RULE_KEYS.join(', ')}.`
  if (Object.keys(rule).length === 0) return 'A rule object is empty. Say what the code must be, such as {kind: call_expression}.'
  return partsOf(rule).map((part) => problemOf(part.rule, part.keys)).find((problem) => problem !== undefined)
}

function partsOf(rule: StructureRule): { rule: Json; keys: readonly string[] }[] {
  const relations = ['inside', 'has', 'precedes', 'follows'].filter((key) => key in rule).map((key) => ({ rule: rule[key] ?? null, keys: RELATION_KEYS }))
  return [...relations, ...listOf(rule['all']), ...listOf(rule['any']), ...('not' in rule ? [{ rule: rule['not'] ?? null, keys: RULE_KEYS }] : [])]
}

const listOf = (value: Json | undefined) => value === undefined ? [] : (Array.isArray(value) ? value : [null]).map((rule) => ({ rule, keys: RULE_KEYS }))

export const isRecord = (value: Json | undefined): value is { [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value)

const isRules = (value: Json): value is Record<string, StructureRule> => isRecord(value) && Object.values(value).every(isRecord)
