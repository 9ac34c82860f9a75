import type { Parameter } from './ast.ts'
import type { Problem, RegexpCheck } from './check-regexp.ts'
import { readDate } from './dates.ts'
import { predicateNamed, type Field } from './fields.ts'
import { readFileParts, type Call } from './predicates.ts'
import { readAtTime, splitRepo } from './values.ts'

/** What is wrong between the parentheses of a predicate. */
export function checkCall(call: Call, field: Field, checkRegexp: RegexpCheck): Problem | undefined {
  const { predicate, argument, range } = call
  const name = `${field.name}:${predicate.name}`
  switch (predicate.argument) {
    case 'path':
    case 'content':
    case 'description':
    case 'contributor': return argument.trim() === '' ? { message: `${name}(…) needs a regular expression between its parentheses.` } : checkRegexp(argument, range)
    case 'files': return filesProblem(name, call, checkRegexp)
    case 'date': return dateProblem(`${name}(…)`, argument)
    case 'moment': return momentProblem(name, argument)
    case 'owner':
    case 'later': return undefined
  }
}

function filesProblem(name: string, call: Call, checkRegexp: RegexpCheck): Problem | undefined {
  const parts = readFileParts(call)
  if (!parts) return { message: `${name}(…) takes path:RE, content:RE or both, once each and not negated, such as ${name}(path:go.mod content:log4j).` }
  return [parts.path, parts.content].flatMap(part => part ? checkRegexp(part.value, part) ?? [] : [])[0]
}

function momentProblem(name: string, argument: string): Problem | undefined {
  if (readAtTime(argument)) return undefined
  const comma = argument.lastIndexOf(',')
  return dateProblem(`${name}(…)`, comma < 0 ? argument : argument.slice(0, comma))
    ?? { message: `${name}(…) takes a date and, after a comma, one branch, tag or commit, such as ${name}(yesterday, main).` }
}

/** `what` takes a date. After a colon, one with spaces needs quotes. */
export function dateProblem(what: string, text: string): Problem | undefined {
  if (readDate(text)) return undefined
  const quote = what.endsWith(':') ? '"' : ''
  return { message: `${what} takes a date such as 2019-11-01, yesterday, ${quote}2 weeks ago${quote} or ${quote}november 1 2019${quote}, not “${text}”.` }
}

/**
 * A value that begins as a predicate does and goes on differently would be read as an expression for names, which nobody
 * meant. `has(a|b)c`, without a dot, may well be one.
 */
export function brokenCall({ value, quoted }: Parameter, field: Field): Problem | undefined {
  const name = quoted ? undefined : /^([A-Za-z]+\.[A-Za-z.]+)\(/.exec(value)?.[1]
  if (name !== undefined && predicateNamed(field, name)) {
    return { message: `${field.name}:${name}(…) must end with the parenthesis that closes it. Write what follows as a filter of its own.` }
  }
  const revs = field.name === 'repo' && !quoted ? splitRepo(value).revs : undefined
  return revs?.toLowerCase().startsWith('at.time(') ? { message: AT_TIME } : undefined
}

const AT_TIME = 'at.time(…) cannot stand after @. Write it as a filter of its own: rev:at.time(DATE) or rev:at.time(DATE, REV).'
