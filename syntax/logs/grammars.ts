/** By kind of node, as each grammar's node-types.json names them: what logging statements are made of. */

import type { Rule, SgNode } from '@ast-grep/napi'
import { grammarOf, type Grammar } from '../grammars.ts'
import { MAY_LOG } from './loggers.ts'

export type LogGrammar = {
  functions: readonly string[]
  /** By kind of call: the kinds of nodes that lead from it to its arguments. */
  calls: Record<string, readonly string[]>
  /** What names are, and what holds the name of a member, both of what is called. */
  names: readonly string[]
  members: readonly string[]
  /** What an argument that is a text is written as. */
  texts: readonly string[]
  /** Where a name is given a value. */
  assignments: readonly string[]
  /** Where a key is, in an object or an enumeration. */
  pairs?: readonly string[]
  /** A statement that may be `stream << text << value`. */
  streams?: string
  /** A macro with arguments, whose body is no code to the grammar. */
  macros?: string
  /** A macro's arguments, which are no code to the grammar: macros within them are found among their words. */
  tokens?: string
}

const javascript: LogGrammar = {
  functions: ['function_declaration', 'function_expression', 'generator_function', 'generator_function_declaration', 'method_definition', 'arrow_function'],
  calls: { call_expression: ['arguments'], new_expression: ['arguments'] },
    names: ['identifier', 'property_identifier'], members: ['member_expression'],
  texts: ['string', 'template_string', 'binary_expression'],
  assignments: ['variable_declarator', 'assignment_expression', 'augmented_assignment_expression'],
  pairs: ['pair'],
}

const typescript: LogGrammar = { ...javascript, pairs: ['pair', 'enum_assignment'] }

const c: LogGrammar = {
  functions: ['function_definition'], calls: { call_expression: ['argument_list'] }, texts: ['string_literal', 'concatenated_string'],
    names: ['identifier', 'field_identifier'], members: ['field_expression'],
  assignments: ['init_declarator', 'assignment_expression', 'preproc_def'], macros: 'preproc_function_def',
}

