/** What values of TypeScript and JavaScript are like, by how they are declared, made and handed over. */

import type { SgNode } from '@ast-grep/napi'
import type { Shape } from '../answers.ts'
import type { Definition } from '../definitions.ts'
import type { Place } from '../places.ts'
import type { Meanings, ShapeRules } from '../rules.ts'

/** What is told of one value grows with what it is made from. */
const mostParts = 60
/** A type may be called in many ways. */
const mostPartsOfDefinition = 300
const deepest = 24

export const shapes: ShapeRules = {
  ofValue: (node, meanings) => new Reader(meanings).value(node),
  ofDefinition: (definition, meanings) => new Reader(meanings, mostPartsOfDefinition).defined(definition),
  ofKeyed: (key, meanings) => new Reader(meanings).keyed(key),
  ofKey: (key, meanings) => new Reader(meanings).around(key),
  isOwnKey: ({ parent }) => parent?.kind === 'pair' || parent?.kind === 'method_definition',
  member: memberOf,
}

/** Values that stand for what is in them. */
const transparent: ReadonlySet<string> = new Set(['parenthesized_expression', 'await_expression', 'non_null_expression', 'expression_statement', 'sequence_expression'])
const functionKinds: ReadonlySet<string> = new Set(['arrow_function', 'function_expression', 'generator_function', 'function_declaration', 'generator_function_declaration', 'function_signature', 'method_definition', 'method_signature', 'abstract_method_signature', 'call_signature', 'construct_signature', 'function_type', 'constructor_type'])
const typeHolders: ReadonlySet<string> = new Set(['class_declaration', 'abstract_class_declaration', 'class', 'interface_declaration', 'enum_declaration', 'internal_module', 'module'])
/** Types that stand for what fills them in, as far as members are asked of it. */
const wrappers: ReadonlySet<string> = new Set(['Promise', 'PromiseLike', 'Readonly', 'Partial', 'Awaited', 'Required', 'NonNullable', 'Omit', 'Pick', 'NoInfer'])

class Reader {
  private readonly meanings: Meanings
  private left: number
  private depth = 0
  /** Around what is read. */
  private signatures = 0

  constructor(meanings: Meanings, most = mostParts) {
    this.meanings = meanings
    this.left = most
  }

  /** What an expression is. */
  value(node: SgNode | null): Shape | null {
    return node === null ? null : this.within(() => this.valueOf(node, String(node.kind())))
  }

  private within(read: () => Shape | null): Shape | null {
    if (this.left-- <= 0 || this.depth >= deepest) return null
    this.depth++
    try {
      return read()
    } finally {
      this.depth--
    }
  }

  private valueOf(node: SgNode, kind: string): Shape | null {
    if (functionKinds.has(kind)) return this.functionLike(node)
    if (transparent.has(kind)) return this.value(node.namedChildren().at(-1) ?? null)
    switch (kind) {
      case 'identifier': case 'shorthand_property_identifier': return this.named(node)
      case 'this': case 'super': return this.meanings.typeOfSelf(node)
      case 'member_expression': return member(this.value(node.field('object')), node.field('property'))
      case 'subscript_expression': return this.subscript(node)
      case 'call_expression': return this.call(node)
      case 'new_expression': return result(this.filled(this.value(node.field('constructor')), node))
      case 'as_expression': case 'satisfies_expression': return this.cast(node)
      case 'type_assertion': return this.type(node.namedChildren()[0]?.namedChildren()[0] ?? null)
      case 'assignment_expression': return this.value(node.field('right'))
      case 'ternary_expression': return either([this.value(node.field('consequence')), this.value(node.field('alternative'))])
      case 'binary_expression': return this.binary(node)
      case 'object': return this.anonymous(node)
      case 'class': return null
      case 'array': return this.list(node.namedChildren().slice(0, mostElements).map((part) => this.value(part)))
      case 'string': case 'template_string': return global('String')
      case 'number': return global('Number')
      case 'regex': return global('RegExp')
      case 'true': case 'false': return global('Boolean')
      default: return this.type(node)
    }
  }

  private named(name: SgNode): Shape | null {
    const { binding, definition } = this.meanings.meaningOf(name)
    if (definition === undefined || definition.import || typeHolders.has(definition.holder.kind) || definition.holder.kind === 'type_alias_declaration') return { is: 'named', name: name.text(), binding }
    if (definition.holder.kind === 'type_parameter') return this.bound(definition)
    return this.defined(definition)
  }

  /** What fills in a parameter of a function's own is told by each call, and known to be no more than its bound in the function alone. */
  private bound({ holder }: Definition): Shape | null {
    const isOfFunction = functionKinds.has(holder.parent?.parent?.kind ?? '')
    return isOfFunction && this.signatures > 0 ? null : this.type(holder.node.field('constraint')?.namedChildren()[0] ?? null)
  }

