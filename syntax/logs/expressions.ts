/** What text an expression makes, as far as the code around it tells. */

import type { SgNode } from '@ast-grep/napi'
import type { Source } from '../source.ts'
import type { Part, Template } from './answers.ts'
import { callOf, type Argument, type CodeCall } from './calls.ts'
import { formatted } from './formats.ts'
import type { Functions } from './functions.ts'
import { APPENDER, FILLS, FORMATTER, WRAPPER } from './loggers.ts'
import { readString } from './strings.ts'
import { distinct, hasLiteral, hole, isGiven, joined, lettersIn, MOST_LETTERS_AROUND, MOST_WAYS, product } from './template.ts'
import { lastOf, type Assignment, type Variables } from './variables.ts'

/** Names, calls and operators within each other. */
const DEEPEST = 24
/** Calls in a row that put texts behind each other. */
const LONGEST_APPENDING = 30
/** Names that stand for names. */
const LONGEST_CHAIN = 4

export type Code = { source: Source; functions: Functions; variables(): Variables }

/** How far a name was followed, and where it stands, as later assignments do not count. */
/** Of one name in one function that are looked at. */
const MOST_ASSIGNMENTS = 100

type Way = { depth: number; chain: number; at: number }

export const STRING = /^(?:(?:interpreted_|raw_|verbatim_|interpolated_|encapsed_|template_|line_|multi_line_)?string(?:_literal|_expression)?|heredoc|string_array|char_literal|character_literal|concatenated_template)$/
const PASSED = /^(?:parenthesized_expression|parenthesized_statements|as_expression|non_null_expression|satisfies_expression|reference_expression|cast_expression|argument|value_argument|await_expression|expression_statement|expression_list|type_cast_expression|prefixed_string_literal|statements|block|block_body|do_block|body_statement|control_structure_body|else_clause|annotated_lambda|lambda_literal|unary_expression|else|then|statement_block|return_statement|lambda|try_expression)$/
export const NAME = /^(?:identifier|simple_identifier|constant|name|variable_name|field_expression|member_expression|attribute|selector_expression|field_access|member_access_expression|scoped_identifier|qualified_identifier|navigation_expression|property_identifier|instance_variable|pointer_expression|class_constant_access_expression|preproc_arg)$/
const CALL = /^(?:call|call_expression|method_invocation|invocation_expression|function_call_expression|member_call_expression|scoped_call_expression|object_creation_expression|new_expression|macro_invocation)$/
export const BINARY = /^(?:binary_expression|binary_operator|binary|additive_expression|infix_expression|multiplicative_expression)$/
const JOINED = /^(?:concatenated_string|chained_string)$/
/** A format that ends before it says what kind of value it takes. */
const OPENS_VALUE = /(?:^|[^%])(?:%%){0,9}%[-+#0']{0,6}\d{0,4}$/
/** Only says how long the value is that the next text says the kind of: `"%" G_GINT64_MODIFIER "x"`. */
const LENGTH = /^[A-Z]\w{0,60}_MODIFIER$/
/** What C and C++ call the function around. */
const OWN_NAME = /^__(?:func|FUNCTION)__$/
const MESSAGE = /^(?:msg|message|text|fmt|format)$/
/** As most houses write the names of constants; and those of Go's errors. */
export const CONSTANT = /^_?(?:[A-Z][A-Z\d_]{2,}|Err[A-Z]\w+)$/
const CONDITIONAL = /^(?:ternary_expression|conditional_expression|conditional|if_expression)$/

export class Expressions {
  private readonly code: Code
  /** By value, as in a file without breaks each look at what stands around takes long. */
  private readonly branches = new Map<number, Branch[]>()

  constructor(code: Code) {
    this.code = code
  }

  /** All the ways in which the expression may come out, at least one. */
  read(node: SgNode, way: Way = { depth: 0, chain: 0, at: node.range().start.index }): Template[] {
    if (way.depth > DEEPEST) return [hole()]
    const deeper = { ...way, depth: way.depth + 1 }
    const kind = String(node.kind())
    if (STRING.test(kind)) return [readString(node, this.code.source.text, (inside) => this.readInside(inside, deeper))]
    if (JOINED.test(kind)) return [this.readJoined(node, deeper)]
    if (PASSED.test(kind)) return this.readPassed(node, deeper)
    if (BINARY.test(kind)) return this.readBinary(node, deeper)
    if (CONDITIONAL.test(kind)) return this.readConditional(node, deeper)
    if (kind === 'comma_expression') return ways(node.namedChildren().flatMap((child) => this.read(child, deeper)).filter(hasLiteral))
    if (kind === 'arrow_function' || kind === 'lambda_expression') return this.readMaybe(node.field('body'), deeper)
    if (CALL.test(kind)) return this.readCall(callOf(node, this.code.source), deeper)
    return NAME.test(kind) ? this.readName(node, deeper) : [hole()]
  }

  /** A value that is put into a text may be one of several texts. */
  private readInside(node: SgNode, way: Way): Template {
    const [only, ...others] = node.namedChildren().length === 1 ? node.namedChildren().flatMap((child) => CONDITIONAL.test(String(child.kind())) ? [] : this.read(child, way)) : []
    return only === undefined || others.length > 0 ? hole() : only
  }

  private readMaybe(node: SgNode | null | undefined, way: Way): Template[] {
    return node ? this.read(node, way) : [hole()]
  }

  /** In C, names of macros stand between texts, as in `"%" PRIu64 "\n"`. */
  private readJoined(node: SgNode, way: Way): Template {
    return node.namedChildren().reduce<Template>((before, part) => joined(before, this.readJoinedPart(part, before, way)), [])
  }

  /** A macro of which the file tells no text makes a value of the mark before it: `"at %" GST_TIME_FORMAT`. */
  private readJoinedPart(part: SgNode, before: Template, way: Way): Template {
    if (part.kind() === 'comment') return []
    if (/^PRI[a-zA-Z]/.test(part.text())) return [part.text()[3] ?? 'd']
    if (LENGTH.test(part.text())) return []
    const read = this.read(part, way)[0] ?? hole()
    return opensValue(before) && !hasLiteral(read) && NAME.test(String(part.kind())) ? ['s'] : read
  }

  private readPassed(node: SgNode, way: Way): Template[] {
    return this.readMaybe(node.field('body') ?? node.field('value') ?? node.namedChildren().findLast((child) => !/comment|parameters|type/.test(String(child.kind()))), way)
  }

  /** Long sums lean to the left, so they are read in a loop. */
  private readBinary(node: SgNode, way: Way): Template[] {
    const operands: SgNode[] = []
    let left = node
    for (;;) {
      const [first, operator, second] = operandsOf(left)
      if (first === undefined || second === undefined || !JOINS.has(operator)) {
        if (operator === '%' && first !== undefined) return this.read(first, way).map((template) => formatted(template, this.code.source.grammar)).flatMap((template) => product([template], this.readAll(operands, way)))
        operands.push(left)
        break
      }
      operands.push(second)
      if (!BINARY.test(String(first.kind()))) {
        operands.push(first)
        break
      }
      left = first
    }
    return operands.length < 2 ? [hole()] : this.readAll(operands, way)
  }

  /** From last to first. */
  private readAll(operands: readonly SgNode[], way: Way): Template[] {
    let all: Template[] = [[]]
    for (const operand of operands.toReversed()) all = product(all, this.read(operand, way))
    return all
  }

  private readConditional(node: SgNode, way: Way): Template[] {
    const parts = node.namedChildren()
    const isPython = node.children()[1]?.text() === 'if'
    const branches = isPython ? [parts[0], parts[2]] : [node.field('consequence') ?? parts[1], node.field('alternative') ?? parts[2]]
    return ways(branches.flatMap((branch) => branch === undefined ? [] : this.read(branch, way)))
  }

  readCall(call: CodeCall | null, way: Way): Template[] {
    if (call === null) return [hole()]
    const [first] = call.arguments
    if (FILLS.test(call.name)) return this.readFormat({ ...call, arguments: call.arguments.slice(1) }, way)
    if (FORMATTER.test(call.name)) return this.readFormat(call, way)
    if (APPENDER.test(call.name) && call.receiverNode !== null && first !== undefined) return product(this.read(call.receiverNode, way), this.readArgument(first, way))
    if (call.isConstructor && /(?:Error|Exception)$/.test(call.name) && first !== undefined) return this.readArgument(first, way)
    if (!WRAPPER.test(call.name)) return [this.handedThrough(call, way)]
    if (call.receiverNode !== null && !/^[A-Z]\w*$|^(?:errors|gettext|i18n)$|^(?:chalk|colors?|pc|kleur|ansi\w*)\b/.test(call.receiver)) return this.read(call.receiverNode, way)
    return first === undefined ? [[]] : this.readArgument(first, way)
  }

  /** `decorated(message)` holds the message that the function around was given, whatever else. */
  private handedThrough(call: CodeCall, way: Way): Template {
    const given = this.code.functions.around(way.at)?.parameters ?? []
    const parameter = given.findIndex((name) => MESSAGE.test(name) && call.arguments.some(({ nodes: [node, other] }) => other === undefined && node?.text().slice(0, 100) === name))
    return parameter < 0 ? hole() : joined(hole(), [{ parameter }], hole('rest'))
  }

  readArgument({ nodes }: Argument, way: Way): Template[] {
    const [node] = nodes
    // Behind the text of a macro's argument stand only the marks of an expression.
    return node === undefined ? [hole()] : nodes.length > 1 && !STRING.test(String(node.kind())) ? this.read(nodes.find((each) => STRING.test(String(each.kind()))) ?? node, way) : this.read(node, way)
  }

  /** `"…".format(x)`, `format!("…", x)`, `String.format(locale, "…", x)`. */
  private readFormat(call: CodeCall, way: Way): Template[] {
    const own = call.receiverNode === null || !STRING.test(String(call.receiverNode.kind())) ? [] : this.read(call.receiverNode, way)
    const read = own.length > 0 ? [own] : call.arguments.map((argument) => this.readArgument(argument, way))
    const at = read.findIndex((templates) => templates.some((template) => hasLiteral(template) || isParameter(template)))
    const values = call.arguments.slice(own.length > 0 ? 0 : at + 1)
    const made = (read[at] ?? []).flatMap((template) => this.filled(formatted(template, this.code.source.grammar), template.every((part) => typeof part === 'string') ? values : [], way))
    return made.some((template) => hasLiteral(template) || isParameter(template)) ? ways(made) : this.readValues(call, way)
  }

  /** With the values of a format that are themselves texts or constants; of a short one also with what a helper was given. */
  filled(template: Template, values: readonly Argument[], way?: Way): Template[] {
    const isShort = lettersIn(template) <= MOST_LETTERS_AROUND
    if (!values.some((value) => isConstant(value) || (isShort && NAME.test(kindOf(value))))) return [template]
    const left = values[Symbol.iterator]()
    return template.reduce<Template[]>((all, part) => {
      const value = typeof part === 'string' ? undefined : left.next().value
      return product(all, value === undefined ? [[part]] : this.valuesFor(value, part, { isShort, way }))
    }, [[]])
  }

  private valuesFor(value: Argument, part: Part, { isShort, way }: { isShort: boolean; way: Way | undefined }): Template[] {
    const read = () => this.readArgument(value, way ?? { depth: 0, chain: 0, at: value.nodes[0]?.range().start.index ?? 0 })
    if (isConstant(value)) {
      const texts = read()
      return texts.some(hasLiteral) ? texts : [[part]]
    }
    const given = isShort && isAny(part) && NAME.test(kindOf(value)) ? read() : []
    return given.length === 1 && given.every(isGiven) ? given : [[part]]
  }

  /** Of `format("%s", text)`, the text. */
  private readValues(call: CodeCall, way: Way): Template[] {
    const at = call.arguments.findIndex(({ nodes: [node] }) => node !== undefined && STRING.test(String(node.kind())))
    const values = at < 0 ? [] : call.arguments.slice(at + 1).map((argument) => this.readArgument(argument, way))
    return values.find((templates) => templates.some(hasLiteral)) ?? [hole()]
  }

  /** What the name was given before, in its function; else what its function was given; else what the file gives it outside of functions. */
  private readName(node: SgNode, way: Way): Template[] {
    const text = node.text()
    if (node.kind() === 'preproc_arg') return [/^\s*"/.test(text) ? macroText(text) : hole()]
    const name = text.length > 200 ? null : /^[&*@$\s]*((?:[\w$]+(?:\.|->|::|\?\.))*[\w$]+)$/.exec(text)?.[1] ?? null
    if (name === null || way.chain >= LONGEST_CHAIN) return [hole()]
    const around = this.code.functions.around(way.at)
    if (OWN_NAME.test(name)) return [around === null ? hole() : [around.name]]
    const all = this.assignmentsTo(name)
    const own = around === null ? [] : all.filter(({ start }) => around.start <= start && start < way.at)
    const further = { ...way, chain: way.chain + 1 }
    const parameter = around?.parameters.indexOf(name) ?? -1
    if (own.length > 0) return this.built(own, parameter < 0 ? [] : [[{ parameter }]], further)
    if (parameter >= 0) return [[{ parameter }]]
    const outside = all.filter(({ start }) => this.code.functions.around(start) === null)
    return outside.length === 0 && CONSTANT.test(lastOf(name)) ? [[{ constant: lastOf(name) }]] : this.built(outside, [], further)
  }

  /** Of `builder.data` those to `builder`, if nothing is known of its part. */
  private assignmentsTo(name: string): readonly Assignment[] {
    const own = this.code.variables().of(lastOf(name))
    return own.length > 0 ? own : this.code.variables().of(/^\w+/.exec(name)?.[0] ?? name)
  }

  /** The kind of the branch or loop that stands around a value and not around the place where it is used; null where there is none. */
  private branchAround(value: SgNode, used: number): string | null {
    const known = this.branches.get(value.id()) ?? branchesAround(value)
    this.branches.set(value.id(), known)
    return known.find(({ start, end }) => used < start || end <= used)?.kind ?? null
  }

  /** What depends on a condition makes another way. What is put behind a text in a loop, or under many conditions, may be any text. */
  private built(assignments: readonly Assignment[], given: Template[], way: Way): Template[] {
    let all: Template[] = given
    for (const { value, start, appends } of assignments.slice(0, MOST_ASSIGNMENTS)) {
      const branch = this.branchAround(value, way.at)
      const before = all.length > 0 ? all : [[]]
      const isAnyText = appends && branch !== null && (LOOP.test(branch) || before.length >= MOST_CONDITIONAL_WAYS)
      const read = isAnyText ? [hole()] : this.read(value, { ...way, at: start })
      const next = appends ? (isAnyText ? before.map((template) => isOpen(template) ? template : joined(template, hole())) : product(before, read)) : read
      all = distinct(branch === null ? next : appends ? [...next, ...all] : [...all, ...next])
    }
    return ways(all)
  }
}

/** Of `#define AT "at %" PRIu64 " of"`: texts with names of macros between them. */
function macroText(text: string): Template {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|\bPRI([a-zA-Z])\w*|\b[A-Z]\w*/g)].reduce<Template>((before, [, inner, conversion]) => joined(before, inner !== undefined ? [inner] : opensValue(before) ? [conversion ?? 's'] : hole()), [])
}

