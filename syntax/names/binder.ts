import type { SgNode } from '@ast-grep/napi'
import type { Binding, Range, Receiver, Shape } from './answers.ts'
import { containerOf, Definitions, isLocal, leavesNamed, siteOf, type Definition, type Site } from './definitions.ts'
import { own, Places, type Place } from './places.ts'
import type { File, ImportBound, Imported, Meanings, NameRules, Space, TypeSource } from './rules.ts'

type Known = { sites: ReadonlyMap<Place, Site>; definitions: Definitions }
type Resolved = { binding: Binding; definition?: Definition }

const UNKNOWN: Resolved = { binding: { kind: 'unknown' } }
/** Receivers of receivers, and types of what has a type, are followed so far. */
const DEEPEST = 6
const LONGEST_TEXT = 200

/**
 * Says what names of a file mean. Only the names that are asked about are looked at, and those that they are asked of:
 * ast-grep finds all nodes of a name at once, and scopes come from what is above them.
 */
export class Binder {
  readonly places: Places
  readonly imported: Imported
  /** Of names that the tree lacks. */
  private readonly hidden: Places | null
  private readonly hiddenPlaces = new Set<Place>()
  private readonly file: File
  private readonly rules: NameRules
  private readonly known = new Map<string, Known>()
  private readonly importAt: Map<number, Imported['bindings'][number]>

  constructor(file: File, rules: NameRules) {
    this.file = file
    this.rules = rules
    this.places = new Places(file.root, rules)
    this.hidden = file.hidden ? new Places(file.hidden.root, rules) : null
    this.imported = rules.imports(file)
    this.importAt = new Map(this.imported.bindings.map((binding) => [binding.at.range().start.index, binding]))
  }

  /** Looks at many names at the price of one. */
  load(names: Iterable<string>): void {
    const wanted = [...new Set(names)].filter((name) => !this.known.has(name))
    if (wanted.length === 0) return
    const sites = new Map<string, Site[]>(wanted.map((name) => [name, []]))
    for (const node of leavesNamed(this.file.root, wanted, this.rules)) {
      const place = this.places.at(node.range().start.index)
      if (this.places.isName(place)) sites.get(place.name)?.push(this.site(place))
    }
    for (const { name, start } of this.file.hidden?.names ?? []) {
      const place = sites.has(name) ? this.hidden?.at(start) : undefined
      if (place) {
        this.hiddenPlaces.add(place)
        sites.get(name)?.push({ place, rule: null, holder: place })
      }
    }
    for (const [name, found] of sites) {
      const some = found.toSorted((a, b) => a.place.start - b.place.start)
      this.known.set(name, { sites: new Map(some.map((site) => [site.place, site])), definitions: new Definitions(some, this.rules) })
    }
  }

  private site(place: Place): Site {
    const imported = this.importAt.get(place.start)
    return { ...siteOf(place, this.rules), ...(imported && { import: imported }) }
  }

  /** The name that stands at an index, or the innermost node that does. */
  placeAt(index: number): Place {
    const isHidden = this.file.hidden?.names.some(({ start, end }) => start <= index && index < end)
    return isHidden && this.hidden ? this.hidden.at(index) : this.places.at(index)
  }

  sitesOf(name: string): readonly Site[] {
    this.load([name])
    return [...this.known.get(name)?.sites.values() ?? []]
  }

  siteAt(place: Place): Site | undefined {
    const { name } = place
    this.load([name])
    return this.known.get(name)?.sites.get(place)
  }

  /** Looks at once at all names that the members among some sites are asked of. */
  loadReceivers(sites: readonly Site[]): void {
    let receivers = sites.map((site) => this.receiverOf(site))
    for (let depth = 0; depth < DEEPEST && receivers.some((one) => one !== null); depth++) {
      const names = receivers.flatMap((receiver) => receiver === null ? [] : this.rules.receiverName(receiver.node, receiver.from)?.name ?? [])
      this.load(names.map((name) => name.text()))
      receivers = names.map((name) => this.receiverOf(siteOf(this.places.of(name), this.rules)))
    }
  }

  private receiverOf({ place, rule, holder }: Site): { node: SgNode; from: Place } | null {
    if (rule?.is !== 'member') return null
    const node = typeof rule.of === 'string' ? holder.node.field(rule.of) : rule.of(holder, place)
    return node && { node, from: place }
  }

  /** What the file defines a name as that stands in it. */
  definitionOf(name: SgNode): Definition | undefined {
    return this.resolveNode(name, 0).definition
  }

  bindingOf(site: Site): Binding {
    return this.resolve(site, 0).binding
  }

  private resolve(site: Site, depth: number): Resolved {
    // It may be called as another definition here is: one is a module and the other is in it, say.
    if (site.import) return { binding: importBinding(site.import), ...(site.definition?.import && { definition: site.definition }) }
    if (site.definition !== undefined) return this.defined(site.definition)
    if (depth > DEEPEST) return UNKNOWN
    if (site.rule?.is === 'member') return this.member(site, depth)
    if (site.rule?.is === 'key') return this.key(site, { type: site.rule.of?.(site.holder) ?? null, isArgument: site.rule.argument === true }, depth)
    return this.bare(site)
  }

