import type { SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'
import { childOf, isConstantName, type Definition, type LanguageOutline, type Scope } from './rule.ts'

export const c: LanguageOutline = {
  rules: {
    function_definition: (node) => ({ kind: 'function', name: () => [definedBy(node)?.name ?? null], opens: 'body' }),
    declaration,
    field_declaration: declaration,
    type_definition: (node) => ({ ...typeDefined(node), name: declaredNames }),
    struct_specifier: { kind: 'struct', opens: 'type' },
    union_specifier: { kind: 'struct', opens: 'type' },
    enum_specifier: { kind: 'enum', opens: 'type' },
    enumerator: { kind: 'enum-member' },
    preproc_def: (node) => isIncludeGuard(node) ? undefined : { kind: 'constant' },
    preproc_function_def: { kind: 'function' },
  },
  where: {
    // Those without a body only speak of a type.
    struct_specifier: { has: { field: 'body', kind: 'field_declaration_list' } },
    union_specifier: { has: { field: 'body', kind: 'field_declaration_list' } },
    enum_specifier: { has: { field: 'body', kind: 'enumerator_list' } },
  },
}

/** What the grammar takes for names where a macro stands in its way. */
const NO_NAMES = /^(struct|union|enum|void|char|int|long|short|float|double|signed|unsigned|const|static|extern|inline|__packed|__attribute__)$/

export type Declared = { name: SgNode; isFunction: boolean }

const NAMES = new Set(['identifier', 'field_identifier', 'type_identifier', 'primitive_type', 'qualified_identifier', 'destructor_name', 'operator_name', 'operator_cast'])

/**
 * The name within a declarator: `f` of `*(*f)(int)`. It is a function if what stands closest around the name takes
 * parameters, so a pointer to a function is none.
 */
export function declared(declarator: SgNode): Declared | undefined {
  let isFunction = false
  let around = declarator
  for (let node: SgNode | null = declarator; node !== null; node = declaratorIn(node)) {
    const kind = String(node.kind())
    if (NAMES.has(kind)) return { name: behindMacro(around) ?? node, isFunction: isFunction || kind === 'operator_cast' }
    if (kind !== 'parenthesized_declarator') isFunction = kind === 'function_declarator'
    around = node
  }
  return undefined
}

/** In `API type name(…)` the grammar takes the macro for the type, the type for the name, and the name for an error. */
function behindMacro(around: SgNode): SgNode | null {
  const error = around.kind() === 'function_declarator' ? childOf(around, 'ERROR') : null
  return error && childOf(error, 'identifier')
}

function declaratorIn(node: SgNode): SgNode | null {
  return node.field('declarator') ?? node.children().find((child) => NAMES.has(String(child.kind())) || String(child.kind()).endsWith('_declarator')) ?? null
}

export function declaredBy(node: SgNode): Declared[] {
  return node.fieldChildren('declarator').map(declared).filter((one): one is Declared => one !== undefined && !NO_NAMES.test(one.name.text()))
}

/**
 * In `int MACRO name(void) {` the grammar sees a variable without its semicolon, and then a function of type `name`, called `void`;
 * but `TEST(name) {` is known as name.
 */
export function definedBy(node: SgNode): Declared | undefined {
  const declarator = node.field('declarator')
  if (declarator?.kind() !== 'parenthesized_declarator') return declarator ? declared(declarator) : undefined
  const [type, given] = [node.field('type'), childOf(declarator, 'identifier')]
  if (type?.kind() !== 'type_identifier') return undefined
  return { name: given !== null && given.text() !== 'void' && isConstantName(type.text()) ? given : type, isFunction: true }
}

/** The first part of a function that the grammar cuts in two. */
function isCutOff(node: SgNode): boolean {
  return node.field('declarator')?.kind() === 'identifier' && !node.text().endsWith(';')
}

function declaredNames(node: SgNode): SgNode[] {
  return declaredBy(node).map(({ name }) => name)
}

/** Of several names in one declaration the first tells the kind. Functions declared in a body are of another file. */
export function declaration(node: SgNode, within: Scope): Definition | undefined {
  if (within.opens === 'body' || isCutOff(node)) return undefined
  const all = declaredBy(node)
  const isFunction = all[0]?.isFunction ?? false
  const kind: SymbolKind = isFunction ? 'function' : isConstant(node) ? 'constant' : 'variable'
  return { kind, name: () => all.map(({ name }) => name), opens: unnamedBody(node) ? 'type' : undefined }
}

/** `const int a` and `constexpr`, but not `const char *a`, which may be pointed elsewhere. */
function isConstant(node: SgNode): boolean {
  return childOf(node, 'type_qualifier') !== null && /\b(const|constexpr|constinit)\b/.test(childOf(node, 'type_qualifier')?.text() ?? '')
    && !node.fieldChildren('declarator').some((one) => one.text().startsWith('*'))
}

/** What is declared has members of its own: `struct { int x; } a`. */
function unnamedBody(node: SgNode): boolean {
  const type = node.field('type')
  return type !== null && type.field('name') === null && type.field('body') !== null
}

/** A type without a name is named by its typedef. */
function typeDefined(node: SgNode): Definition {
  if (!unnamedBody(node)) return { kind: 'class' }
  return { kind: node.field('type')?.kind() === 'enum_specifier' ? 'enum' : 'struct', opens: 'type' }
}

/** `#ifndef A_H` around `#define A_H`, which keeps a header from being read twice. */
function isIncludeGuard(node: SgNode): boolean {
  if (node.field('value') !== null) return false
  const around = node.parent()
  if (around?.kind() !== 'preproc_ifdef' || around.field('name')?.text() !== node.field('name')?.text()) return false
  // `#ifndef API`, `#define API`, `#endif` is no guard of anything.
  return around.namedChildren().some((part) => part.id() !== node.id() && !/^(comment|identifier)$/.test(String(part.kind())))
}
