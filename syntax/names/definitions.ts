/** Which nodes define a name, and which definition a place means by it. */

import type { SgNode } from '@ast-grep/napi'
import { own, type Place, type Scope } from './places.ts'
import type { DefinitionRule, ImportBinding, NameRules, RoleRule, Space } from './rules.ts'

export type Definition = {
  place: Place
  /** What defines it; its own place for what an import brings in. */
  holder: Place
  scope: Scope
  /** It is known from this index on. */
  from: number
  space: Space | undefined
  own: boolean
  /** Of a type: a bare name means it only where the language lets it. */
  member: boolean
  /** What it stands in, joined with dots. */
  container: string
  /** The class of which it is a member as well, though it is a parameter. */
  memberOf?: string
  import?: ImportBinding
  /** One of several of its name in its container. */
  apart?: true
}

/** A name at a place with what it does there. `rule` is null for a plain reference. */
export type Site = { place: Place; rule: RoleRule | null; holder: Place; definition?: Definition; import?: ImportBinding }

/** Patterns nest no deeper in code that people write. */
const DEEPEST_PATTERN = 64
/** Scopes with a definition of the same name around each other; more is nobody's code. */
const MOST_SCOPES = 500

export function siteOf(place: Place, rules: NameRules): Site {
  let child = place
  for (let i = 0; i < DEEPEST_PATTERN && child.parent !== null; i++) {
    const holder = child.parent
    const at = child
    const rule = own(rules.roles, holder.kind)?.find((one) => fits(one, holder, at))
    if (rule === undefined) break
    if (rule.is !== 'through') return { place, rule, holder }
    child = holder
  }
  return { place, rule: null, holder: place }
}

function fits(rule: RoleRule, holder: Place, child: Place): boolean {
  return (rule.at === undefined || child.inOneOf(rule.at)) && (rule.when?.(holder, child) ?? true)
}

/** The definitions of one name. */
export class Definitions {
  private readonly rules: NameRules
  private readonly byScope = new Map<Scope, Definition[]>()
  /** The first of each container, other than local ones. */
  private readonly byContainer = new Map<string, Definition>()
  private readonly redirects = new Map<Scope, Scope>()

  /** Notes at each site that defines the name which definition it makes. */
  constructor(sites: readonly Site[], rules: NameRules) {
    this.rules = rules
    for (const { rule, place } of sites) if (rule?.is === 'redirect') this.redirect(place.scope.owner, rule.to)
    for (const site of sites) this.define(site)
    for (const site of sites) this.defineAttribute(site)
  }

  private redirect(scope: Scope, to: 'file' | 'function'): void {
    const target = to === 'file' ? fileOf(scope) : scope.parent?.owner
    if (target !== undefined && target !== scope) this.redirects.set(scope, target)
  }

  private define(site: Site): void {
    const { place, rule, holder } = site
    if (site.import !== undefined) {
      if (!site.import.mention) site.definition = this.add({ scope: place.scope, site, holder: place, rule: { is: 'definition', again: true } })
    } else if (rule?.is === 'definition') {
      site.definition = this.add({ scope: this.target(rule.into === 'holder' ? holder.scope : place.scope, rule), site, holder, rule })
    }
  }

  private target(scope: Scope, rule: DefinitionRule): Scope {
    let target = scope
    if (rule.into === 'function') target = scope.owner
    else if (rule.into === 'file') target = fileOf(scope)
    else if (rule.into === 'class') target = classOf(scope) ?? scope
    while (!rule.bare && target.parent !== null && this.rules.passing?.includes(target.place.kind)) target = target.parent
    return this.redirects.get(target) ?? target
  }

  private add({ scope, site, holder, rule }: { scope: Scope; site: Site; holder: Place; rule: DefinitionRule }): Definition {
    const { place } = site
    const there = this.byScope.get(scope) ?? []
    this.byScope.set(scope, there)
    const before = rule.again === undefined ? undefined : there.find((one) => this.isOfOneSide(one.holder, holder)) ?? (rule.again === 'known' ? this.knownAround(scope) : undefined)
    if (before !== undefined) return before
    const memberOf = rule.memberOf?.(holder) ?? null
    // A parameter of nothing: the grammar has lost its way in the file, and the last one before a use is the likeliest.
    const isLost = rule.bare === true && scope.kind === 'file'
    const definition: Definition = {
      place, holder, scope, space: rule.space, own: isLost || (rule.own ?? false),
      from: isLost ? place.start : isOrdered(scope) ? knownFrom(site, rule) : 0,
      member: memberOf !== null || (scope.kind === 'class' && !rule.bare && !rule.own),
      container: [containerOf(scope, this.rules), memberOf].filter(Boolean).join('.'),
      ...(site.import && { import: site.import }), ...(isApart(rule, holder) && { apart: true }),
    }
    if (rule.alsoMember?.(holder)) this.addToClass(definition)
    there.push(definition)
    if (!isLocal(definition) && rule.apart !== true) this.addToContainer(definition)
    return definition
  }

  private isOfOneSide(one: Place, other: Place): boolean {
    const [left, right] = [one, other].map((holder) => this.rules.sides?.ofDefinition(holder) ?? null)
    return left === null || right === null || left === right
  }