  private resolveNode(node: SgNode, depth: number): Resolved {
    const site = this.siteAt(this.places.of(node))
    return site === undefined ? UNKNOWN : this.resolve(site, depth)
  }

  private defined(definition: Definition): Resolved {
    const { place, scope, container, apart, import: imported } = definition
    if (imported !== undefined) return { binding: importBinding(imported), definition }
    const range = this.rangeOf(place)
    const holder = definition.memberOf ?? (isLocal(definition) ? null : container)
    if (holder !== null) return { binding: { kind: 'file', name: place.name, container: holder, definition: range, ...(apart && { apart }) }, definition }
    const lines = this.file.positions.rangeOf(scope.place.node)
    return { binding: { kind: 'local', definition: range, scope: { startLine: lines.line, endLine: lines.endLine } }, definition }
  }

  private bare({ place, rule }: Site): Resolved {
    const name = place.node.text()
    const space = rule?.is === 'reference' ? rule.space : undefined
    const definitions = this.known.get(name)?.definitions
    const around = this.rules.memberOf?.(place) ?? null
    const container = this.rules.typesApart && around?.split('.').at(-1) === name ? null : around
    const local = this.hiddenPlaces.has(place) ? definitions?.inContainer('', space) : definitions?.meantAt(place, space)
    const definition = container === null || (local !== undefined && isLocal(local)) ? local : definitions?.inContainer(container, space) ?? local
    if (definition !== undefined) return this.defined(definition)
    const module = this.imported.implicit?.(place)
    return module ? { binding: { kind: 'import', module, name: '*' } } : UNKNOWN
  }

  private member(site: Site, depth: number): Resolved {
    const { name } = site.place
    const of = this.receiverOf(site)
    if (of === null) return { binding: { kind: 'member', name, receiver: null } }
    const { receiver, container } = this.receiver(of.node, of.from, depth)
    const { binding } = receiver
    const module = receiver.called || binding?.kind !== 'import' ? null : this.moduleOf(binding, site.holder)
    if (module !== null) return { binding: { kind: 'import', module, name } }
    const space = site.rule?.is === 'member' ? site.rule.space : undefined
    const known = this.memberOf(container, name, space)
    if (known !== null) return known
    const shape = depth === 0 ? this.rules.shapes?.ofValue(of.node, this.meanings) : null
    return { binding: { kind: 'member', name, receiver, ...(shape && { of: shape }) } }
  }

  private moduleOf(binding: ImportBound, holder: Place): string | null {
    return this.rules.moduleOf?.(binding, holder) ?? (binding.name === '*' ? binding.module : null)
  }

  /** What a member is asked of, and the path of its type where that is in this file. */
  private receiver(node: SgNode, from: Place, depth: number): { receiver: Receiver; container: string | null } {
    const text = this.textOf(node)
    const container = this.rules.self(node, from, (scope) => containerOf(scope, this.rules))
    if (container !== undefined) return { receiver: { text, ...(container && { type: this.typeAt(container) }) }, container }
    const module = this.rules.modulePath?.(node, from) ?? null
    if (module !== null) return { receiver: { text, binding: { kind: 'import', module, name: '*' } }, container: null }
    const named = this.rules.receiverName(node, from)
    if (named === null) return { receiver: { text }, container: null }
    const { binding, definition } = this.resolveNode(named.name, depth + 1)
    // It says nothing of the class that it stands for, whose name is at the head of its own.
    if (binding.kind === 'unknown' && text.startsWith('super')) return { receiver: { text, type: { name: named.name.text(), binding } }, container: null }
    const type = definition === undefined || definition.import ? undefined : this.typeOf(definition, depth + 1)
    const receiver = { text, binding, ...(named.called && { called: true as const }), ...(type && { type }) }
    return { receiver, container: pathOf(type?.binding) ?? (named.called && !this.rules.callMakes ? null : pathOf(binding)) }
  }

  /** A type of this file by its path; its definition may be in another. */
  private typeAt(path: string): { name: string; binding: Binding } {
    const dot = path.lastIndexOf('.')
    const name = path.slice(dot + 1)
    this.load([name])
    const definition = this.known.get(name)?.definitions.inContainer(path.slice(0, Math.max(dot, 0)))
    return { name, binding: definition === undefined ? UNKNOWN.binding : this.defined(definition).binding }
  }

  private memberOf(container: string | null, name: string, space?: Space): Resolved | null {
    const definitions = this.known.get(name)?.definitions
    // A function may be handed over without being called, and a field may hold one.
    const member = container === null ? undefined : definitions?.inContainer(container, space) ?? definitions?.inContainer(container, space === 'call' ? undefined : 'call')
    return member === undefined ? null : this.defined(member)
  }

