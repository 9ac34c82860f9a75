import { languageByName } from '../../engine/lang.ts'
import type { PatternNode } from '../../engine/pattern.ts'
import type { Issue } from '../../engine/query/ast.ts'
import type { Branch, StructureFilter } from '../../engine/query/plan.ts'
import { grammarOf, languagesWithGrammar, readStructure, type Finder, type Fitted, type Structure, type Syntax } from '../../syntax/index.ts'

/** What a structural branch looks for, read as code of each language that it can be of. */
export interface ReadyStructure {
  /** By languages. */
  readings: ReadonlyMap<string, Reading>
  /** The branch as it was asked. */
  asked: Branch
}

/** In files of one language. */
export interface Reading {
  finders: readonly Finder[]
  /** Which of the finders have to find something, by their numbers. */
  condition: Condition
  /** Texts that a file must contain; null where any may match. */
  needed: PatternNode | null
  /** Texts of which it must contain some for one of the finders to find something. */
  neededBySome: PatternNode | null
}

type Condition = number | { kind: 'and' | 'or'; parts: Condition[] }

export interface Structures {
  /** What is wrong with the structures of branches, and what is to be said about them. */
  issues(branches: readonly Branch[], signal: AbortSignal): Promise<Issue[]>
  /** The branch with what files must contain as its pattern, so that these can be searched for as any text. Throws for one with issues. */
  prepare(branch: Branch, signal: AbortSignal): Promise<Branch>
  /** Of a branch that was prepared, whatever else is changed of it. */
  of(branch: Branch): ReadyStructure
}

/** Patterns that were read are kept, as a search is often asked again. */
const maxKept = 100

export function createStructures(syntax: Pick<Syntax, 'askMany'>): Structures {
  const read = new Map<string, Promise<Outcome>>()
  const ready = new WeakMap<StructureFilter, ReadyStructure>()

  function outcomeOf(branch: Branch, signal: AbortSignal): Promise<Outcome> {
    const key = JSON.stringify([branch.structure, branch.pattern, branch.langs])
    const known = read.get(key) ?? readBranch(branch, syntax, signal)
    known.catch(() => read.delete(key))
    read.delete(key)
    read.set(key, known)
    for (const oldest of read.keys()) if (read.size > maxKept) read.delete(oldest)
    return known
  }

  return {
    async issues(branches, signal) {
      const outcomes = await Promise.all(branches.map((branch) => (branch.structure ? outcomeOf(branch, signal) : null)))
      return outcomes.flatMap((outcome) => outcome?.issues ?? [])
    },
    async prepare(branch, signal) {
      const { readings, issues } = await outcomeOf(branch, signal)
      if (readings.size === 0) throw new Error(`an unchecked structure reached the search: ${issues[0]?.message}`)
      const structure: StructureFilter = { rule: branch.structure?.rule ?? null }
      ready.set(structure, { readings, asked: branch })
      return { ...branch, structure, pattern: anyOf([...readings.values()].map(({ needed }) => needed)) ?? anyText }
    },
    of(branch) {
      const structure = branch.structure && ready.get(branch.structure)
      if (!structure) throw new Error('the structure of a branch was not prepared')
      return structure
    },
  }
}

/** Every file with a text. */
const anyText: PatternNode = { kind: 'atom', field: 'content', pattern: '', regex: true, silent: true }

interface Outcome {
  readings: ReadonlyMap<string, Reading>
  issues: Issue[]
}

async function readBranch(branch: Branch, syntax: Pick<Syntax, 'askMany'>, signal: AbortSignal): Promise<Outcome> {
  const written = { atoms: [] as (string | null)[], condition: 0 as Condition }
  written.condition = branch.pattern ? conditionOf(branch.pattern, written.atoms) : written.atoms.push(null) - 1
  const read = written.atoms.map((pattern) => readStructure({ pattern, rule: branch.structure?.rule ?? null }))
  const refused = read.flatMap((structure) => ('refused' in structure ? structure.refused : []))
  const structures = read.flatMap((structure) => ('refused' in structure ? [] : structure))
  if (refused.length > 0) return { readings: new Map(), issues: refused.map(error) }
  const { languages, issues } = languagesOf(branch, structures)
  if (issues.length > 0) return { readings: new Map(), issues }
  const fitted = await fit(structures, languages, syntax, signal)
  const readings = new Map<string, Reading>()
  for (const [language, each] of fitted) {
    const reading = readingOf(written.condition, each)
    if (reading) readings.set(language, reading)
  }
  return { readings, issues: whatIsSaid(branch, fitted, readings) }
}

/** The pattern with numbers in place of what it asks for; those are put into `atoms`. */
function conditionOf(node: PatternNode, atoms: (string | null)[]): Condition {
  if (node.kind === 'atom') return atoms.push(node.pattern) - 1
  if (node.kind === 'not') throw new Error('the planner refuses NOT in structural searches')
  return { kind: node.kind, parts: node.nodes.map((part) => conditionOf(part, atoms)) }
}

const error = (message: string): Issue => ({ start: 0, end: 0, severity: 'error', message })