  private subscript(node: SgNode): Shape | null {
    const index = node.field('index')
    const of = this.value(node.field('object'))
    return index?.kind() === 'string' ? member(of, index) : of && { is: 'element', of }
  }

  private call(node: SgNode): Shape | null {
    const callee = node.field('function')
    const [path] = node.field('arguments')?.namedChildren() ?? []
    if ((callee?.kind() === 'import' || callee?.text() === 'require') && path?.kind() === 'string') return { is: 'named', name: textOf(path), binding: { kind: 'import', module: textOf(path), name: '*' } }
    return result(this.value(callee))
  }

  private cast(node: SgNode): Shape | null {
    const [value = null, type] = node.namedChildren()
    return type === undefined ? this.value(value) : this.type(type)
  }

  private binary(node: SgNode): Shape | null {
    const operator = node.field('operator')?.text() ?? ''
    if (operator === '&&') return this.value(node.field('right'))
    return operator === '||' || operator === '??' ? either([this.value(node.field('left')), this.value(node.field('right'))]) : null
  }

  private anonymous(node: SgNode): Shape {
    const { line, column } = this.meanings.rangeOf(node)
    const calls = node.kind() === 'object' ? [] : this.callsOf(node)
    return { is: 'object', line, column, ...(calls.length > 0 && { calls }) }
  }

  private list(parts: (Shape | null)[]): Shape {
    return { ...global('Array'), arguments: [either(parts)] }
  }

  /** What a definition says of itself, or is made from. */
  defined(definition: Definition): Shape | null {
    const { holder, place } = definition
    if (holder.kind === 'interface_declaration' && place.scope.owner.kind === 'function') return this.anonymous(holder.node.field('body') ?? holder.node)
    if (typeHolders.has(holder.kind)) return { is: 'type', calls: this.callsOf(holder.node), makes: /class/.test(holder.kind) }
    if (holder.kind === 'type_alias_declaration') return place.scope.owner.kind === 'function' ? this.type(holder.node.field('value')) : this.alias(holder.node)
    if (functionKinds.has(holder.kind) && holder.node.field('name')?.id() === place.node.id()) return this.accessed(holder.node) ?? this.functionLike(holder.node)
    return this.within(() => this.partOf(place, holder))
  }

  /** What is read from a getter. */
  private accessed(method: SgNode): Shape | null {
    const isGetter = method.kind() === 'method_definition' && method.children().some((part) => part.kind() === 'get')
    return isGetter ? this.resultOf(method) : null
  }

  private alias(node: SgNode): Shape | null {
    const value = node.field('value')
    return value?.kind() === 'object_type' ? { is: 'type', calls: this.callsOf(value), makes: false } : this.type(value)
  }

  /** Of `{ a: [b] }` where a value is taken apart, the way to a name in it. */
  private partOf(at: Place, holder: Place): Shape | null {
    const { parent } = at
    if (parent === null) return null
    if (parent === holder) return this.whole(at, holder)
    const of = () => this.partOf(parent, holder)
    switch (parent.kind) {
      case 'object_pattern': return at.kind === 'shorthand_property_identifier_pattern' ? member(of(), at.node) : of()
      case 'object_assignment_pattern': return at.in('left') ? member(of(), at.node) : null
      case 'pair_pattern': return member(of(), parent.node.field('key'))
      case 'array_pattern': return element(of())
      case 'rest_pattern': case 'assignment_pattern': return of()
      default: return null
    }
  }

  private whole(at: Place, holder: Place): Shape | null {
    const { node, kind } = holder
    switch (kind) {
      case 'variable_declarator': case 'public_field_definition': case 'property_signature': return this.type(typeIn(node)) ?? this.value(node.field('value'))
      case 'field_definition': case 'pair': return this.value(node.field('value'))
      case 'required_parameter': case 'optional_parameter': return this.type(typeIn(node)) ?? this.value(node.field('value')) ?? this.handed(holder)
      case 'formal_parameters': return this.handed(at)
      case 'arrow_function': return this.handed(at)
      case 'for_in_statement': return node.field('operator')?.text() === 'of' ? element(this.value(node.field('right'))) : global('String')
      case 'assignment_expression': return this.value(node.field('right'))
      default: return null
    }
  }

  /** What a parameter without a type is, by what its function is handed to. */
  private handed(parameter: Place): Shape | null {
    const isOnly = parameter.parent?.kind === 'arrow_function'
    const taking = isOnly ? parameter.parent : parameter.parent?.parent ?? null
    const wanted = taking && this.wanted(taking)
    const at = isOnly ? 0 : parameter.parent?.node.namedChildren().findIndex((each) => each.id() === parameter.node.id()) ?? -1
    return wanted && at >= 0 ? { is: 'parameter', of: wanted, at } : null
  }

