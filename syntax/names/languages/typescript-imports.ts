import type { SgNode } from '@ast-grep/napi'
import type { Export, Import, ImportedName } from '../answers.ts'
import type { File, Imported, ImportBinding } from '../rules.ts'

/** `import`, `export … from` and `require`, with what each name is called where it comes from. */
export function moduleImports(file: File): Imported {
  const bindings: ImportBinding[] = []
  const imports: Import[] = []
  const exports: Export[] = []
  const paths: NonNullable<Imported['paths']> = []
  const nodes = file.root.findAll({
    rule: {
      any: [
        { kind: 'import_statement' }, { kind: 'export_statement' }, { kind: 'assignment_expression', regex: String.raw`^(module\.)?exports\b` },
        { kind: 'call_expression', has: { field: 'function', regex: '^(require|import)$' } },
      ],
    },
  })
  const inside = namespaced(file)
  for (const node of nodes) {
    const kind = node.kind()
    const path = pathOf(node)
    if (path !== null) paths.push({ at: path, module: path.text().slice(1, -1) })
    if (kind === 'export_statement') exports.push(...exportsOf(node, file, bindings).filter(() => !inside.has(node.id())))
    else if (kind === 'assignment_expression') exports.push(...assignedExports(node, file))
    else addImport(node, kind === 'import_statement' ? namesOfImport(node) : namesOfRequire(node))
  }
  return { package: '', imports, exports: exports.map((one) => throughImport(one, bindings)), bindings, paths }

  function addImport(node: SgNode, { module, names }: Brought): void {
    if (module === null) return
    const isCall = node.kind() === 'call_expression'
    const told: ImportedName[] = names.map(({ name, at, local }) => {
      const variable = isCall ? { variable: file.positions.rangeOf(local) } : {}
      const alias = local.text() === name ? variable : { alias: local.text(), ...variable }
      bindings.push({ at: local, module, name, ...alias })
      if (at !== undefined && at.id() !== local.id()) bindings.push({ at, module, name, mention: true })
      return { name, ...alias, range: file.positions.rangeOf(at ?? local) }
    })
    imports.push({ module, names: told, range: file.positions.rangeOf(node) })
  }
}

/** What a namespace or a declared module exports is none of the file's. */
function namespaced({ root, text }: File): ReadonlySet<number> {
  if (!/\b(?:module|namespace)\b/.test(text)) return new Set()
  const inside = root.findAll({ rule: { kind: 'export_statement', not: { inside: { kind: 'program' } } } })
  return new Set(inside.map((node) => node.id()))
}

/** `at` is the exported name where it is written, `local` what this file calls it. */
type Brought = { module: string | null; names: { name: string; at?: SgNode; local: SgNode }[] }

/** The text that names a module in an import, an export or a call. */
function pathOf(node: SgNode): SgNode | null {
  const required = node.namedChildren().find((part) => part.kind() === 'import_require_clause')
  const path = (required ?? node).field('source') ?? node.field('arguments')?.namedChildren()[0] ?? null
  return path?.kind() === 'string' ? path : null
}

function textOfString(node: SgNode | null): string | null {
  return node?.kind() === 'string' ? node.text().slice(1, -1) : null
}

function namesOfImport(statement: SgNode): Brought {
  const required = statement.namedChildren().find((part) => part.kind() === 'import_require_clause')
  const module = textOfString((required ?? statement).field('source'))
  const clause = statement.namedChildren().find((part) => part.kind() === 'import_clause')
  const names: Brought['names'] = []
  const local = required?.namedChildren()[0]
  if (local) names.push({ name: '*', local })
  for (const part of clause?.namedChildren() ?? []) {
    const kind = part.kind()
    if (kind === 'identifier') names.push({ name: 'default', local: part })
    else if (kind === 'namespace_import') for (const name of part.namedChildren()) names.push({ name: '*', local: name })
    else names.push(...specifiers(part).map(({ name, alias }) => ({ name: name.text(), at: name, local: alias ?? name })))
  }
  return { module, names }
}

function specifiers(list: SgNode): { name: SgNode; alias: SgNode | null }[] {
  return list.namedChildren().flatMap((one) => {
    const name = one.field('name')
    return name === null ? [] : [{ name, alias: one.field('alias') }]
  })
}

/** `const cart = require('./cart')`, `const { add: plus } = await import('./cart')`, `const add = require('./cart').add`. */
function namesOfRequire(call: SgNode): Brought {
  const module = textOfString(call.field('arguments')?.namedChildren()[0] ?? null)
  if (module === null) return { module, names: [] }
  let name = '*'
  let above = call.parent()
  for (let i = 0; i < 3 && above !== null && above.kind() !== 'variable_declarator'; i++) {
    if (above.kind() === 'member_expression' && name === '*') name = above.field('property')?.text() ?? name
    else if (above.kind() !== 'await_expression' && above.kind() !== 'parenthesized_expression') return { module, names: [] }
    above = above.parent()
  }
  const target = above?.kind() === 'variable_declarator' ? above.field('name') : null
  if (target?.kind() === 'identifier') return { module, names: [{ name, local: target }] }
  return { module, names: target?.kind() === 'object_pattern' && name === '*' ? takenApart(target) : [] }
}