/** Those that `lang:`, or a rule itself, names, or all that have a grammar. */
function languagesOf({ langs }: Branch, structures: readonly Structure[]): { languages: string[]; issues: Issue[] } {
  const wanted = langs.filter(({ negated }) => !negated).map(({ name }) => name)
  const said = structures.flatMap(({ rule }) => rule?.language ?? [])
  const ofRules = said.map((name) => languageByName(name)?.name ?? name)
  const named = [...new Set([...wanted, ...ofRules])]
  const without = named.find((name) => grammarOf(name) === undefined)
  if (without !== undefined) return { languages: [], issues: [error(`There is no grammar for ${without}, so its code has no structure to search. There is one for ${list(languagesWithGrammar(), 'and')}.`)] }
  const [first, other] = named
  if (first !== undefined && other !== undefined) return { languages: [], issues: [error(`A file is in one language, and this search asks for ${list(named, 'and')} at once. Name one, or join searches by OR.`)] }
  const excluded = new Set(langs.filter(({ negated }) => negated).map(({ name }) => name))
  return { languages: (first === undefined ? languagesWithGrammar() : [first]).filter((name) => !excluded.has(name)), issues: [] }
}

async function fit(structures: readonly Structure[], languages: readonly string[], syntax: Pick<Syntax, 'askMany'>, signal: AbortSignal): Promise<Map<string, Fitted[]>> {
  const questions = languages.flatMap((language) => structures.map((ask) => ({ language, text: '', ask })))
  const outcomes = await syntax.askMany('fitStructure', questions, { signal })
  const fitted = outcomes.map((outcome): Fitted => (outcome.state === 'done' ? outcome.value : { state: 'unfit', why: 'could not be read: the grammar failed on it' }))
  return new Map(languages.map((language, at) => [language, fitted.slice(at * structures.length, (at + 1) * structures.length)]))
}

/** Null if it can match in no file of the language. */
function readingOf(condition: Condition, fitted: readonly Fitted[]): Reading | null {
  const finders: Finder[] = []
  const needs: (PatternNode | null)[] = []
  const place = (part: Condition): Placed | null => {
    if (typeof part !== 'number') return placeAll(part.kind, part.parts.map(place))
    const own = fitted[part]
    if (own?.state !== 'fits') return null
    needs.push(own.needed)
    return { condition: finders.push(own.finder) - 1, needed: own.needed }
  }
  const placed = place(condition)
  return placed && { finders, ...placed, neededBySome: anyOf(needs) }
}

type Placed = { condition: Condition; needed: PatternNode | null }

/** Of an AND all parts must fit the language; of an OR, those that do not are left out. */
function placeAll(kind: 'and' | 'or', parts: readonly (Placed | null)[]): Placed | null {
  const fitting = parts.filter((part) => part !== null)
  if (fitting.length === 0 || (kind === 'and' && fitting.length < parts.length)) return null
  const needed = fitting.map((part) => part.needed)
  return { condition: { kind, parts: fitting.map((part) => part.condition) }, needed: kind === 'and' ? allOf(needed) : anyOf(needed) }
}

function allOf(parts: readonly (PatternNode | null)[]): PatternNode | null {
  const nodes = parts.filter((part) => part !== null)
  return nodes.length > 1 ? { kind: 'and', nodes } : (nodes[0] ?? null)
}

function anyOf(parts: readonly (PatternNode | null)[]): PatternNode | null {
  const nodes = [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()]
  const [first] = nodes
  return nodes.length > 1 ? (nodes.every((node) => node !== null) ? { kind: 'or', nodes } : null) : (first ?? null)
}

/** Whether a file matches, given what each finder found in it. */
export function holds(condition: Condition, found: readonly boolean[]): boolean {
  if (typeof condition === 'number') return found[condition] === true
  return condition.kind === 'and' ? condition.parts.every((part) => holds(part, found)) : condition.parts.some((part) => holds(part, found))
}

/** In which languages it was read, where the query does not say; an error where it is code of none. */
function whatIsSaid({ langs }: Branch, fitted: ReadonlyMap<string, readonly Fitted[]>, readings: ReadonlyMap<string, Reading>): Issue[] {
  const [[only, problems = []] = ['']] = fitted
  const why = problems.flatMap((each) => (each.state === 'unfit' ? each.why : []))[0]
  if (readings.size === 0 && fitted.size === 1) return [error(`In ${only}, the pattern ${why}.`)]
  if (readings.size === 0) return [error(`The pattern is code of no language that can be searched. In ${only}, it ${why}. Name the language by lang: to hear what is wrong there.`)]
  if (langs.some(({ negated }) => !negated) || fitted.size === 1) return []
  const unread = [...fitted.keys()].filter((language) => !readings.has(language))
  const rest = unread.length > 0 ? `, and not as ${list(unread, 'or')}, where it is no code` : ''
  return [{ start: 0, end: 0, severity: 'warning', message: `Without lang:, the pattern was read as ${list([...readings.keys()], 'and')}${rest}. Add lang: to search one language, which is faster.` }]
}

function list(names: readonly string[], join: string): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${join} ${names.at(-1)}`
}
