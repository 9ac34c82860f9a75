import type { SgNode } from '@ast-grep/napi'
import type { Export, Import, ImportedName } from '../answers.ts'
import type { File, Imported, ImportBinding } from '../rules.ts'

/** `import a.b`, `import a.b as c`, `from .a import b as c`, and what `__all__` says is exported. */
export function pythonImports(file: File): Imported {
  const bindings: ImportBinding[] = []
  const statements = file.root.findAll({ rule: { any: [{ kind: 'import_statement' }, { kind: 'import_from_statement' }, { kind: 'future_import_statement' }] } })
  const imports = statements.flatMap((statement) => statement.kind() === 'import_statement' ? importsOf(statement) : [importFrom(statement)])
  return { package: '', imports, exports: exportsOf(file), bindings }

  /** `import a.b` makes `a` known, of which `b` is a member. */
  function importsOf(statement: SgNode): Import[] {
    return statement.fieldChildren('name').map((part) => {
      const alias = part.field('alias')
      const path = part.kind() === 'aliased_import' ? part.field('name') : part
      const module = path?.text() ?? ''
      const range = file.positions.rangeOf(part)
      const names = path?.namedChildren() ?? []
      if (alias !== null) {
        bindings.push({ at: alias, module, name: '*', alias: alias.text() })
        mention(names)
        return { module, names: [{ name: '*', alias: alias.text(), range: file.positions.rangeOf(alias) }], range }
      }
      const first = names[0]
      if (first !== undefined) bindings.push({ at: first, module: first.text(), name: '*' })
      mention(names, 1)
      return { module, names: [{ name: '*', range }], range }
    })
  }

  /** The parts of a module's path, each of which is a module. */
  function mention(path: readonly SgNode[], from = 0, prefix = ''): void {
    for (let i = from; i < path.length; i++) {
      const at = path[i]
      if (at !== undefined) bindings.push({ at, module: prefix + path.slice(0, i + 1).map((part) => part.text()).join('.'), name: '*', mention: true })
    }
  }

  function importFrom(statement: SgNode): Import {
    const source = statement.field('module_name')
    const module = source?.text() ?? '__future__'
    const range = file.positions.rangeOf(statement)
    const path = source?.kind() === 'relative_import' ? source.namedChildren().find((part) => part.kind() === 'dotted_name') : source
    mention(path?.namedChildren() ?? [], 0, /^\.*/.exec(module)?.[0])
    if (statement.namedChildren().some((part) => part.kind() === 'wildcard_import')) return { module, names: '*', range }
    return { module, names: statement.fieldChildren('name').flatMap((part) => importedName(part, module)), range }
  }

  function importedName(part: SgNode, module: string): ImportedName[] {
    const alias = part.field('alias')
    const name = (part.kind() === 'aliased_import' ? part.field('name') : part)?.namedChildren()[0]
    if (name === undefined) return []
    const called = alias === null || alias.text() === name.text() ? {} : { alias: alias.text() }
    bindings.push({ at: alias ?? name, module, name: name.text(), ...called })
    if (alias !== null) bindings.push({ at: name, module, name: name.text(), mention: true })
    return [{ name: name.text(), ...called, range: file.positions.rangeOf(name) }]
  }
}

function exportsOf({ root, positions }: File): Export[] {
  const assignments = root.findAll({ rule: { any: [{ kind: 'assignment' }, { kind: 'augmented_assignment' }], regex: '^__all__\\b' } })
  return assignments.flatMap((assignment) => (assignment.field('right')?.namedChildren() ?? []).flatMap((part) =>
    part.kind() === 'string' ? [{ name: part.namedChildren().find((piece) => piece.kind() === 'string_content')?.text() ?? '', range: positions.rangeOf(part) }] : []))
}
