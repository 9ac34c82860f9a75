import type { Dependency, Scope } from '../project.ts'
import { scopeOf } from './configurations.ts'
import { namedBy, type Named } from './coordinates.ts'
import { isText, isWord, type Block } from './script.ts'
import { evaluate } from './values.ts'
import type { View } from './view.ts'

/** What a project asks for. */
export interface Wanted {
  name: string
  version: string | null
  range: string | null
  scope: Scope
  at: Dependency['at']
}

/** What scripts say that a project asks for, as far as that can be told without running them. */
export interface Asked {
  packages: Wanted[]
  projects: (Pick<Wanted, 'scope' | 'at'> & { named: Exclude<Named, { kind: 'package' | 'computed' }> })[]
  /** Versions by name, for what is asked for without. */
  managed: Map<string, string>
  /** What has to be computed, as it is written. */
  computed: string[]
}

/** What all projects of a tree may take together, so that a tree made to take long is not waited for. */
export interface Steps {
  left: number
}

export function askedBy(view: View, steps: Steps): Asked {
  const asked: Asked = { packages: [], projects: [], managed: new Map(), computed: [] }
  for (const { declaration, script } of view.declarations) {
    const { configuration, parts, details, kind, line } = declaration
    if (steps.left-- <= 0) break
    const [scope, at] = [scopeOf(configuration), { path: script.path, line }]
    for (const named of namedBy(parts, view, script.isKotlin)) {
      if (kind === 'constraint' || kind === 'managed') {
        const version = named.kind === 'package' ? (named.version ?? versionIn(details, view, script.isKotlin)) : null
        if (named.kind === 'package' && version !== null) asked.managed.set(named.name, version)
      } else if (named.kind === 'package') asked.packages.push(wantedOf(named, versionIn(details, view, script.isKotlin), scope, at))
      else if (named.kind === 'computed') asked.computed.push(named.text)
      else asked.projects.push({ named, scope, at })
    }
  }
  manage(asked, asked.managed)
  return asked
}

export function manage({ packages }: Asked, managed: ReadonlyMap<string, string>): void {
  for (const each of packages) if (each.range === null) each.version ??= managed.get(each.name) ?? null
}

function wantedOf({ name, version, range }: Named & { kind: 'package' }, inDetails: string | null, scope: Scope, at: Wanted['at']): Wanted {
  return { name, scope, at, version: inDetails ?? version, range: inDetails ?? range }
}

/** `{ version { strictly '1.0' } }` */
function versionIn(details: Block | null, view: View, isKotlin: boolean): string | null {
  const version = details?.statements.find(({ items: [first] }) => isWord(first) && first.text === 'version')
  const rich = version?.items.find((item) => item.kind === 'block')?.statements ?? []
  for (const kind of ['strictly', 'require', 'prefer']) {
    const text = rich.find(({ items: [first] }) => isWord(first) && first.text === kind)?.items.find(isText)
    const found = text ? evaluate([text], view.lookup, isKotlin) : null
    if (found !== null && !/[+[\](),]|^latest\./.test(found)) return found
  }
  return null
}