export const LOG_GRAMMARS: Partial<Record<Grammar, LogGrammar>> = {
  JavaScript: javascript, TypeScript: typescript, Tsx: typescript,
  python: {
    functions: ['function_definition'], calls: { call: ['argument_list'], print_statement: [] }, texts: ['string', 'concatenated_string', 'binary_operator'],
    names: ['identifier'], members: ['attribute'],
    assignments: ['assignment', 'augmented_assignment'],
  },
  java: {
    functions: ['method_declaration', 'constructor_declaration'],
    calls: { method_invocation: ['argument_list'], object_creation_expression: ['argument_list'], explicit_constructor_invocation: ['argument_list'], annotation: ['annotation_argument_list', 'element_value_pair'] },
    names: ['identifier'], members: ['field_access'],
    texts: ['string_literal', 'binary_expression'], assignments: ['variable_declarator', 'assignment_expression'],
  },
  kotlin: {
    functions: ['function_declaration', 'secondary_constructor'], calls: { call_expression: ['call_suffix', 'value_arguments', 'value_argument'] },
    names: ['simple_identifier'], members: ['navigation_expression', 'navigation_suffix'],
    texts: ['string_literal', 'additive_expression'], assignments: ['property_declaration', 'assignment'],
  },
  scala: {
    functions: ['function_definition'], calls: { call_expression: ['arguments'], instance_expression: ['arguments'] }, texts: ['string', 'interpolated_string_expression', 'infix_expression'],
    names: ['identifier'], members: ['field_expression'],
    assignments: ['val_definition', 'var_definition', 'assignment_expression'],
  },
  go: {
    functions: ['function_declaration', 'method_declaration', 'func_literal'], calls: { call_expression: ['argument_list'] },
    names: ['identifier', 'field_identifier'], members: ['selector_expression'],
    texts: ['interpreted_string_literal', 'raw_string_literal', 'binary_expression'], assignments: ['const_spec', 'var_spec', 'short_var_declaration', 'assignment_statement'],
  },
  ruby: {
    functions: ['method', 'singleton_method'], calls: { call: ['argument_list'] }, texts: ['string', 'chained_string', 'binary'],
    names: ['identifier'], members: ['call'],
    assignments: ['assignment', 'operator_assignment', 'binary'],
  },
  c, cpp: { ...c, members: ['field_expression', 'qualified_identifier'], texts: [...c.texts, 'raw_string_literal', 'binary_expression'], streams: 'expression_statement' },
  rust: {
    functions: ['function_item'], calls: { macro_invocation: ['token_tree'], call_expression: ['arguments'] }, texts: ['string_literal', 'raw_string_literal'],
    names: ['identifier', 'field_identifier'], members: ['field_expression', 'scoped_identifier'],
    assignments: ['let_declaration', 'assignment_expression', 'compound_assignment_expr', 'const_item', 'static_item'], tokens: 'token_tree',
  },
  csharp: {
    functions: ['method_declaration', 'constructor_declaration', 'local_function_statement'],
    calls: { invocation_expression: ['argument_list', 'argument'], object_creation_expression: ['argument_list', 'argument'], constructor_initializer: ['argument_list', 'argument'], attribute: ['attribute_argument_list', 'attribute_argument'] },
    names: ['identifier'], members: ['member_access_expression'],
    texts: ['string_literal', 'interpolated_string_expression', 'verbatim_string_literal', 'raw_string_literal', 'binary_expression'], assignments: ['variable_declarator', 'assignment_expression'],
  },
  php: {
    functions: ['function_definition', 'method_declaration'],
    calls: {
      function_call_expression: ['arguments', 'argument'], member_call_expression: ['arguments', 'argument'], scoped_call_expression: ['arguments', 'argument'],
      object_creation_expression: ['arguments', 'argument'], echo_statement: [],
    },
    names: ['name'], members: ['member_access_expression'],
    texts: ['encapsed_string', 'string', 'binary_expression'], assignments: ['assignment_expression', 'augmented_assignment_expression', 'const_element'],
  },
}

/** By linguist's name of the language. */
export function logsAreReadIn(language: string): boolean {
  const grammar = grammarOf(language)
  return grammar !== undefined && grammar in LOG_GRAMMARS
}

/**
 * Calls that may matter, in order of position: those of what may write or make messages by its name, and those that are given a text.
 * Chosen by ast-grep, as most calls are neither.
 */
export function callsIn(root: SgNode, { calls, names, members, texts }: LogGrammar): SgNode[] {
  const isText = anyOf(texts)
  const mayLog: Rule = { ...anyOf(names), regex: MAY_LOG }
  const [member, inner] = members
  const isMember: Rule[] = members.map((kind) => ({ kind, has: mayLog }))
  if (member !== undefined && inner !== undefined) isMember.push({ kind: member, has: { kind: inner, has: mayLog } })
  const rules = Object.entries(calls).flatMap(([kind, way]): Rule[] => [
    { kind, has: { any: [mayLog, ...isMember] } },
    { kind, has: way.reduceRight<Rule>((inside, step) => ({ kind: step, has: inside }), isText) },
  ])
  return root.findAll({ rule: { any: rules } })
}

/** In C, calls of some names. */
export function callsOf(root: SgNode, names: readonly string[]): SgNode[] {
  return root.findAll({ rule: { kind: 'call_expression', has: { kind: 'identifier', regex: `^(?:${names.join('|')})$`, field: 'function' } } })
}

const anyOf = (kinds: readonly string[]): Rule => ({ any: kinds.map((kind) => ({ kind })) })

export function findKinds(root: SgNode, kinds: readonly string[]): SgNode[] {
  return root.findAll({ rule: anyOf(kinds) })
}

/** Those of which a part reads as the expression says, which is Rust's: chosen by ast-grep, as most do not. */
export function findNamed(root: SgNode, kinds: readonly string[], regex: string): SgNode[] {
  return kinds.length === 0 ? [] : root.findAll({ rule: { any: kinds.map((kind) => ({ kind, has: { regex } })) } })
}
