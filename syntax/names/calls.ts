import type { SgNode } from '@ast-grep/napi'
import type { Source } from '../source.ts'
import type { Call, EnclosingFunction } from './answers.ts'
import { containerOfName, siteOf } from './definitions.ts'
import { grammarRules } from './languages/index.ts'
import { rereadFile } from './names.ts'
import { own, Places, type Place } from './places.ts'
import type { File, NameRules } from './rules.ts'

const LONGEST_TEXT = 200

/** Every call with what is called, in order of position; with `line`, those in the function around that line only. */
export function calls(source: Source, { line }: { line?: number } = {}): Call[] {
  const rules = grammarRules(source.grammar)
  if (rules === undefined) return []
  const file = rereadFile(source, rules)
  const places = new Places(file.root, rules)
  const within = line === undefined ? file.root : functionAt({ file, rules, places, line })?.node
  if (within === undefined) return []
  const functions = new Functions(file, rules, places)
  return findKinds(within, Object.keys(rules.calls)).flatMap((node) => callAt({ node, file, rules, places, functions }))
}

/** The innermost function with a name that a line is in; null at the top level. */
export function enclosingFunction(source: Source, { line }: { line: number }): EnclosingFunction | null {
  const rules = grammarRules(source.grammar)
  if (rules === undefined) return null
  const file = rereadFile(source, rules)
  const places = new Places(file.root, rules)
  const place = functionAt({ file, rules, places, line })
  return place === undefined ? null : new Functions(file, rules, places).around(place.opens?.place ?? place)
}

function functionAt({ file, rules, places, line }: { file: File; rules: NameRules; places: Places; line: number }): Place | undefined {
  const around = findKinds(file.root, Object.keys(rules.functions)).filter((node) => {
    const { start, end } = node.range()
    return start.line <= line && line <= end.line
  })
  return around.map((node) => places.of(node)).findLast((place) => own(rules.functions, place.kind)?.(place))
}

function findKinds(node: SgNode, kinds: readonly string[]): SgNode[] {
  return node.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
}

type Calling = { node: SgNode; file: File; rules: NameRules; places: Places; functions: Functions }

function callAt({ node, file, rules, places, functions }: Calling): Call[] {
  const callee = own(rules.calls, String(node.kind()))
  const called = typeof callee === 'string' ? node.field(callee) : callee?.(node) ?? null
  if (called === null) return []
  const named = rules.receiverName(called, null)
  if (named === null || (named.called && called.id() !== node.id())) return []
  // By its name, as a long chain of calls has all its places at the same start.
  const place = places.of(named.name)
  const { rule, holder } = siteOf(place, rules)
  const receiver = rule?.is !== 'member' ? null : typeof rule.of === 'string' ? holder.node.field(rule.of) : rule.of(holder, place)
  return [{ name: named.name.text(), range: file.positions.rangeOf(named.name), receiver: receiver && textOf(receiver, file), enclosing: functions.around(place) }]
}

function textOf(node: SgNode, { text }: File): string {
  const { start, end } = node.range()
  return text.slice(start.index, Math.min(end.index, start.index + LONGEST_TEXT))
}

/** The functions around places. What is once found of a function is remembered, so that deep nesting costs no more. */
class Functions {
  private readonly file: File
  private readonly rules: NameRules
  private readonly places: Places
  private readonly known = new Map<Place, EnclosingFunction | null>()

  constructor(file: File, rules: NameRules, places: Places) {
    this.file = file
    this.rules = rules
    this.places = places
  }

  around(from: Place): EnclosingFunction | null {
    const passed: Place[] = []
    let found: EnclosingFunction | null | undefined
    for (let place: Place | null = from; place !== null && found === undefined; place = place.parent) {
      found = this.known.get(place) ?? this.at(place)
      passed.push(place)
    }
    for (const place of passed) this.known.set(place, found ?? null)
    return found ?? null
  }

  private at(place: Place): EnclosingFunction | undefined {
    const name = own(this.rules.functions, place.kind)?.(place)
    if (!name) return undefined
    const lines = this.file.positions.rangeOf(place.node)
    const site = siteOf(this.places.of(name), this.rules)
    return { name: name.text(), container: containerOfName(site, this.rules), startLine: lines.line, endLine: lines.endLine, range: this.file.positions.rangeOf(name) }
  }
}
