import type { OwnedBy, Owner, OwnersDialect } from '../contract.ts'
import { anyDepth, matchesGlob, type Glob, type PathParts, type Segment } from './glob.ts'

/** A line of a CODEOWNERS file that speaks of paths. */
export interface Rule {
  /** From 1. */
  line: number
  /** As it stands there. */
  pattern: string
  /** More than one where it has alternatives. */
  globs: Glob[]
  owners: Owner[]
}

/** Rules of which the last that matches decides; none does where an exclusion matches. */
export interface Section {
  /** Null for what stands before all sections, and in dialects without them. */
  name: string | null
  optional: boolean
  rules: Rule[]
  exclusions: Rule[]
}

/** A line that was passed over, from 1, and why. */
export interface LineProblem {
  line: number
  message: string
}

/** A CODEOWNERS file as its dialect reads it. */
export interface RuleFile {
  dialect: OwnersDialect
  sections: Section[]
  problems: LineProblem[]
}

/** Who owns a path: one answer for each section that speaks of it. Without owners, the path is left to nobody there. */
export type FindOwners = (path: PathParts) => OwnedBy[]

export function ownersByRules({ dialect, sections }: RuleFile, file: string): FindOwners {
  const finders = sections.map((section) => {
    const answers = new Map<Rule, OwnedBy>()
    const answerOf = (rule: Rule, owners: Owner[]): OwnedBy => {
      const { line, pattern } = rule
      const known = answers.get(rule) ?? { owners, reason: { kind: 'codeowners', dialect, file, line, pattern, section: section.name, optional: section.optional } }
      answers.set(rule, known)
      return known
    }
    const excluded = lastMatching(section.exclusions)
    const decides = lastMatching(section.rules)
    return (path: PathParts): OwnedBy[] => {
      const rule = decides(path)
      const exclusion = rule && excluded(path)
      return exclusion ? [answerOf(exclusion, [])] : rule ? [answerOf(rule, rule.owners)] : []
    }
  })
  return (path) => finders.flatMap((find) => find(path))
}

/** Rules by the folders that their patterns begin with, or by a name that they want somewhere, so that of thousands only a few are tried. */
interface Folder {
  /** Ascending. */
  rules: number[]
  folders: Map<string, Folder>
}

/** The last of the rules that matches a path. */
function lastMatching(rules: readonly Rule[]): (path: PathParts) => Rule | undefined {
  const top: Folder = { rules: [], folders: new Map() }
  const somewhere = new Map<string, number[]>()
  for (const [number, { globs }] of rules.entries()) {
    for (const { segments } of globs) {
      const [first, name] = segments
      if (first === anyDepth && typeof name === 'string') addNamed(somewhere, name, number)
      else addTo(top, segments, number)
    }
  }
  return (path) => {
    const named = path.segments.flatMap((segment) => somewhere.get(segment) ?? [])
    for (const number of [...candidates(top, path.segments), ...named].sort((a, b) => b - a)) {
      const rule = rules[number]
      if (rule?.globs.some((glob) => matchesGlob(glob, path))) return rule
    }
    return undefined
  }
}

function addNamed(somewhere: Map<string, number[]>, name: string, number: number): void {
  const known = somewhere.get(name) ?? []
  known.push(number)
  somewhere.set(name, known)
}

function addTo(top: Folder, segments: readonly Segment[], number: number): void {
  let at = top
  for (const segment of segments) {
    if (typeof segment !== 'string') break
    const next: Folder = at.folders.get(segment) ?? { rules: [], folders: new Map() }
    at.folders.set(segment, next)
    at = next
  }
  if (at.rules.at(-1) !== number) at.rules.push(number)
}

/** Numbers of rules that may match. */
function candidates(top: Folder, segments: readonly string[]): number[] {
  const found = [...top.rules]
  let at: Folder | undefined = top
  for (const segment of segments) {
    at = at.folders.get(segment)
    if (!at) break
    for (const number of at.rules) found.push(number)
  }
  return found
}