const opensValue = (before: Template): boolean => OPENS_VALUE.test(String(before.at(-1)))

/** Beyond so many ways, further texts are any. */
const MOST_CONDITIONAL_WAYS = 8
const BRANCH = /^(?:if|elif|elsif|unless|else|for|foreach|enhanced_for|for_in|while|do|switch|case|catch|except|rescue|when|match|conditional|ternary|select|expression_switch|type_switch)(?:_(?:statement|expression|clause|entry|block|block_statement_group|rule|arm|section|case|modifier))?$/
const LOOP = /^(?:for|foreach|enhanced_for|for_in|while|do)(?:_|$)/
const FUNCTION = /function|method_declaration|method_definition|lambda|^method$/

type Branch = { kind: string; start: number; end: number }

/** The branches and loops around a value, within its function, the innermost first. */
function branchesAround(value: SgNode): Branch[] {
  const branches: Branch[] = []
  for (let node = value.parent(); node !== null && !FUNCTION.test(String(node.kind())); node = node.parent()) {
    const kind = String(node.kind())
    if (!BRANCH.test(kind)) continue
    const { start, end } = node.range()
    branches.push({ kind, start: start.index, end: end.index })
  }
  return branches
}

const isAny = (part: Part) => typeof part === 'object' && 'hole' in part && part.hole === 'any'
const isOpen = (template: Template) => typeof template.at(-1) === 'object'

