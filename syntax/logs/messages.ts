/** Which of a call's arguments is the message, and what the others are to it. */

import type { Grammar } from '../grammars.ts'
import type { LogLevel, Sink, Template } from './answers.ts'
import { isDeclaration, type Argument, type CodeCall } from './calls.ts'
import { BINARY, kindOf, NAME, STRING, type Expressions } from './expressions.ts'
import { formatted } from './formats.ts'
import { FORMATTER, isLevel, isLogger, levelOf } from './loggers.ts'
import { hasLiteral, hole, isOfConstant, isGiven, joined, literalOf, product, readsLikeMessage } from './template.ts'

export type Message = { argument: number; templates: Template[]; fields: string[]; level: LogLevel | null }

export type Messages = {
  /** Without a template where a logger is called and nothing is known of the message; several where each of several parameters may be it. */
  of(call: CodeCall, sink: Sink): Message[]
}

/** Names under which a message is given. */
const MESSAGE_NAME = /^(?:msg|message|event|text|format|fmt)$/
/** Texts that speak of the value behind them: `log("msg", "text", "key", value)`. */
const MESSAGE_KEY = /^(?:msg|message|event)$/

const NOT_FIELDS = /^(?:target|parent|exc_info|extra|stack_info|stacklevel)$/

type Read = { at: number; argument: Argument; templates: Template[]; isDirect: boolean }