  private key({ place }: Site, { type, isArgument }: { type: SgNode | null; isArgument: boolean }, depth: number): Resolved {
    const { name } = place
    if (type === null) return { binding: { kind: 'member', name, receiver: null, ...(depth === 0 && this.shapeAround(place)) } }
    const { binding } = this.resolveNode(type, depth + 1)
    const receiver = { text: this.textOf(type), type: { name: type.text(), binding } }
    if (isArgument) return { binding: { kind: 'member', name, receiver: { ...receiver, argument: true } } }
    return this.memberOf(pathOf(binding), name) ?? { binding: { kind: 'member', name, receiver, ...(depth === 0 && this.shapeAround(place)) } }
  }

  /** What a key is of, and its own place, which defines it where nothing else does. */
  private shapeAround(place: Place): { of?: Shape; own?: Range } {
    const { shapes } = this.rules
    if (shapes === undefined || place.parent === null) return {}
    const of = shapes.ofKey(place, this.meanings)
    return { ...(of && { of }), ...(shapes.isOwnKey(place) && { own: this.rangeOf(place) }) }
  }

  get meanings(): Meanings {
    return { meaningOf: (name) => this.resolveNode(name, 1), typeOfSelf: (node) => this.typeOfSelf(node), rangeOf: (node) => this.file.positions.rangeOf(node) }
  }

  private typeOfSelf(node: SgNode): Shape | null {
    const from = this.places.of(node)
    const container = this.rules.self(node, from, (scope) => containerOf(scope, this.rules))
    if (container) return { is: 'named', ...this.typeAt(container) }
    const named = container === undefined ? this.rules.receiverName(node, from) : null
    return named && { is: 'named', name: named.name.text(), binding: this.resolveNode(named.name, 1).binding }
  }

  /** What the file says of a definition's type; where a function made it, what that says of its result. */
  private typeOf(definition: Definition, depth: number): Receiver['type'] {
    const { holder, place } = definition
    const written = this.rules.overloads?.declaredType(holder.node, place.node)
    if (written?.endsWith('[]')) return { name: written, binding: UNKNOWN.binding }
    const named = own(this.rules.types, holder.kind)?.(holder.node, place.node)
    if (named === undefined || named === null || depth > DEEPEST) return undefined
    if (named.property) return this.typeOfProperty(named, named.property, depth)
    if (named.is === 'element') return this.typeOfElement(named.name, depth)
    const { binding, definition: made } = this.resolveNode(named.name, depth + 1)
    if (named.is !== 'type' && made !== undefined && own(this.rules.types, made.holder.kind) !== undefined) {
      const isFunction = own(this.rules.functions, made.holder.kind) !== undefined
      return made !== definition && isFunction === (named.is === 'call') ? this.typeOf(made, depth + 1) : undefined
    }
    if (named.is === 'value') return undefined
    const isCalled = named.is === 'call' && !(this.rules.callMakes && binding.kind === 'file')
    return { name: named.name.text(), binding, ...(isCalled && { called: true }) }
  }

  /** Of what is in a list or a table of a name, whose definition says so. */
  private typeOfElement(list: SgNode, depth: number): Receiver['type'] {
    const { definition: made } = this.resolveNode(list, depth + 1)
    const element = made && own(this.rules.elements ?? {}, made.holder.kind)?.(made.holder.node, made.place.node)
    return element ? { name: element.name.text(), binding: this.resolveNode(element.name, depth + 1).binding } : undefined
  }

  /** Of what has a type, the property of a name. */
  private typeOfProperty(source: TypeSource, property: SgNode, depth: number): Receiver['type'] {
    const { binding, definition: made } = this.resolveNode(source.name, depth + 1)
    const named = { name: source.name.text(), binding }
    const isKnown = source.is !== 'type' && made !== undefined && !made.import
    const holder = isKnown ? this.typeOf(made, depth + 1) : source.is === 'type' ? named : source.is === 'call' ? { ...named, called: true as const } : undefined
    if (holder === undefined) return undefined
    const name = property.text()
    this.load([name])
    const container = pathOf(holder.binding)
    const known = container === null ? undefined : this.known.get(name)?.definitions.inContainer(container)
    return known ? this.typeOf(known, depth + 1) : { name, binding: { kind: 'member', name, receiver: { text: '', type: holder } } }
  }

  rangeOf(place: Place): Range {
    return this.file.positions.rangeOf(place.node)
  }

  private textOf(node: SgNode): string {
    const { start, end } = node.range()
    return this.file.text.slice(start.index, Math.min(end.index, start.index + LONGEST_TEXT))
  }
}

function pathOf(binding: Binding | undefined): string | null {
  if (binding?.kind !== 'file') return null
  return binding.container === '' ? binding.name : `${binding.container}.${binding.name}`
}

function importBinding({ module, name, alias, variable }: Imported['bindings'][number]): Binding {
  return { kind: 'import', module, name, ...(alias !== undefined && { alias }), ...(variable && { variable }) }
}
