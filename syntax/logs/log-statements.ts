import type { SgNode } from '@ast-grep/napi'
import { parseSource, type Source } from '../source.ts'
import type { LogStatement, Sink } from './answers.ts'
import { callOf, isDeclaration, macroInTokens, type CodeCall } from './calls.ts'
import { BINARY, CONSTANT, Expressions, filledBy } from './expressions.ts'
import { formatted } from './formats.ts'
import { Functions } from './functions.ts'
import { callsIn, callsOf, findKinds, findNamed, LOG_GRAMMARS, type LogGrammar } from './grammars.ts'
import { APPENDER, DECLARES_LOG, FILLS, isLogger, levelOf, sinkOf } from './loggers.ts'
import { createMessages, type Messages } from './messages.ts'
import { hasLiteral, lettersIn, product, readsLikeMessage } from './template.ts'
import { Variables } from './variables.ts'

/** More statements are in no file that people wrote. */
const MOST_STATEMENTS = 5_000
/** In letters; longer ones are licences, queries and help. */
const LONGEST_CONSTANT = 400
const MOST_MACROS = 500
const LONGEST_MACRO = 4_000
const MOST_PARAMETERS = 30

/** As ast-grep takes it: a name, with what tells its type before or behind it. */
const OPENS_CONSTANT = String.raw`(?s)^[*&\s]*${CONSTANT.source.slice(1, -1)}(?:\W.*)?$`

/**
 * The statements of a text that write a message, in order of position, with what is known of the message; also calls of what is not known to
 * write one, if they are given a text that reads like a message: it may be a helper of another file, or make an exception that is logged.
 */
export function logStatements(source: Source): LogStatement[] {
  const grammar = LOG_GRAMMARS[source.grammar]
  return grammar === undefined ? [] : new Finder(source, grammar).all()
}

/** `@LogMessage @Message("…")`, `event!(Level::INFO, "…")`. */
function sinkOfCall(call: CodeCall): Sink {
  const isOfLog = isDeclaration(call) ? /LogMessage/.test(call.node.parent()?.text().slice(0, 400) ?? '') : call.isMacro && call.name === 'event'
  return isOfLog ? 'logger' : sinkOf(call.name, call.receiver)
}

/** The name of a macro, with what its body logs that no argument tells; nothing where it logs nothing. */
function macroOf(node: SgNode, { grammar }: Source): [string, LogStatement[]][] {
  const name = node.field('name')?.text() ?? ''
  const body = node.field('value')?.text() ?? ''
  if (body.length > LONGEST_MACRO || !body.includes('(') || body.lastIndexOf('"') < body.indexOf('(') || joinsParameter(body, node.field('parameters')?.text() ?? '')) return []
  const logged = logStatements(parseSource(grammar, `void f(void) { ${body.replace(/\\\r?\n/g, ' ')}; }`)).filter(({ sink, templates }) => sink === 'logger' && templates.some(hasLiteral))
  return logged.length === 0 ? [] : [[name, logged]]
}

/** Whether a text in the body has one at its side that the macro is given: `"so: " text`. */
const joinsParameter = (body: string, parameters: string): boolean => (parameters.match(/\w+/g) ?? []).slice(0, MOST_PARAMETERS).some((name) => new RegExp(String.raw`"\s*${name}\b|\b${name}\s*"`).test(body))

class Finder {
  private readonly source: Source
  private readonly grammar: LogGrammar
  private readonly functions: Functions
  private readonly calls: CodeCall[]
  private readonly expressions: Expressions
  private readonly messages: Messages
  private known: Variables | undefined

  constructor(source: Source, grammar: LogGrammar) {
    this.source = source
    this.grammar = grammar
    this.functions = new Functions(findKinds(source.root, grammar.functions))
    this.calls = callsIn(source.root, grammar).flatMap((node) => callOf(node, source) ?? []).filter((call) => !isDeclaration(call) || DECLARES_LOG.test(call.name))
    if (grammar.tokens !== undefined) this.calls.push(...findKinds(source.root, [grammar.tokens]).flatMap((node) => macroInTokens(node) ?? []))
    this.expressions = new Expressions({ source, functions: this.functions, variables: () => (this.known ??= this.variables()) })
    this.messages = createMessages(source.grammar, this.expressions)
  }

