import { setImmediate } from 'node:timers/promises'
import type { Owner, OwnersDialect } from '../contract.ts'
import { expandBraces, readFnmatchGlob, readIgnoreGlob, type Glob, type GlobResult } from './glob.ts'
import { readOwner, readSection, withMembers } from './people.ts'
import type { LineProblem, Rule, RuleFile, Section } from './rule.ts'

/** GitHub reads no larger file. */
export const maxCodeownersBytes = 3 * 1024 * 1024
const maxRules = 20_000
const maxLines = 200_000
/** In characters, as are the next. */
const maxPattern = 500
/** Of all patterns with wildcards together, as each of them may have to be tried on each path. */
const maxWildcards = 100_000
/** Lines that are read before other work may run. */
const stride = 1_000
const maxOwners = 200
const maxProblems = 100

/** A line in its parts. Words are as written, without the backslash or quotes that kept spaces in them. */
interface Line {
  number: number
  pattern: string
  negated: boolean
  words: string[]
}

/** How a dialect reads what it reads differently. */
interface Reader {
  /** Undefined for what is no rule: a comment, a setting. */
  line(text: string, number: number): Line | undefined
  glob(pattern: string): GlobResult
  /** Why a line cannot be a rule. */
  objection(line: Line): string | undefined
}

/**
 * Reads a CODEOWNERS file by the rules that GitHub ("About code owners"), GitLab ("Syntax of CODEOWNERS file", "Advanced CODEOWNERS
 * configuration") and Bitbucket ("Set up and use code owners", and the groups and negations of the Code Owners app) document. Never throws:
 * lines that cannot be read are told. `teams` are the members of those that are defined elsewhere.
 */
export async function readCodeowners(text: string, dialect: OwnersDialect, teams: ReadonlyMap<string, readonly string[]> = new Map()): Promise<RuleFile> {
  const reading = new Reading(dialect, teams)
  for (const [at, line] of text.split('\n', maxLines).entries()) {
    if (reading.isFull) break
    if (at % stride === stride - 1) await setImmediate()
    reading.take(line.trim(), at + 1)
  }
  return reading.file()
}

class Reading {
  private readonly dialect: OwnersDialect
  private readonly sections = new Map<string, Section>()
  private readonly groups: Map<string, readonly string[]>
  private readonly problems: LineProblem[] = []
  private section: Section
  private defaults: Owner[] = []
  private room = maxWildcards
  private rules = 0

  constructor(dialect: OwnersDialect, teams: ReadonlyMap<string, readonly string[]>) {
    this.dialect = dialect
    this.groups = new Map(teams)
    this.section = this.sectionNamed(null, false)
  }

  get isFull(): boolean {
    return this.rules >= maxRules || this.room <= 0
  }

  take(text: string, number: number): void {
    if (text === '' || text.startsWith('#')) return
    const header = this.dialect === 'gitlab' ? readSection(text) : null
    if (header) {
      this.section = this.sectionNamed(header.name, header.optional)
      this.defaults = header.owners
      return
    }
    const line = readers[this.dialect].line(text, number)
    if (line?.pattern.startsWith('@@@') && this.dialect === 'bitbucket') this.groups.set(line.pattern.slice(1), line.words)
    else if (line) this.takeRule(line)
  }

  file(): RuleFile {
    const sections = [...this.sections.values()]
    for (const rule of sections.flatMap(({ rules }) => rules)) rule.owners = rule.owners.map((owner) => withMembers(owner, this.groups))
    if (this.isFull) this.problems.push({ line: 0, message: 'The file has more rules than are read; the last ones are left out.' })
    return { dialect: this.dialect, sections, problems: this.problems }
  }

