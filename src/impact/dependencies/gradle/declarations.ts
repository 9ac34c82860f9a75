import { bracketed, isBlock, isMark, isText, isWord, nameIn, splitAtCommas, type Block, type Item, type Statement } from './script.ts'

/** What a script declares, unevaluated. */
export interface Declaration {
  /** `implementation`, say. */
  configuration: string
  /** What stands behind that, without parentheses: a part for each comma. */
  parts: Item[][]
  /** What is said of it in braces. */
  details: Block | null
  /** Of which projects it is, from the project of the script. */
  target: Target
  /** Constraints and managed versions count for what is declared without a version. */
  kind: 'dependency' | 'constraint' | 'managed' | 'bom'
  line: number
}

/** `all` and `below` leave it to each project; a path begins with a colon; null is computed. */
export type Target = 'own' | 'all' | 'below' | `:${string}` | null

interface At {
  statements: readonly Statement[]
  target: Target
  /** What the block is for: `dependencies`, and in it `constraints`. */
  kind: Declaration['kind'] | null
  /** Names of the blocks around, which tell tests. */
  within: string
}

/** All declarations of a script, whatever the block they stand in. */
export function declarationsIn(statements: readonly Statement[]): Declaration[] {
  const found: Declaration[] = []
  const open: At[] = [{ statements, target: 'own', kind: null, within: '' }]
  for (const at of open) {
    for (const { items, line } of at.statements) {
      const blocks = items.filter(isBlock)
      const head = headOf(items)
      const inner = blocks.length > 0 ? insideOf(at, head, items) : null
      if (inner) for (const block of blocks) open.push({ ...inner, statements: block.statements })
      else if (at.kind !== null) found.push(...declaredBy(at, head, items, line))
    }
  }
  return found
}

/** The word or text that a statement begins with, the last of several with dots between. */
function headOf(items: readonly Item[]): string {
  const item = items[headEnd(items)]
  return isWord(item) || isText(item) ? item.text : ''
}

function headEnd(items: readonly Item[]): number {
  let at = 0
  while (isMark(items[at + 1], '.') && isWord(items[at + 2])) at += 2
  return at
}

const controls = new Set(['if', 'else', 'for', 'while', 'each', 'forEach', 'with', 'apply', 'also', 'run', 'afterEvaluate', 'try', 'catch', 'finally'])

/** What the blocks of a statement are read as; null where the statement is a declaration with details in braces. */
function insideOf(at: At, head: string, items: readonly Item[]): At | null {
  const within = `${at.within} ${items.filter((item) => isWord(item) || isText(item)).map(({ text }) => text).join(' ')}`.slice(0, 500)
  if (at.kind === 'managed') return head === 'imports' ? { ...at, kind: 'bom' } : head === 'dependencies' ? at : null
  const before = items.findLast((item) => isWord(item))
  if (at.kind !== null) return head === 'constraints' ? { ...at, kind: 'constraint' } : controls.has(head) || controls.has(before?.text ?? '') ? at : null
  if (head === 'dependencyManagement') return { ...at, kind: 'managed', within }
  if (head === 'dependencies') return { ...at, kind: 'dependency', within: /test/i.test(at.within) && at.target === 'own' ? 'test' : '' }
  return { ...at, target: targetOf(head, items) ?? (head === 'configure' ? null : at.target), within }
}

/** https://docs.gradle.org/current/userguide/sharing_build_logic_between_subprojects.html */
function targetOf(head: string, items: readonly Item[]): Target {
  const args = items.filter((item) => !isBlock(item))
  const named = head === 'configure' ? nameIn(bracketed(args.slice(1))?.inner ?? []) : null
  if (head === 'allprojects' || named === 'allprojects') return 'all'
  if (head === 'subprojects' || named === 'subprojects') return 'below'
  const path = args[2]
  return head === 'project' && isText(path) && path.text.startsWith(':') ? `:${path.text.slice(1)}` : null
}

const notCalls = new Set(['=', '+=', '.', '['])
const notConfigurations = new Set([
  'exclude', 'because', 'modules', 'components', 'def', 'val', 'var', 'println', 'print', 'return', 'import', 'registerTransform', 'attributesSchema', 'artifactTypes',
  'if', 'else', 'for', 'ext', 'apply', 'it', 'this',
])

function declaredBy({ target, kind, within }: At, head: string, items: readonly Item[], line: number): Declaration[] {
  const details = items.find(isBlock) ?? null
  const plain = items.filter((item) => !isBlock(item))
  const [first] = plain
  const behind = plain.slice(headEnd(plain) + 1)
  const isAdd = head === 'add'
  const isCall = behind.length > 0 && !(behind[0]?.kind === 'mark' && notCalls.has(behind[0].text)) && (isAdd || behind.length === plain.length - 1)
  if (kind === null || !isCall || !(isWord(first) || isText(first)) || notConfigurations.has(head) || notConfigurations.has(first.text)) return []
  const found = bracketed(behind)
  const args = splitAtCommas(found?.rest.length === 0 && isMark(behind[0], '(') ? found.inner : behind)
  const configuration = isAdd ? (textIn(args[0]) ?? 'implementation') : head // whatever a name that is computed stands for
  return [{ configuration: within === 'test' ? `test ${configuration}` : configuration, parts: isAdd ? args.slice(1) : args, details, target, kind, line }]
}

const textIn = (part: readonly Item[] | undefined) => part?.find(isText)?.text ?? null
