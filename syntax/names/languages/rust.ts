import type { SgNode } from '@ast-grep/napi'
import type { Import } from '../answers.ts'
import { nameIn, ownName, typeSource, valueSource } from '../nodes.ts'
import type { Place, Scope } from '../places.ts'
import type { File, Imported, ImportBinding, ImportBound, Named, NameRules, RoleRule, TypeSource, WrittenSignature, WrittenUse } from '../rules.ts'
import { OPENED, openMacros } from './rust-macros.ts'

const named: readonly RoleRule[] = [{ at: 'name', is: 'definition' }]
const bare: readonly RoleRule[] = [{ at: 'name', is: 'definition', bare: true }]
/** A field may be called as a method is. */
const method: readonly RoleRule[] = [{ at: 'name', when: ({ scope }) => scope.kind === 'class', is: 'definition', space: 'call' }, { at: 'name', is: 'definition' }]
/** In a pattern a small letter begins a variable; constants and variants are compared with. */
const binds = (_: Place, child: Place): boolean => child.kind !== 'identifier' || /^[a-z_]/.test(child.node.text())
const through: readonly RoleRule[] = [{ when: binds, is: 'through' }]
const label: readonly RoleRule[] = [{ when: (_, child) => child.kind === 'label', is: 'definition', from: 'name' }]

export const rust: NameRules = {
  identifiers: ['identifier', 'field_identifier', 'type_identifier', 'shorthand_field_identifier', 'self', 'super', 'crate', 'lifetime', 'label'],
  scopes: {
    function_item: 'function', closure_expression: 'function', function_signature_item: 'block', type_item: 'block',
    block: 'block', match_arm: 'block', if_expression: 'block', while_expression: 'block', for_expression: 'block',
    struct_item: 'class', enum_item: 'class', union_item: 'class', trait_item: 'class', impl_item: 'class', enum_variant: 'class', mod_item: 'namespace',
  },
  outside: {
    function_item: ['name'], function_signature_item: ['name'], type_item: ['name'], struct_item: ['name'], enum_item: ['name'], union_item: ['name'],
    trait_item: ['name'], enum_variant: ['name'], mod_item: ['name'],
  },
  roles: {
    function_item: method, function_signature_item: method, struct_item: named, enum_item: named, union_item: named, trait_item: named, type_item: named,
    const_item: named, static_item: named, mod_item: named, macro_definition: [{ at: 'name', is: 'definition', space: 'macro' }], associated_type: named, enum_variant: named, field_declaration: named,
    type_parameters: [{ when: (_, child) => child.kind === 'type_identifier' || child.kind === 'lifetime', is: 'definition', bare: true }],
    constrained_type_parameter: [{ at: 'left', is: 'definition', bare: true }], optional_type_parameter: bare, const_parameter: bare,
    parameter: [{ at: 'pattern', is: 'definition' }], closure_parameters: [{ is: 'definition' }],
    let_declaration: [{ at: 'pattern', when: binds, is: 'definition', from: 'end' }], let_condition: [{ at: 'pattern', when: binds, is: 'definition', from: 'end' }],
    for_expression: [...label, { at: 'pattern', is: 'definition', from: { after: 'value' } }],
    match_pattern: [{ when: (holder, child) => child.start === holder.start && binds(holder, child), is: 'through' }],
    match_arm: [{ at: 'pattern', is: 'definition', again: true }],
    tuple_struct_pattern: [{ when: (holder, child) => child.start > holder.start && binds(holder, child), is: 'through' }],
    tuple_pattern: through, slice_pattern: through, ref_pattern: through, reference_pattern: through, mut_pattern: through, or_pattern: through,
    captured_pattern: [{ when: (holder, child) => child.start === holder.start || child.kind !== 'identifier', is: 'through' }],
    struct_pattern: [{ when: (_, child) => child.kind === 'field_pattern', is: 'through' }],
    field_pattern: [
      { at: 'pattern', when: binds, is: 'through' }, { at: 'name', when: (_, child) => child.kind === 'shorthand_field_identifier', is: 'through' },
      { at: 'name', is: 'key', of: ({ parent }) => typeName(parent?.node.field('type') ?? null) },
    ],
    scoped_identifier: [{ at: 'name', is: 'member', of: 'path' }], scoped_type_identifier: [{ at: 'name', is: 'member', of: 'path' }],
    field_expression: [{ at: 'field', when: isCalled, is: 'member', of: 'value', space: 'call' }, { at: 'field', is: 'member', of: 'value' }],
    field_initializer: [{ at: 'field', is: 'key', of: (holder) => typeName(holder.parent?.parent?.node.field('name') ?? null) }],
    token_tree: [
      { when: (_, child) => child.node.next()?.text() === '=', is: 'reference', space: 'label' },
      { when: (holder, child) => isAfterDot(holder, child) && isBeforeArguments(child), is: 'member', of: (_, name) => beforeDot(name.node), space: 'call' },
      { when: isAfterDot, is: 'member', of: (_, name) => beforeDot(name.node) },
    ],
    macro_invocation: [{ at: 'macro', is: 'reference', space: 'macro' }], call_expression: [{ at: 'function', when: isOpened, is: 'reference', space: 'macro' }],
    // `write!(out, "{a}", a = 1)`
    assignment_expression: [{ at: 'left', when: ({ parent }) => parent?.kind === 'arguments', is: 'reference', space: 'label' }],
    self_parameter: [{ when: (_, child) => child.kind === 'self', is: 'definition' }],
    loop_expression: label, while_expression: label, block: label,
  },
  reread: openMacros,
  bareMembers: 'never',
  self: (receiver, from, containerOf) => ['self', 'Self'].includes(receiver.text()) ? typeAround(from, containerOf) : undefined,
  containers: {
    struct_item: nameIn, enum_item: nameIn, union_item: nameIn, trait_item: nameIn, enum_variant: nameIn, mod_item: nameIn,
    impl_item: (node) => typeName(node.field('type'))?.text() ?? null,
  },
  types: {
    parameter: typed, field_declaration: typed, const_item: typed, static_item: typed,
    let_declaration: (node) => isSimple(node) ? typed(node) ?? made(node.field('value')) : null,
    function_item: (node) => typeSource(typeName(node.field('return_type'))), function_signature_item: (node) => typeSource(typeName(node.field('return_type'))),
  },
  receiverName,
  functions: { function_item: ownName },
  calls: { call_expression: 'function', macro_invocation: 'macro' },
  overloads: { use: memberUse, valueType: () => null, declaredType: () => null, signatures: { function_item: anySignature, function_signature_item: anySignature } },
  imports,
  moduleOf,
  modulePath,
}

