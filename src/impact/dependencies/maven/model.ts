import { keyOf, type Declared, type Pom } from './pom.ts'
import type { Lineage, Poms } from './poms.ts'
import { createProperties, type Properties } from './properties.ts'

/** A pom.xml with all that it inherits and imports, as far as the tree has it: https://maven.apache.org/ref/current/maven-model-builder/. */
export interface Model {
  pom: Pom
  name: string | null
  version: string | null
  lineage: Lineage
  properties: Properties
  /** The BOMs that it imports, those that come first count; null for what the tree lacks. */
  imports: readonly { name: string; model: Model | null }[]
  /** How many BOMs within BOMs it imports. */
  height: number
  /** What is managed for a key. */
  managed(key: string): Managed
}

export interface Managed {
  isFound: boolean
  /** Whether no parent or BOM that the tree lacks may say otherwise. */
  isSure: boolean
  version: string | null
  scope: string | null
  exclusions: readonly string[]
}

/** What all models of a tree may take together, so that a tree made to take long is not waited for. */
export interface Budget {
  left: number
}

/** More BOMs within BOMs are made to overflow a stack. */
const maxImports = 20

export interface Models {
  of(pom: Pom): Model
  /** The module of the tree that has a name and a version. */
  find(group: string, artifact: string, version: string | null): Model | null
}

export function createModels(poms: Poms, budget: Budget): Models {
  const models = new Map<Pom, Model>()
  let depth = 0

  function of(pom: Pom): Model {
    const known = models.get(pom)
    if (known) return known
    const lineage = poms.lineageOf(pom)
    const properties = createProperties(lineage)
    const [group, version] = [properties.resolve('${project.groupId}'), properties.resolve('${project.version}')]
    const artifact = properties.resolve(pom.artifact)
    const model: Model = { pom, lineage, properties, version, name: group === null || artifact === null ? null : `${group}:${artifact}`, imports: [], height: 0, managed: () => nothing }
    models.set(pom, model) // before its imports, which may come back to it
    depth++
    const imports = importsOf(model)
    depth--
    const height = imports.reduce((highest, each) => Math.max(highest, (each.model?.height ?? -1) + 1), 0)
    return Object.assign(model, { imports, height, managed: createManagement(model, imports, budget) })
  }

  function importsOf({ lineage, properties }: Model): Model['imports'] {
    const declared = new Map<string, Declared>()
    for (const each of lineage.poms.flatMap(({ managed }) => managed.filter(isImport))) if (!declared.has(keyOf(each))) declared.set(keyOf(each), each)
    return [...declared.values()].map(({ group, artifact, version }) => {
      const [ofGroup, ofArtifact, ofVersion] = [group, artifact, version ?? ''].map((text) => properties.resolve(text) ?? text)
      const bom = depth < maxImports ? find(ofGroup ?? '', ofArtifact ?? '', ofVersion ?? '') : null
      return { name: `${ofGroup}:${ofArtifact}:${ofVersion}`, model: bom && bom.height < maxImports ? bom : null }
    })
  }

  function find(group: string, artifact: string, version: string | null): Model | null {
    for (const pom of poms.named(group, artifact)) {
      const model = models.get(pom) ?? of(pom)
      if (budget.left-- > 0 && version !== null && model.version === version) return model
    }
    return null
  }

  return { of, find }
}

const isImport = ({ scope, type }: Declared) => scope === 'import' && type === 'pom'

/** Nothing is said of most packages. */
const nothing: Managed = { isFound: false, isSure: true, version: null, scope: null, exclusions: [] }

/** Nearest first, what is managed outright before what is imported. Each is made when it is first asked for. */
function createManagement({ lineage, properties }: Model, imports: Model['imports'], budget: Budget): Model['managed'] {
  let own: ReadonlyMap<string, Declared> | undefined
  const known = new Map<string, Managed>()

  function find(key: string): Managed {
    own ??= managedIn(lineage, properties, budget)
    const declared = own.get(key)
    if (declared) return managedBy(declared, properties)
    let isSure = !mayManage(lineage.outside)
    for (const { model } of imports) {
      const found = model?.managed(key)
      isSure &&= found?.isSure === true && budget.left-- > 0
      if (found?.isFound) return { ...found, isSure }
    }
    return { ...nothing, isSure }
  }

  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, nothing) // for BOMs that import each other
    const found = find(key)
    known.set(key, found)
    return found
  }
}

function managedBy({ version, scope, exclusions }: Declared, { resolve }: Properties): Managed {
  return { isFound: true, isSure: true, version: version && resolve(version), scope: scope && resolve(scope), exclusions: exclusions.map((each) => resolve(each) ?? each) }
}

/** Parents of whole organisations: they set up builds and declare no dependencies. */
const organisations = new Set(['org.apache:apache', 'org.sonatype.oss:oss-parent'])

/** Whether a parent that the tree lacks may declare dependencies and manage versions. */
export const mayManage = (outside: Lineage['outside']): boolean => outside !== null && !organisations.has(`${outside.group}:${outside.artifact}`)

function managedIn(lineage: Lineage, properties: Properties, budget: Budget): Map<string, Declared> {
  const found = new Map<string, Declared>()
  for (const each of lineage.poms.flatMap(({ managed }) => managed)) {
    if (budget.left-- <= 0) break
    const key = keyOf(each)
    const resolved = key.includes('${') ? properties.resolve(key) : key
    if (resolved !== null && !isImport(each) && !found.has(resolved)) found.set(resolved, each)
  }
  return found
}