export function createMessages(grammar: Grammar, expressions: Expressions): Messages {
  const style = styleOf(grammar)

  /** What is no name is read first: a name is followed only where no argument tells more. */
  function read(call: CodeCall, sink: Sink): Read[] {
    const all = call.arguments.map((argument, at) => ({ at, argument, isDirect: !NAME.test(kindOf(argument)) }))
    const direct = all.filter(({ argument, isDirect }) => isDirect && isMessageName(argument) && (sink !== 'unknown' || mayBeText(argument))).map((each) => ({ ...each, templates: readArgument(each.argument) }))
    if (sink === 'unknown' || direct.some(({ templates }) => templates.some(hasLiteral))) return direct
    const named = all.filter(({ argument, isDirect }) => !isDirect && isMessageName(argument)).map((each) => ({ ...each, templates: readArgument(each.argument) }))
    return [...direct, ...named]
  }

  const readArgument = (argument: Argument): Template[] => kindOf(argument) === 'object' ? inObject(argument) : expressions.readArgument(argument, { depth: 0, chain: 0, at: argument.nodes[0]?.range().start.index ?? 0 })

  /** `{ level: 'info', message: 'text' }` */
  function inObject({ nodes: [node] }: Argument): Template[] {
    const pair = node?.namedChildren().find((child) => child.kind() === 'pair' && MESSAGE_NAME.test(child.field('key')?.text().replace(/\W/g, '') ?? ''))
    const value = pair?.field('value')
    return value ? expressions.read(value) : [hole()]
  }

  function of(call: CodeCall, sink: Sink): Message[] {
    const told = textsOf(call, sink)
    const level = sink === 'logger' ? levelOf(call.name) : null
    if (grammar === 'rust' && call.isMacro && level !== null) return withFields(call, told, level)
    return told.length > 0 || level === null || call.arguments.length === 0 ? told : [{ argument: 0, templates: marksOf(call), fields: [], level }]
  }

  /** Rust's tracing prints `key=value` for each field, behind the message if there is one: `trace!(key = 1, "text")`. */
  function withFields(call: CodeCall, told: readonly Message[], level: LogLevel): Message[] {
    if (told.length === 0) return call.arguments.length === 0 ? [] : [{ argument: 0, templates: fieldTexts(call.arguments), fields: namesOf(call.arguments), level }]
    return told.map((message) => {
      const fields = fieldTexts(call.arguments.slice(0, message.argument)).map((text) => joined([' '], text))
      return { ...message, templates: [...message.templates, ...product(message.templates, fields)] }
    })
  }

  /** All fields in a row; nothing where there are none. */
  function fieldTexts(given: readonly Argument[]): Template[] {
    const texts = given.filter(isField).map((field) => (STRING.test(kindOf(field)) ? readArgument(field) : [hole()]).map((value) => joined([`${field.name}=`], value)))
    return texts.length === 0 ? [] : texts.reduce((all, each) => product(all, each.map((text) => joined([' '], text))))
  }

  /** What stands between the values of `log("{} = {}", a, b)`. */
  function marksOf(call: CodeCall): Template[] {
    const at = call.arguments.findIndex((argument) => STRING.test(kindOf(argument)))
    const argument = call.arguments[at]
    return argument === undefined ? [] : whole(call, { at, argument, templates: readArgument(argument), isDirect: true }, [], 'logger')
  }

  function textsOf(call: CodeCall, sink: Sink): Message[] {
    const known = read(call, sink)
    const level = sink === 'unknown' ? null : levelOf(call.name) ?? levelBefore(call) ?? levelIn(call.receiver)
    const texts = known.filter(({ templates }) => templates.some(hasLiteral))
    const chosen = choose(texts, call)
    if (chosen !== undefined) {
      const templates = whole(call, chosen, texts, sink).filter(sink === 'unknown' ? readsLikeMessage : hasLiteral)
      return templates.length === 0 ? valuesOf(call, { sink, chosen, level }) : [{ argument: chosen.at, templates, fields: fieldsOf(call, chosen.at), level }]
    }
    const given = known.filter(({ templates }) => templates.some(isGiven))
    if (sink === 'unknown') return []
    const constants = known.filter(({ argument, templates }) => templates.some(isOfConstant) && !namesLevel(argument))
    return [...given, ...constants].map(({ at, templates }) => ({ argument: at, templates: templates.filter((template) => isGiven(template) || isOfConstant(template)), fields: [], level }))
  }

  /** Of `log("%s", text)`, the text. */
  function valuesOf(call: CodeCall, { sink, chosen, level }: { sink: Sink; chosen: Read; level: LogLevel | null }): Message[] {
    const values = sink === 'unknown' ? [] : call.arguments.slice(chosen.at + 1).filter(({ name }) => name === null).map((argument) => readArgument(argument))
    const templates = values.find((each) => each.some((template) => hasLiteral(template) || isGiven(template))) ?? []
    return templates.length === 0 ? [] : [{ argument: chosen.at, templates, fields: [], level }]
  }

  /** The first text; a short tag, a key or a level before it is not the message. */
  function choose(texts: readonly Read[], call: CodeCall): Read | undefined {
    const [first, second] = texts
    if (first === undefined || second === undefined) return first
    const text = literalOf(first.templates[0] ?? [])
    if (MESSAGE_KEY.test(text) || (takesLevel(call) && isLevel(text))) return second
    const isTag = (read: Read) => !/[\s{%]/.test(literalOf(read.templates[0] ?? []))
    const message = texts.find((read) => !isTag(read))
    return !style.joinedBy(call) && isTag(first) && message !== undefined && readsLikeMessage(message.templates[0] ?? []) && message.at === first.at + texts.indexOf(message) ? message : first
  }

  function whole(call: CodeCall, { at, templates }: Read, texts: readonly Read[], sink: Sink): Template[] {
    const behind = call.arguments.slice(at + 1).filter(({ name }) => name === null)
    const isFormat = behind.length > 0 || call.isMacro || isDeclaration(call) || FORMATTER.test(call.name) || call.name === 'Define' || namesIn(call, at).some((name) => templates.some((template) => literalOf(template).includes(`{${name}`))) || /f$|printk/i.test(call.name) || (sink === 'logger' && templates.some(isFormatAlone))
    const parts = parallel(call, texts)
    const before = holesOf(templates[0] ?? [])
    return (parts.length > 1 ? parts : templates).flatMap((text) => {
      const template = isFormat ? formatted(text, grammar) : text
      const taken = Math.max(0, holesOf(template) - before)
      // Behind values that the text had before it was a format, nothing tells which value is whose.
      const texts = before > 0 ? [template] : expressions.filled(template, behind.slice(0, taken))
      return texts.flatMap((each) => withTail(call, each, behind.slice(taken))).map((each) => joined(...valuesBefore(call, at, sink), each))
    })
  }

  /** C's loggers take a format, also with nothing behind it: `"failed: %m"`. */
  const isFormatAlone = (template: Template): boolean => (grammar === 'c' || grammar === 'cpp') && literalOf(template).includes('%')

  /** Where all arguments are printed, those before the text are printed before it; but the first of `log(level, text)` is none of them. */
  function valuesBefore(call: CodeCall, at: number, sink: Sink): Template[] {
    const before = call.arguments.slice(call.name === 'log' && call.receiver !== 'console' ? 1 : 0, at).filter((argument) => kindOf(argument) !== 'object' && !STRING.test(kindOf(argument)))
    return (sink !== 'unknown' || isLogger(call.receiver)) && style.joinedBy(call) ? before.map(() => joined(hole(), [' '])) : []
  }

  /** Several parts of one record, as `ereport(ERROR, errmsg("…"), errdetail("…"))` has: each is a line of its own. */
  function parallel(call: CodeCall, texts: readonly Read[]): Template[] {
    return /^(?:ereport|elog)/.test(call.name) ? texts.flatMap(({ templates }) => templates) : []
  }

  /** What the format does not take is printed behind it, or is an exception, or fields. */
  function withTail(call: CodeCall, template: Template, left: readonly Argument[]): Template[] {
    if (left.length === 0 || areFields(left) || keysIn(left).length * 2 === left.length) return [template]
    if (!style.joins || !style.joinedBy(call)) return [joined(template, hole('rest'))]
    return partsBehind(left).reduce((all, each) => product(all, each.map((part) => joined([' '], part))), [template])
  }

  /** Behind a text that is no format, the next one may be, and take what follows. */
  function partsBehind([first, ...others]: readonly Argument[]): Template[][] {
    if (first === undefined) return []
    const texts = readArgument(first)
    const format = others.length > 0 && STRING.test(kindOf(first)) ? texts.map((text) => formatted(text, grammar)) : texts
    const taken = Math.max(0, holesOf(format[0] ?? []) - holesOf(texts[0] ?? []))
    return [format, ...partsBehind(others.slice(taken))]
  }

  return { of }
}

const isField = ({ name }: Argument) => name !== null && !NOT_FIELDS.test(name)
const namesOf = (given: readonly Argument[]) => given.filter(isField).flatMap(({ name }) => name ?? []).slice(0, 20)
const namesIn = (call: CodeCall, at: number) => call.arguments.slice(at + 1).flatMap(({ name }) => name ?? [])
const holesOf = (template: Template) => template.filter((part) => typeof part !== 'string').length
const isMessageName = ({ name }: Argument) => name === null || MESSAGE_NAME.test(name)

/** Whether an argument is written as a text, rather than as anything that may become one. */
function mayBeText(argument: Argument): boolean {
  const kind = kindOf(argument)
  return STRING.test(kind) || BINARY.test(kind) || /concatenated|chained|call|invocation|argument|parenthesized|macro/.test(kind)
}

/** Languages in whose loggers all arguments are printed, one behind the other. */
function styleOf(grammar: Grammar): { joins: boolean; joinedBy(call: CodeCall): boolean } {
  if (grammar === 'JavaScript' || grammar === 'TypeScript' || grammar === 'Tsx') return { joins: true, joinedBy: () => true }
  if (grammar === 'python') return { joins: true, joinedBy: ({ name }) => name === 'print' }
  if (grammar === 'go') return { joins: true, joinedBy: ({ name }) => /^(?:F?print|fatal|panic|error|info|warn|warning|debug|log|skip)(?:ln)?$|ln$/i.test(name) }
  return { joins: false, joinedBy: () => false }
}

/** `zap.String("key", value), zap.Error(error)`, `{ key: value }`. */
function areFields(left: readonly Argument[]): boolean {
  const nodes = left.flatMap(({ nodes: [node] }) => node ?? [])
  return nodes.every((node) => /^(?:object|call_expression)$/.test(String(node.kind()))) && nodes.some((node) => fieldIn(node).length > 0)
}

function fieldIn(node: SgNodeLike): string[] {
  const kind = String(node.kind())
  if (kind === 'object' || kind === 'hash' || kind === 'dictionary') return node.namedChildren().flatMap((pair) => nameIn(pair.field('key')?.text() ?? pair.text()))
  const [first] = node.field('arguments')?.namedChildren() ?? []
  return first !== undefined && STRING.test(String(first.kind())) ? nameIn(first.text()) : []
}

type SgNodeLike = Argument['nodes'][number]

const nameIn = (text: string) => /^["'`:]?([A-Za-z_][\w.-]{0,60})["'`]?:?$/.exec(text)?.slice(1) ?? []

function fieldsOf(call: CodeCall, message: number): string[] {
  if (isDeclaration(call)) return []
  const others = call.arguments.filter((_, at) => at !== message)
  const named = others.flatMap(({ name, nodes: [node] }) => name !== null && !NOT_FIELDS.test(name) ? [name] : node === undefined ? [] : fieldIn(node))
  return [...new Set([...named, ...keysIn(call.arguments.slice(message + 1))])].slice(0, 20)
}

/** Of `"key", value, "key", value`. */
function keysIn(behind: readonly Argument[]): string[] {
  if (behind.length % 2 === 1) return []
  return behind.flatMap(({ nodes: [node] }, at) => at % 2 === 0 && node !== undefined && STRING.test(String(node.kind())) ? nameIn(node.text()) : [])
}

/** `log(Level.WARNING, "…")`, `ngx_log_error(NGX_LOG_ERR, log, 0, "…")`, `log('error', '…')`. */
function levelBefore(call: CodeCall): LogLevel | null {
  return call.arguments.slice(0, 3).map((argument) => levelOfArgument(argument, call)).find((level) => level !== null) ?? null
}

function levelOfArgument(argument: Argument, call: CodeCall): LogLevel | null {
  const text = argument.nodes.slice(0, 4).map((node) => node.text().slice(0, 60)).join('').slice(0, 60)
  const word = text.replace(/^\W|\W$/g, '')
  if (STRING.test(kindOf(argument))) return takesLevel(call) && isLevel(word) ? levelOf(word) : null
  return /identifier|name|symbol|member|field|selector|attribute|access|navigation/.test(kindOf(argument)) ? levelOf(text) : null
}

/** `INFO`, `LOG_ERR`. */
const namesLevel = ({ nodes: [node] }: Argument) => isLevel(/[A-Za-z]*$/.exec(node?.text().slice(0, 100) ?? '')?.[0] ?? '')

/** Its name does not tell the level, and it does not print all that it is given. */
const takesLevel = ({ name, receiver }: CodeCall) => levelOf(name) === null && receiver !== 'console'

const levelIn = (receiver: string): LogLevel | null => receiver.split('.').map((name) => levelOf(name.replace(/^at(?=[A-Z])/, '').trim())).find((level) => level !== null) ?? null
