import { role } from './format.ts'
import { formatSymbol, parseDescriptors, parseSymbol, type Package } from './symbol.ts'
import type { NamedPackage } from './builder.ts'
import type { View } from './view.ts'

/** A line that names something of another package. Lines from 0. */
export interface PackageLine extends Package {
  path: string
  line: number
  /** What it names there: types, functions and values. */
  names: string[]
}

type Named = Pick<Package, 'manager' | 'name'>
const keyOf = ({ manager, name }: Named) => `${manager}\n${name}`

/** The packages of which an index defines something. */
export const definedIn = (packages: readonly NamedPackage[]): Named[] => [...new Map(packages.flatMap((each) => (each.defines ? [[keyOf(each), { manager: each.manager, name: each.name }] as const] : []))).values()]

/** Tells every line that names something of these packages, file by file. Takes time linear in the index. */
export async function tellPackageLines(view: View, packages: readonly NamedPackage[], tell: (line: PackageLine) => void): Promise<void> {
  const symbols = symbolsOf(view, packages)
  for (const document of documentsOf(view, symbols.keys())) {
    for (const { path, line, ids } of await view.linesIn(document, ({ id, roles }) => id !== null && symbols.has(id) && (roles & role.definition) === 0)) {
      const named = ids.flatMap((id) => symbols.get(id) ?? [])
      for (const [first, ...rest] of Map.groupBy(named, keyOf).values()) if (first) tell({ ...first.package, path, line, names: [...new Set([first, ...rest].flatMap(({ label }) => label ?? []))] })
    }
  }
}

interface Foreign extends Named {
  package: Package
  /** Null for what is only a place for others: a module, a namespace. */
  label: string | null
}

/** The symbols of packages, by their number. */
function symbolsOf(view: View, packages: readonly NamedPackage[]): Map<number, Foreign> {
  const symbols = new Map<number, Foreign>()
  for (const scheme of view.file.schemes()) {
    for (const each of packages) {
      for (const id of view.file.startingWith(formatSymbol({ ...each, scheme, descriptors: '' }))) symbols.set(id, foreign(each, view.file.symbolText(id)))
    }
  }
  return symbols
}

function foreign({ manager, name, version }: NamedPackage, symbol: string): Foreign {
  const last = parseDescriptors(parseSymbol(symbol)?.descriptors ?? '')?.at(-1)
  const isNamed = last?.kind === 'type' || last?.kind === 'term' || last?.kind === 'method' || last?.kind === 'macro'
  return { manager, name, package: { manager, name, version }, label: isNamed ? last.name : null }
}

const documentsOf = (view: View, symbols: Iterable<number>): number[] => [...new Set([...symbols].flatMap((id) => view.file.mentions(id).map(({ document }) => document)))].sort((a, b) => a - b)