  private knownAround(from: Scope): Definition | undefined {
    for (let scope = from.parent; scope !== null && scope.owner === from.owner; scope = scope.parent) {
      const found = this.byScope.get(scope)?.find((one) => one.own)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Whoever names it, bare or as a member, means the same. */
  private addToClass(definition: Definition): void {
    const scope = classOf(definition.scope)
    if (scope === null) return
    definition.memberOf = containerOf(scope, this.rules)
    this.addToContainer({ ...definition, scope, member: true, container: definition.memberOf })
  }

  private defineAttribute(site: Site): void {
    const { place, rule, holder } = site
    if (rule?.is !== 'member') return
    const container = rule.defines?.(holder, (scope) => containerOf(scope, this.rules)) ?? null
    if (container === null) return
    this.addToContainer({ place, holder: holder.parent ?? holder, scope: place.scope, from: 0, space: undefined, own: false, member: true, container })
    site.definition = this.inContainer(container)
  }

  private addToContainer(definition: Definition): void {
    const key = `${definition.space ?? ''} ${definition.container}`
    if (!this.byContainer.has(key)) this.byContainer.set(key, definition)
  }

  /** What a bare name at a place means. */
  meantAt(place: Place, space: Space | undefined): Definition | undefined {
    let scope: Scope | null = place.scope
    for (let tried = 0; scope !== null && tried < MOST_SCOPES; tried++) {
      const found = this.byScope.get(scope)?.findLast((one) => one.from <= place.start && this.isMeant(one, place, space))
      if (found !== undefined) return found
      scope = this.redirects.get(scope) ?? scope.parent
    }
    return undefined
  }

  private isMeant({ place: defining, holder, member, scope, space, own: isOwn, import: imported }: Definition, place: Place, wanted: Space | undefined): boolean {
    if (space !== wanted && imported === undefined) return false
    if (imported === undefined && this.isOnOtherSide(holder, place)) return false
    if (this.rules.typesApart && isOfType(place.kind) && !isOfType(defining.kind) && !holder.kind.startsWith('preproc_')) return false
    // What is defined outside of its class is meant by a bare name only where `memberOf` says so.
    if (member && scope.kind !== 'class') return false
    if (isOwn && scope.owner !== place.scope.owner) return false
    if (!member) return true
    return this.rules.bareMembers === 'inside' || (this.rules.bareMembers === 'body' && place.scope === scope)
  }

  private isOnOtherSide(holder: Place, place: Place): boolean {
    const side = this.rules.sides?.ofDefinition(holder) ?? null
    const used = side === null ? null : this.rules.sides?.ofUse(place) ?? null
    return used !== null && used !== side
  }

  inContainer(container: string, space?: Space): Definition | undefined {
    return this.byContainer.get(`${space ?? ''} ${container}`)
  }
}

function isOfType(kind: string): boolean {
  return kind === 'type_identifier' || kind === 'namespace_identifier'
}

/** Nothing outside of its scope can name it. */
export function isLocal({ member, scope, own: isOwn }: Pick<Definition, 'member' | 'scope' | 'own'>): boolean {
  return isOwn || (!member && scope.kind !== 'file' && scope.kind !== 'namespace')
}

function knownFrom({ place, holder }: Site, { from }: DefinitionRule): number {
  if (from === undefined) return 0
  if (from === 'name') return place.start
  return from === 'end' ? holder.end : holder.node.field(from.after)?.range().end.index ?? holder.end
}

/** Members and what stands at the top level are known everywhere, whatever the order. */
function isOrdered(scope: Scope): boolean {
  return scope.kind === 'function' || scope.kind === 'block'
}

function fileOf(scope: Scope): Scope {
  let file = scope
  while (file.parent !== null) file = file.parent
  return file
}

export function classOf(scope: Scope): Scope | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.kind === 'class') return at
  return null
}

/** More is nobody's code. */
const LONGEST_CONTAINER = 500

/** The names of the types, namespaces and functions that a scope is in, itself included, joined with dots. Remembered, so that it is climbed only once. */
export function containerOf(scope: Scope, rules: NameRules): string {
  if (scope.container !== undefined) return scope.container
  const names: string[] = []
  let above = ''
  for (let place: Place | null = scope.place; place !== null; place = place.parent) {
    if (place.opens?.container !== undefined) {
      above = place.opens.container
      break
    }
    const name = own(rules.containers, place.kind)?.(place.node) ?? own(rules.functions, place.kind)?.(place)?.text()
    if (name) names.unshift(name)
  }
  scope.container = [above, ...names].filter(Boolean).join('.').slice(0, LONGEST_CONTAINER)
  return scope.container
}

/** What a defining name stands in. */
export function containerOfName({ place, rule, holder }: Site, rules: NameRules): string {
  if (rule?.is === 'member') return rule.defines?.(holder, (scope) => containerOf(scope, rules)) ?? ''
  const memberOf = rule?.is === 'definition' ? rule.memberOf?.(holder) : null
  const around = isOrdered(place.scope) ? '' : containerOf(place.scope, rules)
  return [around, memberOf].filter(Boolean).join('.')
}

/** The names in a node, joined as a regular expression for ast-grep that each matches whole. */
export function leavesNamed(root: SgNode, names: readonly string[], rules: NameRules): SgNode[] {
  const any = names.map((name) => name.replace(/[^\p{L}\p{N}_]/gu, byNumber)).join('|')
  const plain = { any: rules.identifiers.map((kind) => ({ kind })), regex: `^(?:${any})$` }
  return root.findAll({ rule: rules.quoted ? { any: [plain, { kind: 'string', regex: `^["'](?:${any})["']$` }] } : plain })
}

/** Any character, as it means nothing to the expression. */
const byNumber = (char: string) => `\\x{${(char.codePointAt(0) ?? 0).toString(16)}}`

const isApart = ({ apart }: DefinitionRule, holder: Place) => (typeof apart === 'function' ? apart(holder) : apart === true)
