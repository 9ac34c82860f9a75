import type { Lineage } from './poms.ts'

/** What `${…}` stands for in a project. */
export interface Properties {
  /** Null for what holds a property that is not set in the tree, or not on every machine alike. */
  resolve(text: string): string | null
}

/** Longer texts, and properties within properties within others, are made to grow. */
const maxLength = 1_000
const maxDepth = 30

/** Properties of the nearest count, also in what is inherited: https://maven.apache.org/pom.html#properties. */
export function createProperties({ poms }: Lineage): Properties {
  const [pom] = poms
  const known = new Map<string, string | null>()

  function resolve(text: string, depth: number): string | null {
    if (!text.includes('${')) return text
    let [isKnown, length] = [depth < maxDepth && text.length <= maxLength, 0]
    const resolved = isKnown ? text.replace(/\$\{([^${}]{1,200})\}/g, (_, name: string) => {
      const value = length > maxLength ? null : valueOf(name.trim(), depth)
      length += value?.length ?? 0
      isKnown &&= value !== null
      return value ?? ''
    }) : ''
    return isKnown && resolved.length <= maxLength && !resolved.includes('${') ? resolved : null
  }

  function valueOf(name: string, depth: number): string | null {
    const before = known.get(name)
    if (before !== undefined) return before
    known.set(name, null) // for what stands for itself
    const raw = ofProject(name.replace(/^(?:project|pom)\./, ''), name) ?? ofNearest(name)
    const value = raw === null ? null : resolve(raw, depth + 1)
    known.set(name, value)
    return value
  }

  function ofNearest(name: string): string | null {
    const nearest = poms.find(({ properties, varying }) => properties.has(name) || varying.has(name))
    return nearest ? (nearest.varying.has(name) ? null : (nearest.properties.get(name) ?? null)) : ofProject(name, '')
  }

  /** What a project says of itself; a name without `project.` counts only where nothing else is set. */
  function ofProject(field: string, name: string): string | null {
    if (field === name || !pom) return null
    const of: Record<string, string | null | undefined> = {
      groupId: pom.group ?? pom.parent?.group, artifactId: pom.artifact, version: pom.version ?? pom.parent?.version,
      'parent.groupId': pom.parent?.group, 'parent.artifactId': pom.parent?.artifact, 'parent.version': pom.parent?.version,
    }
    return Object.hasOwn(of, field) ? (of[field] ?? null) : null
  }

  return { resolve: (text) => resolve(text, 0) }
}