/** What is called is a macro. */
function isOpened(call: Place, { end }: Place): boolean {
  const { start } = call
  return call.node.text().charAt(end - start) === OPENED
}

/** In the unparsed arguments of a macro: `a.b`, `a::b`. */
function isAfterDot(_: Place, child: Place): boolean {
  return ['.', '::'].includes(child.node.prev()?.text() ?? '')
}

function isBeforeArguments({ node }: Place): boolean {
  return node.next()?.text().startsWith('(') ?? false
}

function isCalled({ node, parent }: Place): boolean {
  return parent?.kind === 'call_expression' && parent.node.field('function')?.id() === node.id()
}

/** How a member is used: of one name there may be a field and a method. */
function memberUse({ parent }: Place): WrittenUse | null {
  if (parent?.kind !== 'field_expression') return null
  return { as: isCalled(parent) ? 'function' : 'value' }
}

/** Functions of one name do not differ in what they take. */
function anySignature(node: SgNode): WrittenSignature | null {
  const name = nameIn(node) === null ? null : node.field('name')
  return name && { name, parameters: [], required: 0, rest: true }
}

/** What such a name is asked of, where that is a name. */
function beforeDot(name: SgNode): SgNode | null {
  const before = name.prev()?.prev() ?? null
  return before?.kind() === 'token_tree' ? null : before
}

/** The type that is implemented, or the trait. */
function typeAround(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) if (scope.kind === 'class') return containerOf(scope) || null
  return null
}

function isSimple(node: SgNode): boolean {
  return node.field('pattern')?.kind() === 'identifier'
}