  /** What a value is to be by where it stands. */
  wanted(at: Place): Shape | null {
    const { parent } = at
    return parent && this.within(() => this.wantedIn(at, parent))
  }

  private wantedIn(at: Place, parent: Place): Shape | null {
    const { node, kind } = parent
    if (kind === 'arrow_function') return at.in('body') ? this.returned(parent) : null
    if (transparent.has(kind)) return this.wanted(parent)
    switch (kind) {
      case 'variable_declarator': case 'public_field_definition': case 'required_parameter': return at.in('value') ? this.type(typeIn(node)) : null
      case 'arguments': return this.argument(at, parent)
      case 'pair': return member(parent.parent && this.wanted(parent.parent), node.field('key'))
      case 'object': return member(this.wanted(parent), at.node.field('name'))
      case 'array': return element(this.wanted(parent))
      case 'return_statement': return this.returned(functionAround(parent))
      case 'as_expression': case 'satisfies_expression': return node.namedChildren().length > 1 ? this.type(node.namedChildren()[1] ?? null) : this.wanted(parent)
      case 'ternary_expression': return at.in('condition') ? null : this.wanted(parent)
      case 'binary_expression': return this.wanted(parent)
      case 'assignment_expression': return at.in('right') ? this.value(node.field('left')) : null
      case 'jsx_expression': return this.attribute(parent)
      default: return null
    }
  }

  private argument(at: Place, list: Place): Shape | null {
    const call = list.parent
    const of = call && this.value(call.node.field('function') ?? call.node.field('constructor'))
    const index = list.node.namedChildren().filter((part) => part.kind() !== 'comment').findIndex((each) => each.id() === at.node.id())
    return of && index >= 0 ? { is: 'parameter', of, at: index } : null
  }

  /** Of `<Row onPay={…}>`, what the function of that name takes. */
  private attribute({ parent }: Place): Shape | null {
    const element = parent?.kind === 'jsx_attribute' ? parent.parent : null
    return element && member(this.properties(element), parent?.node.namedChildren()[0] ?? null)
  }

  private properties(element: Place): Shape | null {
    const name = element.node.field('name')
    if (name !== null && /^[a-z][\w-]*$/.test(name.text())) return member({ is: 'intrinsic' }, name)
    const of = this.value(name)
    return of && { is: 'parameter', of, at: 0 }
  }

  private returned(around: Place | null): Shape | null {
    if (around === null) return null
    return this.type(around.node.field('return_type')?.namedChildren()[0] ?? null) ?? result(this.wanted(around))
  }

  /** What the object or pattern around a key is to be, or the element around an attribute. */
  around(key: Place): Shape | null {
    const { parent } = key
    if (parent === null) return null
    if (/^jsx_.*element$/.test(parent.kind)) return { is: 'intrinsic' }
    if (parent.kind === 'jsx_attribute') return parent.parent && this.properties(parent.parent)
    if (parent.kind === 'pair_pattern') return this.pattern(parent.parent)
    return parent.parent && this.wanted(parent.parent)
  }

  /** What stands behind a key; a name that is a key at once stands for itself. */
  keyed({ node, kind, parent }: Place): Shape | null {
    if (kind === 'shorthand_property_identifier') return this.value(node)
    if (parent === null) return null
    return functionKinds.has(parent.kind) ? this.functionLike(parent.node) : this.value(parent.node.field('value'))
  }

  private pattern(pattern: Place | null): Shape | null {
    let holder = pattern?.parent ?? null
    while (holder !== null && holder.kind.endsWith('pattern')) holder = holder.parent
    return pattern && holder && this.partOf(pattern, holder)
  }

  /** What a type is. */
  type(node: SgNode | null): Shape | null {
    return node === null ? null : this.within(() => this.typeOf(node, String(node.kind())))
  }

  private typeOf(node: SgNode, kind: string): Shape | null {
    const first = () => node.namedChildren()[0] ?? null
    switch (kind) {
      case 'type_identifier': return this.named(node)
      case 'nested_type_identifier': return this.named(node.field('name') ?? node)
      case 'generic_type': return this.generic(node)
      case 'predefined_type': case 'template_literal_type': case 'literal_type': case 'index_type_query': return global('String')
      case 'array_type': return this.list([this.type(first())])
      case 'tuple_type': return this.list(node.namedChildren().slice(0, mostElements).map((part) => this.type(part.field('type')?.namedChildren()[0] ?? part)))
      case 'parenthesized_type': case 'optional_type': case 'rest_type': case 'type_annotation': return this.type(first())
      case 'readonly_type': return this.type(first())
      case 'union_type': case 'intersection_type': return either(node.namedChildren().filter((part) => !['undefined', 'null'].includes(part.text())).map((part) => this.type(part)))
      case 'object_type': return this.anonymous(node)
      case 'function_type': case 'constructor_type': return this.functionLike(node)
      case 'type_query': return this.value(first())
      case 'lookup_type': return this.looked(node)
      case 'this_type': return this.meanings.typeOfSelf(node)
      default: return null
    }
  }

