import { grammarRules } from './languages/index.ts'
import type { Source } from '../source.ts'
import type { Binding, Occurrence, Range, Role, Use } from './answers.ts'
import { Binder } from './binder.ts'
import type { Site } from './definitions.ts'
import type { File, NameRules } from './rules.ts'
import { positionsOf } from './positions.ts'
import { loadArguments, useOf } from './uses.ts'

export type NamedAt = { name: string; range: Range; role: Role; binding: Binding; use?: Use }

/** A line and a column from 0; columns count code points. */
export type Position = { line: number; column: number }

export function fileOf({ root, text }: Source): File {
  return { root, text, positions: positionsOf(text) }
}

/** As the language is best read for names. */
export function rereadFile(source: Source, rules: NameRules): File {
  const read = rules.reread?.(source)
  if (read === undefined) return fileOf(source)
  const hidden = read.hidden?.length ? { hidden: { root: source.root, names: read.hidden } } : {}
  return { ...fileOf({ ...source, root: read.root }), ...hidden }
}

type Read = { file: File; binder: Binder }

const readings = new WeakMap<Source, Read>()

/** What was found of the names of a text is kept with it: to find a name that stands everywhere takes longer than to parse the text. */
export function readNames(source: Source, rules: NameRules): Read {
  const known = readings.get(source)
  if (known) return known
  const file = rereadFile(source, rules)
  const read = { file, binder: new Binder(file, rules) }
  readings.set(source, read)
  return read
}

/** The name at a position, or that ends there, and what it means in its file; null where no name stands. */
export function nameAt(source: Source, position: Position): NamedAt | null {
  const rules = grammarRules(source.grammar)
  if (rules === undefined) return null
  const { file, binder } = readNames(source, rules)
  const site = siteAt(binder, file, position)
  return site === undefined ? moduleAt(binder, file, position) : { name: site.place.name, ...told(binder, site, rules) }
}

/** The text of an import that names a module. */
function moduleAt({ imported }: Binder, file: File, position: Position): NamedAt | null {
  const index = file.positions.indexOf(position)
  const path = index === null ? undefined : imported.paths?.find(({ at }) => at.range().start.index <= index && index <= at.range().end.index)
  return path ? { name: path.module, range: file.positions.rangeOf(path.at), role: 'import', binding: { kind: 'import', module: path.module, name: '*' } } : null
}

function siteAt(binder: Binder, file: File, position: Position): Site | undefined {
  const index = file.positions.indexOf(position)
  if (index === null) return undefined
  const place = [index, index - 1].map((at) => binder.placeAt(at)).find((one) => binder.places.isName(one) && one.start <= index && index <= one.end)
  return place && binder.siteAt(place)
}

/** Every place of a name in code: never in strings or comments. In order of position. */
export function occurrences(source: Source, { name }: { name: string }): Occurrence[] {
  const rules = grammarRules(source.grammar)
  if (rules === undefined) return []
  const { binder } = readNames(source, rules)
  const sites = binder.sitesOf(name)
  binder.loadReceivers(sites)
  loadArguments(binder, sites, rules)
  return sites.map((site) => ({ name, ...told(binder, site, rules) }))
}

function told(binder: Binder, site: Site, rules: NameRules): Omit<Occurrence, 'name'> {
  const use = useOf(binder, site, rules)
  return { range: binder.rangeOf(site.place), role: roleOf(site), binding: binder.bindingOf(site), ...(use && { use }) }
}

function roleOf({ import: imported, definition, place }: Site): Role {
  if (imported !== undefined) return 'import'
  return definition?.place === place ? 'definition' : 'reference'
}