function typed(node: SgNode): TypeSource | null {
  return typeSource(typeName(node.field('type')))
}

const WRAPPERS = ['Option', 'Result', 'Box', 'Rc', 'Arc', 'RefCell', 'Cell', 'Mutex', 'RwLock', 'Pin', 'Cow']

/** The name of a type behind references and what only holds it; that of `Self` is what is implemented. */
function typeName(type: SgNode | null): SgNode | null {
  let inner = type
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = inner.kind()
    if (kind === 'type_identifier') return inner.text() === 'Self' ? implemented(inner) : inner
    if (kind === 'generic_type') {
      const wraps = WRAPPERS.includes(inner.field('type')?.text() ?? '')
      inner = wraps ? inner.field('type_arguments')?.namedChildren().find((part) => part.kind() !== 'lifetime') ?? null : inner.field('type')
    } else if (kind === 'scoped_type_identifier') inner = inner.field('name')
    else if (kind === 'reference_type' || kind === 'pointer_type') inner = inner.field('type')
    else inner = kind === 'dynamic_type' || kind === 'abstract_type' ? inner.field('trait') : null
  }
  return null
}

function implemented(self: SgNode): SgNode | null {
  const around = self.ancestors().find((node) => node.kind() === 'impl_item')
  const type = around?.field('type') ?? null
  return type?.text() === 'Self' ? null : typeName(type)
}

/** Methods of the language's own library that give what they are asked of, or what is in it. */
const HANDING_ON = /^(unwrap|expect|unwrap_or_default|unwrap_or_else|unwrap_or|clone|cloned|as_ref|as_mut|as_deref|as_deref_mut|borrow|borrow_mut|lock|by_ref|to_owned)$/

function isHandedOn(call: SgNode): boolean {
  const callee = call.field('function')
  return callee?.kind() === 'field_expression' && HANDING_ON.test(callee.field('field')?.text() ?? '')
}

/** `Cart::new(…)` makes a `Cart`, as by convention all that is called of a type does unless its function is in this file. */
function made(value: SgNode | null): TypeSource | null {
  let inner = value
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = inner.kind()
    if (kind === 'struct_expression') return typeSource(typeName(inner.field('name')))
    if (kind === 'reference_expression') inner = inner.field('value')
    else if (kind === 'call_expression' && isHandedOn(inner)) inner = inner.field('function')?.field('value') ?? null
    else if (kind === 'try_expression' || kind === 'await_expression') inner = inner.namedChildren()[0] ?? null
    else break
  }
  const called = inner?.kind() === 'call_expression' ? inner.field('function') : null
  const path = called?.kind() === 'scoped_identifier' ? called.field('path') : null
  const type = path?.field('name') ?? path
  if (type !== null && /^[A-Z]/.test(type.text())) return typeSource(type.text() === 'Self' ? implemented(type) : type)
  return inner && valueSource(receiverName(inner))
}

function receiverName(node: SgNode): Named | null {
  let inner: SgNode | null = node
  let called = false
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = String(inner.kind())
    if (/^(identifier|type_identifier|field_identifier|self)$/.test(kind)) return { name: inner, called }
    called ||= kind === 'call_expression' && !isHandedOn(inner)
    inner = partOf(inner, kind)
  }
  return null
}

function partOf(node: SgNode, kind: string): SgNode | null {
  switch (kind) {
    case 'field_expression': return node.field('field')
    case 'call_expression': return isHandedOn(node) ? node.field('function')?.field('value') ?? null : node.field('function')
    case 'generic_function': return node.field('function')
    case 'scoped_identifier': case 'scoped_type_identifier': return node.field('name')
    case 'generic_type': return node.field('type')
    case 'reference_expression': return node.field('value')
    case 'try_expression': case 'await_expression': case 'parenthesized_expression': return node.namedChildren()[0] ?? null
    default: return null
  }
}

/** What stands before `::` is a module where it is written small. */
function moduleOf({ module, name }: ImportBound, holder: Place): string | null {
  if (!holder.kind.startsWith('scoped_')) return null
  if (name === '*') return module
  return /^[a-z_]/.test(name) ? `${module}::${name}` : null
}

