import { childOf, descendantsOf, readXml, textOf, type XmlNode } from '../formats/xml.ts'

/** What a pom.xml says itself, with the profiles that are active by themselves: https://maven.apache.org/pom.html. Texts may hold properties, as `${name}`. */
export interface Pom {
  path: string
  /** Null where they are those of the parent. */
  group: string | null
  artifact: string
  version: string | null
  parent: ParentOf | null
  properties: ReadonlyMap<string, string>
  /** Names of properties that profiles set on some machines only. */
  varying: ReadonlySet<string>
  dependencies: readonly Declared[]
  /** Versions and more for what is asked for without, and the BOMs to import. */
  managed: readonly Declared[]
  /** The names of profiles that declare dependencies, and are active on some machines only. */
  profilesLeftOut: readonly string[]
}

export interface ParentOf {
  group: string
  artifact: string
  version: string
  /** Empty for one that is not looked for in the tree's folders. */
  relativePath: string
}

export interface Declared {
  group: string
  artifact: string
  type: string
  classifier: string
  version: string | null
  scope: string | null
  optional: string
  /** `group:artifact`, in which a star stands for any. */
  exclusions: readonly string[]
  at: { path: string; line: number }
}

/** By which Maven tells one dependency from another. */
export const keyOf = ({ group, artifact, type, classifier }: Pick<Declared, 'group' | 'artifact' | 'type' | 'classifier'>): string => `${group}:${artifact}:${type}:${classifier}`

/** Null for what is no pom.xml. */
export function readPom(text: string, path: string): Pom | null {
  const root = readXml(text)
  const artifact = textOf(root, 'artifactId')
  if (root?.name !== 'project' || artifact === null) return null
  const profiles = descendantsOf(root, 'profiles', 'profile')
  const sections = [root, ...activeOf(profiles)]
  return {
    path, artifact, group: textOf(root, 'groupId'), version: textOf(root, 'version'), parent: parentIn(root),
    properties: new Map(sections.flatMap(propertiesIn).map(({ name, text }) => [name, text])),
    varying: new Set(profiles.filter(dependsOnMachine).flatMap(propertiesIn).map(({ name }) => name)),
    dependencies: lastOfEach(sections.flatMap((section) => descendantsOf(section, 'dependencies', 'dependency')).flatMap((node) => declaredIn(node, path))),
    managed: lastOfEach(sections.flatMap((section) => descendantsOf(section, 'dependencyManagement', 'dependencies', 'dependency')).flatMap((node) => declaredIn(node, path))),
    profilesLeftOut: profiles.filter((profile) => dependsOnMachine(profile) && hasDependencies(profile)).map((profile) => textOf(profile, 'id') ?? 'default'),
  }
}

const propertiesIn = (section: XmlNode) => childOf(section, 'properties')?.children ?? []

function parentIn(root: XmlNode): ParentOf | null {
  const parent = childOf(root, 'parent')
  const [group, artifact, version] = [textOf(parent, 'groupId'), textOf(parent, 'artifactId'), textOf(parent, 'version')]
  if (group === null || artifact === null || version === null) return null
  return { group, artifact, version, relativePath: childOf(parent, 'relativePath')?.text ?? '../pom.xml' }
}

function declaredIn(node: XmlNode, path: string): Declared[] {
  const [group, artifact] = [textOf(node, 'groupId'), textOf(node, 'artifactId')]
  if (group === null || artifact === null) return []
  return [{
    group, artifact, type: textOf(node, 'type') ?? 'jar', classifier: textOf(node, 'classifier') ?? '', version: textOf(node, 'version'), scope: textOf(node, 'scope'),
    optional: textOf(node, 'optional') ?? 'false', at: { path, line: node.line },
    exclusions: descendantsOf(node, 'exclusions', 'exclusion').map((each) => `${textOf(each, 'groupId') ?? '*'}:${textOf(each, 'artifactId') ?? '*'}`),
  }]
}

/** Where one is declared again, the last counts; profiles stand behind what they change. */
function lastOfEach(declared: readonly Declared[]): Declared[] {
  return [...new Map(declared.map((each) => [keyOf(each), each])).values()]
}

/** Those for the absence of a property, or else those that are active by default. */
function activeOf(profiles: readonly XmlNode[]): readonly XmlNode[] {
  const unlessSet = profiles.filter((profile) => (textOf(childOf(childOf(profile, 'activation'), 'property'), 'name') ?? '').startsWith('!') && !dependsOnMachine(profile))
  return unlessSet.length > 0 ? unlessSet : profiles.filter((profile) => textOf(childOf(profile, 'activation'), 'activeByDefault') === 'true')
}

const ofMachine = ['jdk', 'os', 'file']
const dependsOnMachine = (profile: XmlNode) => ofMachine.some((condition) => childOf(childOf(profile, 'activation'), condition) !== null)

const hasDependencies = (profile: XmlNode) => [['dependencies'], ['dependencyManagement', 'dependencies']].some((path) => descendantsOf(profile, ...path, 'dependency').length > 0)