function takenApart(pattern: SgNode): Brought['names'] {
  return pattern.namedChildren().flatMap((part) => {
    if (part.kind() === 'shorthand_property_identifier_pattern') return [{ name: part.text(), at: part, local: part }]
    const key = part.field('key')
    const value = part.field('value')
    return key !== null && value?.kind() === 'identifier' ? [{ name: key.text(), at: key, local: value }] : []
  })
}

function exportsOf(statement: SgNode, { positions }: File, bindings: ImportBinding[]): Export[] {
  const module = textOfString(statement.field('source'))
  const range = positions.rangeOf(statement)
  const parts = statement.namedChildren()
  const clause = parts.find((part) => part.kind() === 'export_clause')
  if (clause !== undefined) return specifiers(clause).map(({ name, alias }) => exported(name, alias))
  const space = parts.find((part) => part.kind() === 'namespace_export')?.namedChildren()[0]
  if (module !== null) return [{ name: space?.text() ?? '*', module, from: '*', range }]
  if (statement.children().some((part) => part.text() === 'default')) return [defaultExport(statement)]
  return declaredNames(statement.field('declaration')).map((name) => ({ name: name.text(), range: positions.rangeOf(name) }))

  function exported(name: SgNode, alias: SgNode | null): Export {
    if (module !== null) bindings.push({ at: name, module, name: name.text(), mention: true })
    const from = module !== null ? { module, from: name.text() } : alias === null ? {} : { from: name.text() }
    // What this file calls it leads on; what others call it leads nowhere in this file.
    return { name: (alias ?? name).text(), ...from, range: positions.rangeOf(module === null ? name : alias ?? name) }
  }

  function defaultExport(node: SgNode): Export {
    const value = node.field('value')
    const name = value?.kind() === 'identifier' ? value : (node.field('declaration') ?? value)?.field('name') ?? null
    return { name: 'default', ...(name && { from: name.text() }), range: name ? positions.rangeOf(name) : range }
  }
}

function declaredNames(declaration: SgNode | null): SgNode[] {
  if (declaration === null) return []
  const own = declaration.field('name')
  if (own !== null) return [own]
  return declaration.namedChildren().flatMap((part) => {
    const name = part.field('name')
    if (name === null) return []
    return name.kind() === 'identifier' || name.kind() === 'type_identifier' ? [name] : namesOfPattern(name)
  })
}

/** `{ a, b: c, d = e }` names a, c and d: what stands on the right is a default. */
function namesOfPattern(pattern: SgNode): SgNode[] {
  if (pattern.kind() === 'identifier' || pattern.kind() === 'shorthand_property_identifier_pattern') return [pattern]
  const value = pattern.field('left') ?? pattern.field('value')
  return value === null ? pattern.namedChildren().flatMap(namesOfPattern) : namesOfPattern(value)
}

/** `module.exports = { a, b: c }`, `module.exports = x`, `exports.a = …`. */
function assignedExports(assignment: SgNode, { positions }: File): Export[] {
  const left = assignment.field('left')
  const right = assignment.field('right')
  if (left === null || right === null) return []
  const object = left.field('object')?.text()
  const property = left.field('property')
  if (property !== null && (object === 'exports' || object === 'module.exports')) {
    return [{ name: property.text(), ...(right.kind() === 'identifier' && right.text() !== property.text() && { from: right.text() }), range: positions.rangeOf(property) }]
  }
  if (left.text() !== 'module.exports') return []
  if (right.kind() !== 'object') return [{ name: 'default', ...(right.kind() === 'identifier' && { from: right.text() }), range: positions.rangeOf(right) }]
  return right.namedChildren().flatMap((part) => {
    const name = part.kind() === 'shorthand_property_identifier' ? part : part.field('key') ?? part.field('name')
    const value = part.field('value')
    return name === null ? [] : [{ name: name.text(), ...(value?.kind() === 'identifier' && { from: value.text() }), range: positions.rangeOf(name) }]
  })
}

/** What was imported under the exported name comes from elsewhere. */
function throughImport(one: Export, bindings: readonly ImportBinding[]): Export {
  if (one.module !== undefined) return one
  const local = one.from ?? one.name
  const imported = bindings.find((binding) => !binding.mention && (binding.alias ?? binding.name) === local)
  return imported === undefined ? one : { ...one, module: imported.module, from: imported.name }
}
