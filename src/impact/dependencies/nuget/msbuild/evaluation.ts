import { folderOf, pathFrom } from '../../folders.ts'
import { childOf, type XmlNode } from '../../formats/xml.ts'
import { truthOf, type Truth } from './condition.ts'
import { expand, type Scope, type Value } from './scope.ts'

/** An item of a project as it is written, with what is needed to know what it says. */
export interface Item {
  node: XmlNode
  /** The file that it stands in. */
  path: string
  /** Of what it stands in. */
  conditions: readonly string[]
}

export interface Evaluation {
  scope: Scope
  /** In the order in which they count. */
  items: readonly Item[]
  /** Every file that was read, the project's own too. */
  files: readonly string[]
  /** How many files are imported that are not in the tree. */
  missing: number
}

/** The files of a tree as projects find them: without regard to case, as on the machines that most of them are written on. */
export interface ProjectTree {
  /** The path as it is in the tree; null for what is not there. */
  find(path: string): string | null
  /** Null for what is no XML. */
  root(path: string): XmlNode | null
  fileAbove(folder: string, name: string): string | null
  /** Counts down what may still be looked at; no project is read beyond that. */
  budget: { elements: number; references: number }
}

/** More imports within imports are made to overflow the stack. */
const maxDepth = 30
/** These hold for every project that they lie above of: https://learn.microsoft.com/visualstudio/msbuild/customize-by-directory. */
const [before, after] = [['Directory.Build.props', 'Directory.Packages.props'], ['Directory.Build.targets']]

/**
 * Reads a project with all that it imports, as far as the tree has it: first all properties, one after the other; items are to be read
 * with what these are in the end. With a target framework, where it has several. https://learn.microsoft.com/visualstudio/msbuild/build-process-overview
 */
export function evaluate(projectPath: string, framework: string | null, tree: ProjectTree): Evaluation {
  const properties = new Map<string, Value>(framework === null ? [] : [['targetframework', { text: framework, isKnown: true }]])
  const scope: Scope = { projectPath, path: projectPath, properties, fileAbove: (folder, name) => tree.fileAbove(folder, name) }
  const reading: Reading = { tree, scope, framework, items: [], files: new Set(), missing: 0 }
  const around = (names: readonly string[]) => {
    for (const name of names) readFile(tree.fileAbove(folderOf(projectPath), name), reading, 0)
  }
  around(before)
  readFile(projectPath, reading, 0)
  around(after)
  return { scope, items: reading.items, files: [...reading.files], missing: reading.missing }
}

interface Reading {
  tree: ProjectTree
  scope: Scope
  framework: string | null
  items: Item[]
  files: Set<string>
  missing: number
}

/** Each file once, however often it is imported. */
function readFile(path: string | null, reading: Reading, depth: number): void {
  if (path === null || depth > maxDepth || reading.files.has(path)) return
  reading.files.add(path)
  const above = reading.scope.path
  reading.scope.path = path
  readIn(reading.tree.root(path), [], reading, depth)
  reading.scope.path = above
}

function readIn(node: XmlNode | null, conditions: readonly string[], reading: Reading, depth: number): void {
  for (const child of node?.children ?? []) {
    if (reading.tree.budget.elements-- <= 0) return
    const own = [...conditions, ...conditionOf(child)]
    switch (child.name) {
      case 'PropertyGroup': readProperties(child, own, reading); break
      case 'ItemGroup': readItems(child, own, reading); break
      case 'Import': readImport(child, own, reading, depth); break
      case 'ImportGroup': if (truthOfAll(own, reading.scope) !== false) readIn(child, own, reading, depth); break
      case 'Choose': if (depth < maxDepth) readChoice(child, conditions, reading, depth + 1); break
      default: // targets change things only while they run
    }
  }
}

function conditionOf(node: XmlNode): string[] {
  const condition = node.attributes.get('Condition')
  return condition === undefined ? [] : [condition]
}

/** Of all together. */
export function truthOfAll(conditions: readonly string[], scope: Scope): Truth {
  const truths = conditions.map((condition) => truthOf(condition, scope))
  return truths.includes(false) ? false : truths.includes(null) ? null : true
}

function readProperties(group: XmlNode, conditions: readonly string[], { tree, scope, framework }: Reading): void {
  tree.budget.elements -= group.children.length
  const ofGroup = truthOfAll(conditions, scope)
  if (ofGroup === false) return
  for (const property of group.children) {
    const truth = truthOf(property.attributes.get('Condition'), scope)
    const name = property.name.toLowerCase()
    if (truth === false || (name === 'targetframework' && framework !== null)) continue
    const value = expand(property.text, scope)
    const isSame = scope.properties.get(name)?.text === value.text
    if (truth === true && ofGroup === true) scope.properties.set(name, value)
    else if (!isSame) scope.properties.set(name, { text: property.text, isKnown: false })
  }
}

function readItems(group: XmlNode, conditions: readonly string[], { tree, scope, items }: Reading): void {
  tree.budget.elements -= group.children.length
  for (const node of group.children) if (wanted.has(node.name)) items.push({ node, path: scope.path, conditions: [...conditions, ...conditionOf(node)] })
}

/** The items that say something of packages. */
const wanted = new Set(['PackageReference', 'PackageVersion', 'GlobalPackageReference', 'ProjectReference', 'DotNetCliToolReference'])

function readImport(node: XmlNode, conditions: readonly string[], reading: Reading, depth: number): void {
  if (truthOfAll(conditions, reading.scope) === false || node.attributes.has('Sdk')) return
  const { text, isKnown } = expand(node.attributes.get('Project') ?? '', reading.scope)
  if (!isKnown || text === '' || text.includes('*')) return
  const path = reading.tree.find(pathIn(reading.scope.path, text) ?? '')
  if (path !== null) readFile(path, reading, depth + 1)
  else if (conditions.length === 0) reading.missing++
}

/** The path in the tree that a text names, seen from a file. */
export function pathIn(from: string, text: string): string | null {
  const path = text.replaceAll('\\', '/')
  return path.startsWith('/') ? pathFrom('', path.replace(/^\/+/, '')) : pathFrom(folderOf(from), path)
}

/** The first branch that holds; those before it that cannot be told count too. */
function readChoice(choose: XmlNode, conditions: readonly string[], reading: Reading, depth: number): void {
  for (const branch of choose.children.filter(({ name }) => name === 'When')) {
    const own = [...conditions, ...conditionOf(branch)]
    const truth = truthOfAll(own, reading.scope)
    if (truth !== false) readIn(branch, own, reading, depth)
    if (truth === true) return
  }
  readIn(childOf(choose, 'Otherwise'), conditions, reading, depth)
}
