/** What text an expression makes, as far as the code around it tells. */

import type { SgNode } from '@ast-grep/napi'
import type { Source } from '../source.ts'
import type { Template } from './answers.ts'
import { callOf, type Argument, type CodeCall } from './calls.ts'
import { formatted } from './formats.ts'
import type { Functions } from './functions.ts'
import { APPENDER, FILLS, FORMATTER, WRAPPER } from './loggers.ts'
import { readString } from './strings.ts'
import { distinct, hasLiteral, hole, joined, MOST_WAYS, product } from './template.ts'
import { lastOf, type Assignment, type Variables } from './variables.ts'

/** Names, calls and operators within each other. */
const DEEPEST = 24
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
const CONDITIONAL = /^(?:ternary_expression|conditional_expression|conditional|if_expression)$/

export class Expressions {
  private readonly code: Code

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
    return joined(...node.namedChildren().map((part) => /^PRI[a-zA-Z]/.test(part.text()) ? [part.text()[3] ?? 'd'] : part.kind() === 'comment' ? [] : this.read(part, way)[0] ?? hole()))
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
    if (!WRAPPER.test(call.name)) return [hole()]
    if (call.receiverNode !== null && !/^[A-Z]\w*$|^(?:errors|gettext|i18n)$/.test(call.receiver)) return this.read(call.receiverNode, way)
    return first === undefined ? [[]] : this.readArgument(first, way)
  }

  readArgument({ nodes }: Argument, way: Way): Template[] {
    const [node] = nodes
    // Behind the text of a macro's argument stand only the marks of an expression.
    return node === undefined ? [hole()] : nodes.length > 1 && !STRING.test(String(node.kind())) ? this.read(nodes.find((each) => STRING.test(String(each.kind()))) ?? node, way) : this.read(node, way)
  }

  /** `"…".format(x)`, `format!("…", x)`, `String.format(locale, "…", x)`. */
  private readFormat(call: CodeCall, way: Way): Template[] {
    const own = call.receiverNode === null || !STRING.test(String(call.receiverNode.kind())) ? [] : this.read(call.receiverNode, way)
    const given = own.length > 0 ? own : call.arguments.map((argument) => this.readArgument(argument, way)).find((templates) => templates.some((template) => hasLiteral(template) || isParameter(template))) ?? []
    const made = given.map((template) => formatted(template, this.code.source.grammar))
    return made.some((template) => hasLiteral(template) || isParameter(template)) ? ways(made) : this.readValues(call, way)
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
    if (node.kind() === 'preproc_arg') return [/^\s*"/.test(text) ? joined(...[...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inner]) => [inner ?? ''])) : hole()]
    const name = text.length > 200 ? null : /^[&*@$\s]*((?:[\w$]+(?:\.|->|::|\?\.))*[\w$]+)$/.exec(text)?.[1] ?? null
    if (name === null || way.chain >= LONGEST_CHAIN) return [hole()]
    const around = this.code.functions.around(way.at)
    const all = this.assignmentsTo(name)
    const own = around === null ? [] : all.filter(({ start }) => around.start <= start && start < way.at)
    const further = { ...way, chain: way.chain + 1 }
    const parameter = around?.parameters.indexOf(name) ?? -1
    if (own.length > 0) return this.built(own, parameter < 0 ? [] : [[{ parameter }]], further)
    if (parameter >= 0) return [[{ parameter }]]
    return this.built(all.filter(({ start }) => this.code.functions.around(start) === null), [], further)
  }

  /** Of `builder.data` those to `builder`, if nothing is known of its part. */
  private assignmentsTo(name: string): readonly Assignment[] {
    const own = this.code.variables().of(lastOf(name))
    return own.length > 0 ? own : this.code.variables().of(/^\w+/.exec(name)?.[0] ?? name)
  }

  /** What is put behind a text makes another way: it may depend on a condition. */
  private built(assignments: readonly Assignment[], given: Template[], way: Way): Template[] {
    let all: Template[] = given
    for (const { value, start, appends } of assignments.slice(0, MOST_ASSIGNMENTS)) {
      const read = this.read(value, { ...way, at: start })
      all = distinct(appends ? [...product(all.length > 0 ? all : [[]], read), ...all] : [...all, ...read])
    }
    return ways(all)
  }
}

const JOINS: ReadonlySet<string> = new Set(['+', '.', '..', '<<', '<>', '++'])

function operandsOf(node: SgNode): [SgNode | undefined, string, SgNode | undefined] {
  const [first, operator, second] = node.children().filter((child) => child.kind() !== 'comment')
  return [first, operator?.text().slice(0, 4) ?? '', second]
}

const isParameter = (template: Template) => template.some((part) => typeof part !== 'string' && 'parameter' in part)

const ways = (templates: Template[]): Template[] => (templates.length === 0 ? [hole()] : templates.slice(0, MOST_WAYS))

/** `snprintf(message, size, "…", x)` gives its first argument a text, `builder.append("…")` puts one behind that which it has. */
export function filledBy(call: CodeCall): [name: string, Assignment] | null {
  const fills = FILLS.test(call.name)
  const target = fills ? call.arguments[0]?.nodes[0] : APPENDER.test(call.name) ? call.receiverNode : null
  const name = target ? /^[&*]?((?:[\w$]+(?:\.|->))*[\w$]+)$/.exec(target.text().slice(0, 200))?.[1] : undefined
  const value = fills ? call.node : call.arguments[0]?.nodes[0]
  return name === undefined || value === undefined ? null : [lastOf(name), { value, start: call.at, appends: !fills || /cat$|^append|^strbuf/.test(call.name) }]
}