/** `crate::a::b` names a module wherever it is written. */
function modulePath(node: SgNode, from: Place): string | null {
  if (['crate', 'super'].includes(String(node.kind()))) return seenFromFile(node.text(), modulesAround(from))
  const { start, end } = node.range()
  if (node.kind() !== 'scoped_identifier' || end.index - start.index > 200) return null
  return /^(crate|super|self)(::[a-z_]\w*)+$/.test(node.text()) ? seenFromFile(node.text(), modulesAround(from)) : null
}

/** More modules in one another are nobody's code. */
const DEEPEST_MODULE = 64

/** The names of the modules of the file that a place is in, outermost first. */
function modulesAround(from: Place): string[] {
  const names: string[] = []
  for (let scope: Scope | null = from.scope; scope !== null && names.length < DEEPEST_MODULE; scope = scope.parent) {
    if (scope.place.kind === 'mod_item') names.unshift(nameIn(scope.place.node) ?? '')
  }
  return names
}

/** A path as it is to be written outside of the modules of a file: in `mod tests`, `super::Cart` is the file's own. */
function seenFromFile(path: string, modules: readonly string[]): string {
  const [, supers = '', rest = ''] = /^((?:super(?:::|$))*)(.*)$/.exec(path) ?? []
  const up = supers === '' ? 0 : supers.split('super').length - 1
  const isRelative = up > 0 || /^self\b/.test(path)
  if (!isRelative || modules.length === 0) return path
  const above = modules.slice(0, Math.max(modules.length - up, 0))
  const start = up > modules.length ? Array.from({ length: up - modules.length }, () => 'super') : ['self', ...above]
  return [...start, rest.replace(/^self(::|$)/, '')].filter(Boolean).join('::')
}

function imports({ root, positions }: File): Imported {
  const bindings: ImportBinding[] = []
  const modules = inlineModules(root)
  const nodes = root.findAll({ rule: { any: [{ kind: 'use_declaration' }, { kind: 'extern_crate_declaration' }, { kind: 'mod_item', not: { has: { field: 'body', regex: '' } } }] } })
  const imports = nodes.flatMap((node): Import[] => {
    const range = positions.rangeOf(node)
    const name = node.field('name')
    const argument = node.field('argument')
    if (argument !== null) {
      const around = modules(argument)
      mention(argument, around)
      return usesOf(argument).map((use) => brought({ ...use, module: seenFromFile(use.module, around) }, range))
    }
    if (name === null) return []
    const alias = node.field('alias')
    return [brought({ module: node.kind() === 'mod_item' ? `self::${name.text()}` : name.text(), name: '*', at: name, ...(alias && { alias }) }, range)]
  })
  return { package: '', imports, exports: [], bindings, implicit }

  /** The parts of its paths, each of which is a module or a type; what a list ends with is brought in. */
  function mention(argument: SgNode, around: readonly string[]): void {
    for (const { at, module: written } of pathsOf(argument)) {
      const module = seenFromFile(written, around)
      const cut = module.lastIndexOf('::')
      bindings.push({ at, module: cut < 0 ? module : module.slice(0, cut), name: cut < 0 ? '*' : module.slice(cut + 2), mention: true })
    }
  }

  function brought({ module, name, at, alias }: Use, range: Import['range']): Import {
    if (at === undefined) return { module, names: '*', range }
    const called = alias === undefined ? {} : { alias: alias.text() }
    bindings.push({ at: alias ?? at, module, name, ...called })
    if (alias !== undefined) bindings.push({ at, module, name, mention: true })
    return { module, names: [{ name, ...called, range: positions.rangeOf(at) }], range }
  }
}

/** The names of the modules with a body that a node is in, outermost first. */
function inlineModules(root: SgNode): (node: SgNode) => string[] {
  const all = root.findAll({ rule: { kind: 'mod_item', has: { field: 'body', regex: '' } } }).map((node) => {
    const { start, end } = node.range()
    return { name: nameIn(node) ?? '', start: start.index, end: end.index }
  })
  return (node) => {
    const { index } = node.range().start
    return all.filter(({ start, end }) => start <= index && index < end).slice(-DEEPEST_MODULE).map(({ name }) => name)
  }
}