  private takeRule(line: Line): void {
    const { number, pattern, words, negated } = line
    const objection = pattern.length > maxPattern ? 'the pattern is too long' : words.length > maxOwners ? 'there are too many owners' : readers[this.dialect].objection(line)
    const globs = objection === undefined ? this.globsOf(pattern) : objection
    if (typeof globs === 'string') return this.refuse(number, globs)
    if (/[*?[{]/.test(pattern)) this.room -= pattern.length * globs.length
    this.rules += 1
    const rule: Rule = { line: number, pattern: `${negated ? '!' : ''}${pattern}`, globs, owners: negated ? [] : this.ownersOf(words) }
    if (negated && this.dialect === 'gitlab') this.section.exclusions.push(rule)
    else this.section.rules.push(rule)
  }

  private ownersOf(words: readonly string[]): Owner[] {
    if (words.length === 0) return this.defaults
    return words.flatMap((word) => readOwner(word, this.dialect) ?? [])
  }

  private globsOf(pattern: string): Glob[] | string {
    const alternatives = this.dialect === 'bitbucket' ? expandBraces(pattern) : [pattern]
    if (alternatives === null) return 'the braces have too many alternatives'
    const globs: Glob[] = []
    for (const each of alternatives) {
      const read = readers[this.dialect].glob(each)
      if (!read.ok) return read.message
      globs.push(read.glob)
    }
    return globs
  }

  private refuse(line: number, why: string): void {
    if (this.problems.length < maxProblems) this.problems.push({ line, message: `This line is passed over: ${why}.` })
  }

  /** Names are the same in whatever letter case, and the first one is kept; only what is optional everywhere is so. */
  private sectionNamed(name: string | null, optional: boolean): Section {
    const key = name?.toLowerCase() ?? '\0'
    const known = this.sections.get(key) ?? { name, optional, rules: [], exclusions: [] }
    known.optional &&= optional
    this.sections.set(key, known)
    return known
  }
}

const readers: Record<OwnersDialect, Reader> = {
  github: {
    line: (text, number) => lineOf(split(withoutComment(text)), number),
    glob: readIgnoreGlob,
    objection({ negated, pattern, words }) {
      if (negated) return 'GitHub knows no negation'
      if (pattern.startsWith('\\#')) return 'GitHub knows no pattern that begins with #'
      const bad = words.find((word) => readOwner(word, 'github') === null)
      return bad === undefined ? undefined : `“${bad.slice(0, 100)}” is no owner: write @name, @organisation/team or an e-mail address`
    },
  },
  gitlab: {
    line: (text, number) => lineOf(split(text), number),
    glob: (pattern) => readFnmatchGlob(pattern === '*' ? '/**/*' : pattern),
    objection: () => undefined,
  },
  bitbucket: {
    line: (text, number) => (isSetting(text) ? undefined : lineOf(splitQuoted(withoutComment(text)), number)),
    glob: readIgnoreGlob,
    objection({ words }) {
      const bad = words.find((word) => readOwner(word, 'bitbucket') === null)
      return bad === undefined ? undefined : `“${bad.slice(0, 100)}” is no owner: write @name, @@group or an e-mail address`
    },
  },
}

function lineOf([first = '', ...words]: readonly string[], number: number): Line | undefined {
  if (first === '') return undefined
  const negated = first.startsWith('!')
  return { number, pattern: negated ? first.slice(1) : first, negated, words }
}

/** Checks of merging and settings of the app. */
const isSetting = (text: string): boolean => /^(CODEOWNERS\.|(Overall)?Check\()/.test(text)

const withoutComment = (text: string): string => text.replace(/(^|\s)#.*$/s, '').trimEnd()

/** Words by the spaces between them. A backslash keeps a space in a word; the other backslashes stay, for the pattern to read. */
const split = (text: string): string[] => (text.match(/(?:\\.|[^\s\\]|\\$)+/gsu) ?? []).map(withSpaces)

/** So do quotes. */
const splitQuoted = (text: string): string[] =>
  (text.match(/(?:\\.|"[^"]*"|[^\s\\"]|["\\])+/gsu) ?? []).map((word) => withSpaces(word.replace(/"([^"]*)"/g, '$1')))

const withSpaces = (word: string): string => word.replace(/\\(\s)/g, '$1')