const JOINS: ReadonlySet<string> = new Set(['+', '.', '..', '<<', '<>', '++'])

function operandsOf(node: SgNode): [SgNode | undefined, string, SgNode | undefined] {
  const [first, operator, second] = node.children().filter((child) => child.kind() !== 'comment')
  return [first, operator?.text().slice(0, 4) ?? '', second]
}

/** The kind of a literal among an argument's nodes, or else of the first. */
export const kindOf = ({ nodes }: Argument): string => String(nodes.find((node) => STRING.test(String(node.kind())))?.kind() ?? nodes[0]?.kind() ?? '')

/** A text, a choice between texts, or a name that is written as constants are. */
const isConstant = (argument: Argument) => STRING.test(kindOf(argument)) || /ternary|conditional/.test(kindOf(argument)) || /^(?:\w+\.)*(?:[A-Z][A-Z\d_]{2,}|__(?:func|FUNCTION)__)$/.test(argument.nodes[0]?.text().slice(0, 100) ?? '')

const isParameter = (template: Template) => template.some((part) => typeof part !== 'string' && 'parameter' in part)

const ways = (templates: Template[]): Template[] => (templates.length === 0 ? [hole()] : templates.slice(0, MOST_WAYS))

/** What `builder` is in `builder.append("…").append("…")`. */
function appendedTo(receiver: SgNode | null): SgNode | null {
  let node = receiver
  for (let depth = 0; node !== null && CALL.test(String(node.kind())) && depth < LONGEST_APPENDING; depth++) {
    const callee = node.field('function') ?? node
    const name = (node.field('name') ?? node.field('method') ?? callee.field('property') ?? callee.field('name') ?? callee.namedChildren().at(-1))?.text() ?? ''
    if (!APPENDER.test(name)) return null
    node = node.field('object') ?? node.field('receiver') ?? callee.field('object') ?? callee.field('value') ?? callee.namedChildren()[0] ?? null
  }
  return node
}

/** `snprintf(message, size, "…", x)` gives its first argument a text, `builder.append("…")` puts one behind that which it has. */
export function filledBy(call: CodeCall): [name: string, Assignment] | null {
  const fills = FILLS.test(call.name)
  const target = fills ? call.arguments[0]?.nodes[0] : APPENDER.test(call.name) ? appendedTo(call.receiverNode) : null
  const name = target ? /^[&*]?((?:[\w$]+(?:\.|->))*[\w$]+)$/.exec(target.text().slice(0, 200))?.[1] : undefined
  const value = fills ? call.node : call.arguments[0]?.nodes[0]
  return name === undefined || value === undefined ? null : [lastOf(name), { value, start: call.at, appends: !fills || /cat$|^append|^strbuf/.test(call.name) }]
}
