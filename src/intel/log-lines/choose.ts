/** Which of many repositories wrote a log. */
import type { Repository } from '../../repos/contract.ts'
import type { MatchAnswer } from './matching.ts'

export interface Choice {
  /** Null where no statement of any can have written any of the lines. */
  repository: Repository | null
  /** Others whose statements can have written some of them, the likeliest first. */
  elsewhere: string[]
  notes: string[]
}

/** Why it is not known how much a repository accounts for: it was not read to its end in time, or takes more memory or time than it may. */
export type Unweighed = 'late' | 'lost'

export interface ChoiceOptions {
  /** On performance.now()'s clock. */
  deadline: number
  /** How much of the lines a repository's statements account for. */
  weigh(repository: Repository, sample: string[]): Promise<number | Unweighed>
}

/** So many lines tell whose they are; they are taken from all over the log, as its first ones are often alike. */
const mostLines = 300
const mostElsewhere = 10
/** One line that fits well. */
const telling = 0.3

/** Those that the log names come first; then time may run out. */
export async function chooseRepository(repositories: readonly Repository[], lines: readonly string[], { deadline, weigh }: ChoiceOptions): Promise<Choice> {
  const sample = sampleOf(lines)
  const weights = new Map<Repository, number>()
  const skipped: Record<Unweighed, string[]> = { late: [], lost: [] }
  for (const repository of namedFirst(repositories, sample.join('\n'))) {
    const weight = performance.now() > deadline ? 'late' : await weigh(repository, sample)
    if (typeof weight === 'string') skipped[weight].push(repository.name)
    else if (weight >= telling) weights.set(repository, weight)
  }
  const [best, ...others] = [...weights].sort(([, a], [, b]) => b - a).map(([repository]) => repository)
  return { repository: best ?? null, elsewhere: others.slice(0, mostElsewhere).map(({ name }) => name), notes: notesOn({ found: best !== undefined, all: repositories.length, ...skipped }) }
}

/** Lines that differ in more than their numbers, spread over the log. */
function sampleOf(lines: readonly string[]): string[] {
  const unlike = [...new Map(lines.map((line) => [line.slice(0, 500).replace(/\d+/g, '0'), line])).values()].filter((line) => line.trim() !== '')
  const step = Math.max(1, unlike.length / mostLines)
  return Array.from({ length: Math.min(mostLines, unlike.length) }, (_, at) => unlike[Math.floor(at * step)] ?? '')
}

function namedFirst(repositories: readonly Repository[], text: string): Repository[] {
  const words = new Set(text.toLowerCase().match(/[a-z][a-z\d_-]+/g) ?? [])
  const isNamed = ({ name }: Repository) => words.has(name.slice(name.lastIndexOf('/') + 1).toLowerCase())
  return repositories.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))
}

function notesOn({ found, all, late, lost }: Record<Unweighed, string[]> & { found: boolean; all: number }): string[] {
  const looked = all - late.length - lost.length
  const nothing = all === 0 ? 'There is no repository to look in yet; add the ones whose programs wrote this log.' : `No statement of the ${looked === 1 ? 'one repository' : `${looked} repositories`} that were looked into can have written these lines.`
  return [
    ...(found ? [] : [nothing]),
    ...(late.length > 0 ? [`${late.length === 1 ? 'One repository was' : `${late.length} repositories were`} not looked into in time: ${listed(late)}. Ask again to go on.`] : []),
    ...(lost.length > 0 ? [`${lost.length === 1 ? 'One repository was' : `${lost.length} repositories were`} left out, as holding these lines against its statements takes more memory or time than it may: ${listed(lost)}.`] : []),
  ]
}

const listed = (names: readonly string[]) => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`

/** Statements that are known to log count whole; a text that an exception could bear may be anybody's. */
export function weightOf({ lines, statements }: Pick<MatchAnswer, 'lines' | 'statements'>): number {
  return lines.reduce((sum, line) => sum + (line === null ? 0 : line.confidence * (statements[line.statement]?.logs ? 1 : 0.3)), 0)
}