/** What stands before the last name of each path in a tree of `use`, with all that stands before it. */
function pathsOf(argument: SgNode): { at: SgNode; module: string }[] {
  const paths: { at: SgNode; module: string }[] = []
  const waiting: { node: SgNode; before: string; isPath: boolean }[] = [{ node: argument, before: '', isPath: false }]
  for (let next = waiting.pop(); next !== undefined && paths.length < MOST_USES; next = waiting.pop()) {
    const { node, before, isPath } = next
    const kind = String(node.kind())
    const path = node.field('path')
    if (isPath && /^(identifier|crate|self|super)$/.test(kind)) paths.push({ at: node, module: joined(before, node.text()) })
    if (isPath && kind === 'scoped_identifier') {
      const at = node.field('name')
      if (at !== null) paths.push({ at, module: joined(before, node.text()) })
    }
    if (path !== null) waiting.push({ node: path, before, isPath: kind !== 'use_as_clause' })
    if (kind === 'use_wildcard') waiting.push(...node.namedChildren().slice(0, 1).map((each) => ({ node: each, before, isPath: true })))
    if (kind === 'scoped_use_list' || kind === 'use_list') {
      const inner = joined(before, path?.text() ?? '')
      for (const part of (kind === 'use_list' ? node : node.field('list'))?.namedChildren() ?? []) waiting.push({ node: part, before: inner, isPath: false })
    }
  }
  return paths
}

type Use = { module: string; name: string; at?: SgNode; alias?: SgNode }

/** More in one declaration is nobody's code. */
const MOST_USES = 10_000

/** The names that a tree of `use` brings in, each with the path that it stands behind. */
function usesOf(argument: SgNode): Use[] {
  const uses: Use[] = []
  const waiting: { node: SgNode; before: string; alias?: SgNode; last?: SgNode }[] = [{ node: argument, before: '' }]
  for (let next = waiting.pop(); next !== undefined && uses.length < MOST_USES; next = waiting.pop()) {
    const { node, before, alias, last } = next
    const kind = node.kind()
    const path = node.field('path')
    if (kind === 'use_as_clause') {
      const as = node.field('alias')
      if (path !== null) waiting.push({ node: path, before, ...(as && { alias: as }), ...(last && { last }) })
    } else if (kind === 'scoped_use_list' || kind === 'use_list') {
      const inner = joined(before, path?.text() ?? '')
      const end = path?.field('name') ?? path
      for (const part of (kind === 'use_list' ? node : node.field('list'))?.namedChildren().toReversed() ?? []) waiting.push({ node: part, before: inner, ...(end && { last: end }) })
    } else if (kind === 'use_wildcard') uses.push({ module: joined(before, node.namedChildren()[0]?.text() ?? ''), name: '*' })
    else if (kind === 'self') uses.push(selfOf(before, last ?? node, alias))
    else if (kind === 'identifier' || kind === 'scoped_identifier') uses.push(single(node, before, alias))
  }
  return uses
}

function single(node: SgNode, before: string, alias: SgNode | undefined): Use {
  const at = node.field('name') ?? node
  const module = joined(before, node.field('path')?.text() ?? '')
  const as = alias ? { alias } : {}
  return module === '' ? { module: at.text(), name: '*', at, ...as } : { module, name: at.text(), at, ...as }
}

/** `use a::b::{self}` brings in `b` of `a`, whose name stands before. */
function selfOf(before: string, node: SgNode, alias: SgNode | undefined): Use {
  const cut = before.lastIndexOf('::')
  return { module: cut < 0 ? before : before.slice(0, cut), name: cut < 0 ? '*' : before.slice(cut + 2), at: node, ...(alias && { alias }) }
}

function joined(before: string, path: string): string {
  return [before, path].filter(Boolean).join('::')
}

/** A crate needs no import to be named in a path, nor does what is seen in it: `pub(crate)`. */
function implicit(place: Place): string | null {
  const { parent } = place
  if (place.kind === 'crate') return 'crate'
  const isPath = parent !== null && /^scoped_(type_)?identifier$/.test(parent.kind) && place.in('path')
  return isPath && /^[a-z_]/.test(place.node.text()) ? place.node.text() : null
}