  private generic(node: SgNode): Shape | null {
    const name = node.field('name')
    const [first = null] = node.field('type_arguments')?.namedChildren() ?? []
    if (name === null) return null
    if (wrappers.has(name.text())) return this.type(first)
    if (name.text() === 'ReturnType' || name.text() === 'InstanceType') return result(this.type(first))
    return this.filled(this.type(name), node)
  }

  /** With what fills in the parameters of a type that may be of the language itself. */
  private filled(of: Shape | null, node: SgNode): Shape | null {
    const filled = node.field('type_arguments')?.namedChildren() ?? []
    const isOwn = of?.is === 'named' && of.binding.kind !== 'file' && filled.length > 0
    return isOwn ? { ...of, arguments: filled.slice(0, 3).map((part) => this.type(part)) } : of
  }

  private looked(node: SgNode): Shape | null {
    const [of = null, index = null] = node.namedChildren()
    const key = index?.kind() === 'literal_type' ? index.namedChildren()[0] ?? null : null
    const whole = this.type(of)
    return key?.kind() === 'string' ? member(whole, key) : element(whole)
  }

  private functionLike(node: SgNode): Shape | null {
    return this.within(() => {
      const taken = (node.field('parameters')?.namedChildren() ?? []).filter((part) => part.kind() !== 'comment' && part.field('pattern')?.kind() !== 'this')
      const isRest = taken.at(-1)?.field('pattern')?.kind() === 'rest_pattern'
      this.signatures++
      const parameters = taken.slice(0, 12).map((part) => this.type(typeIn(part)))
      const result = this.resultOf(node)
      this.signatures--
      return { is: 'function', parameters, ...(isRest && { rest: true as const }), result }
    })
  }

  private resultOf(node: SgNode): Shape | null {
    const written = node.field('return_type') ?? node.field('type')
    if (written !== null) return this.type(written.kind() === 'type_annotation' ? written.namedChildren()[0] ?? null : written)
    const body = node.field('body')
    if (body === null) return null
    return body.kind() === 'statement_block' ? either(returnedIn(node, body).map((value) => this.value(value))) : this.value(body)
  }

  /** What can be called of a type: its signatures without a name, its constructor. */
  private callsOf(node: SgNode): Shape[] {
    const body = node.field('body') ?? node
    const calls = body.namedChildren().filter((part) => part.kind() === 'call_signature' || part.field('name')?.text() === 'constructor')
    return calls.slice(0, mostSignatures).flatMap((call) => this.functionLike(call) ?? [])
  }
}

const mostElements = 3
const mostSignatures = 12
const mostReturns = 3

const textOf = (name: SgNode) => (name.kind() === 'string' ? name.text().slice(1, -1) : name.text())

const global = (name: string): Extract<Shape, { is: 'named' }> => ({ is: 'named', name, binding: { kind: 'unknown' } })

const member = (of: Shape | null, name: SgNode | null): Shape | null => of && name && { is: 'member', of, name: textOf(name) }

const result = (of: Shape | null): Shape | null => of && { is: 'result', of }

const element = (of: Shape | null): Shape | null => of && { is: 'element', of }

function either(parts: readonly (Shape | null)[]): Shape | null {
  const known = parts.filter((part) => part !== null)
  return known.length > 1 ? { is: 'either', of: known } : known[0] ?? null
}

const typeIn = (node: SgNode): SgNode | null => node.field('type')?.namedChildren()[0] ?? null

function functionAround({ scope }: Place): Place | null {
  for (let at: Place['scope'] | null = scope; at !== null; at = at.parent) if (at.kind === 'function') return at.place
  return null
}

/** The first values that a function returns itself, not functions in it. */
function returnedIn(taking: SgNode, body: SgNode): SgNode[] {
  const id = taking.id()
  const isOwn = (statement: SgNode) => statement.ancestors().find((each) => functionKinds.has(String(each.kind())))?.id() === id
  return body.findAll({ rule: { kind: 'return_statement' } }).slice(0, 20).filter(isOwn).flatMap((statement) => statement.namedChildren()[0] ?? []).slice(0, mostReturns)
}

/** Where an object or a type without a name has a member of a name. */
function memberOf(node: SgNode, name: string): SgNode | null {
  for (const part of node.namedChildren()) {
    const key = part.kind() === 'shorthand_property_identifier' ? part : part.field('key') ?? part.field('name')
    if (key !== null && textOf(key) === name) return key
  }
  return null
}