  all(): LogStatement[] {
    const found: LogStatement[] = []
    let inside = -1
    for (const call of this.calls) {
      if (found.length >= MOST_STATEMENTS) break
      const sink = call.isConstructor ? 'unknown' : sinkOfCall(call)
      if (sink === 'unknown' && (call.at < inside || FILLS.test(call.name) || APPENDER.test(call.name))) continue
      const statements = this.statementsOf(call, sink).filter(({ templates }) => templates.length > 0 || call.at >= inside).map((statement) => (sink === 'unknown' && isLogger(call.receiver) ? { ...statement, sink: 'logger' as const } : statement))
      if (sink !== 'unknown' && statements.length > 0) inside = Math.max(inside, call.node.range().end.index)
      found.push(...statements)
    }
    const streams = this.grammar.streams === undefined ? [] : findKinds(this.source.root, [this.grammar.streams]).flatMap((node) => this.streamOf(node) ?? [])
    return [...found, ...streams, ...this.throughMacros().slice(0, MOST_STATEMENTS), ...this.constants()].sort((a, b) => a.line - b.line)
  }

  /** What macros of C with arguments log, at the places where these are called, as that is the place that a logger names. */
  private throughMacros(): LogStatement[] {
    const { macros } = this.grammar
    if (macros === undefined) return []
    const logging = new Map(findKinds(this.source.root, [macros]).slice(0, MOST_MACROS).flatMap((node) => macroOf(node, this.source)))
    const names = [...logging.keys()]
    if (names.length === 0) return []
    return callsOf(this.source.root, names).flatMap((node) => {
      const call = callOf(node, this.source)
      const within = call && (this.functions.around(call.at)?.name ?? null)
      return call === null ? [] : (logging.get(call.name) ?? []).map((statement) => ({ ...statement, line: call.line, endLine: call.endLine, callee: call.name, within }))
    })
  }

  private statementsOf(call: CodeCall, sink: Sink): LogStatement[] {
    const within = this.functions.around(call.at)?.name ?? null
    return this.messages.of(call, sink).map(({ argument, templates, fields, level }) => (
      { line: call.line, endLine: call.endLine, sink, callee: call.name, argument, level, within, templates, fields }
    ))
  }

  /** Texts that constants of the file are given, for other files. */
  private constants(): LogStatement[] {
    const variables = new Variables(findNamed(this.source.root, this.grammar.assignments, OPENS_CONSTANT), this.source.text)
    const named = variables.names().filter((name) => CONSTANT.test(name)).slice(0, MOST_STATEMENTS).flatMap((name) => variables.of(name).filter(({ start }) => this.functions.around(start) === null).map(({ value }) => ({ name, value })))
    return [...named, ...this.pairs()].slice(0, MOST_STATEMENTS).flatMap(({ name, value }) => this.constantOf(name, value) ?? [])
  }

  /** `{ CART_SENT: 'Cart was sent' }` */
  private pairs(): { name: string; value: SgNode }[] {
    return findNamed(this.source.root, this.grammar.pairs ?? [], OPENS_CONSTANT).flatMap((pair) => {
      const [name, value] = [(pair.field('key') ?? pair.field('name'))?.text() ?? '', pair.field('value')]
      return value !== null && CONSTANT.test(name) ? [{ name, value }] : []
    })
  }

  private constantOf(name: string, value: SgNode): LogStatement | null {
    const templates = this.expressions.read(value).filter((template) => readsLikeMessage(template) && lettersIn(template) <= LONGEST_CONSTANT)
    const { start, end } = value.range()
    return templates.length === 0 ? null : { line: start.line, endLine: end.line, sink: 'constant', callee: name, argument: 0, level: null, within: null, templates: templates.map((template) => formatted(template, this.source.grammar)), fields: [] }
  }

  /** `LOG(INFO) << "text" << value;` */
  private streamOf(statement: SgNode): LogStatement | null {
    const operands: SgNode[] = []
    let node = statement.namedChildren()[0]
    while (node !== undefined && BINARY.test(String(node.kind())) && node.children()[1]?.kind() === '<<') {
      operands.push(...node.children().slice(2))
      node = node.children()[0]
    }
    if (node === undefined || operands.length === 0) return null
    const head = node.text().slice(0, 200)
    if (!/LOG|log|^q(?:Debug|Info|Warning|Critical|Fatal)|\b(?:cout|cerr|clog)\b|ERROR|WARN|INFO|DEBUG|Console|\bd(?:out|err)\b|_dout\b/.test(head)) return null
    const templates = operands.reverse().map((operand) => this.expressions.read(operand)).reduce(product, [[]]).filter(hasLiteral)
    if (templates.length === 0) return null
    const { start } = node.range()
    const sink = /\b(?:cout|cerr)\b/.test(head) ? 'output' : 'logger'
    return { line: start.line, endLine: statement.range().end.line, sink, callee: /\w+/.exec(head)?.[0] ?? '', argument: 0, level: levelOf(head), within: this.functions.around(start.index)?.name ?? null, templates, fields: [] }
  }

  private variables(): Variables {
    const variables = new Variables(findKinds(this.source.root, this.grammar.assignments), this.source.text)
    for (const call of this.calls) {
      const filled = filledBy(call)
      if (filled !== null) variables.add(...filled)
    }
    return variables
  }
}
