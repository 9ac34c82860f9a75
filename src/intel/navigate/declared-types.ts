import type { Family } from '../families.ts'

/**
 * Where a declaration names types, by its words: offsets of names in a text, in UTF-16 units. What a name means is asked of the
 * grammar afterwards, so what is taken for one here and is none does no harm.
 */

const maxHeader = 2_000
const maxSupertypes = 12

/** The names behind the name of a type that say what it extends, implements or embeds. `from` is behind its own name, `to` its end. */
export function supertypeOffsets(family: Family, text: string, { from, to }: { from: number; to: number }): number[] {
  if (family === 'go') return embedded(text, from, to)
  const header = text.slice(from, Math.min(from + maxHeader, to))
  const end = headerEnd(family, header)
  const found = names(blankOut(family, header.slice(0, end))).map((at) => from + at)
  return [...found, ...(family === 'ruby' ? included(text, from, to) : [])].slice(0, maxSupertypes)
}

function headerEnd(family: Family, header: string): number {
  const mark = family === 'python' ? header.search(/:\s*(\n|#|$)/) : family === 'ruby' ? header.search(/[\n;]/) : header.search(/[{;]/)
  return mark < 0 ? header.length : mark
}

const keywords = /\b(?:extends|implements|with|public|private|protected|virtual|class|where|by|sealed|permits|final|override|internal|metaclass\s*=\s*\w+)\b/g

/** Leaves only names of types: parameters, arguments and keywords become blanks of the same length. */
function blankOut(family: Family, header: string): string {
  const blank = (text: string) => ' '.repeat(text.length)
  const plain = header.replace(keywords, blank)
  if (family === 'python') return plain.replace(/\[[^\]]*\]/g, blank)
  // Constructor parameters stand before what is extended; what is in angle brackets fills in type parameters.
  const inside = /<[^<>]*>|\([^()]*\)/g
  return (family === 'jvm' ? plain.replace(/\[[^[\]]*\]/g, blank).replace(/\[[^[\]]*\]/g, blank) : plain).replace(inside, blank).replace(inside, blank)
}

/** Of dotted names the last part. */
function names(text: string): number[] {
  return [...text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|\\)[\p{L}_$][\p{L}\p{N}_$]*)*/gu)].map((match) => match.index + lastPart(match[0]))
}

const lastPart = (name: string) => Math.max(name.lastIndexOf('.'), name.lastIndexOf(':'), name.lastIndexOf('\\')) + 1

/** The traits that a file of Rust implements for a type: `impl<T> Display for Cart<T>`. */
export function implementedOffsets(text: string, type: string): number[] {
  const heads = text.matchAll(/^[ \t]*(?:unsafe )?impl\b(?:<[^{};]{0,300}?>)?[ \n\t]+((?:\w+::)*\w+)(?:<[^{};]{0,300}?>)?[ \n\t]+for[ \n\t]+(?:&(?:'\w+ )?(?:mut )?)?((?:\w+::)*\w+)/gm)
  const own = [...heads].filter((match) => (match[2] ?? '').slice(lastPart(match[2] ?? '')) === type)
  return own.map((match) => match.index + match[0].indexOf(` ${match[1]}`) + 1 + lastPart(match[1] ?? '')).slice(0, maxSupertypes)
}

/** Where a type parameter of Rust is bound apart from its list: `where S: Sink`, or in an `impl<S: Sink>` of the same type. */
export function boundOffset(text: string, { name, end }: { name: string; end: number }): number | null {
  const bound = new RegExp(`[<,\\s]${name}\\s*:\\s*(?:'\\w+\\s*\\+\\s*)?(?:\\w+::)*(?=\\p{Lu})`, 'u')
  const header = /^[^{;]{0,1000}/.exec(text.slice(end, end + 1000))?.[0] ?? ''
  const where = bound.exec(header)
  if (where) return end + where.index + where[0].length
  const type = /\b(?:struct|enum|union)\s+(\w+)\s*<[^{};()]*$/.exec(text.slice(Math.max(end - 500, 0), end))?.[1]
  const heads = type === undefined ? [] : [...text.matchAll(/^[ \t]*impl<[^{};]{1,1000}\{/gm)].filter((match) => new RegExp(`\\b${type}<`).test(match[0]))
  const head = heads.map((match) => ({ match, found: bound.exec(match[0]) })).find(({ found }) => found !== null)
  return head?.found ? head.match.index + head.found.index + head.found[0].length : null
}

/** Fields of a struct, or parts of an interface, that are only a type. */
function embedded(text: string, from: number, to: number): number[] {
  const body = text.slice(from, Math.min(to, from + 20 * maxHeader))
  const parts = body.matchAll(/(?<=[\n;{])[ \t]*(\*?(?:\w+\.)?)([A-Za-z_]\w*)[ \t]*(?:`[^`\n]*`)?[ \t]*(?:\/\/.*)?(?=[\n;}]|$)/g)
  return [...parts].map((match) => from + match.index + match[0].indexOf((match[1] ?? '') + (match[2] ?? '')) + (match[1] ?? '').length).slice(0, maxSupertypes)
}

function included(text: string, from: number, to: number): number[] {
  const body = text.slice(from, Math.min(to, from + 20 * maxHeader))
  return [...body.matchAll(/^[ \t]*(?:include|extend|prepend)[ \t(]+(?:::)?((?:\w+::)*)([A-Z]\w*)/gm)].map((match) => from + match.index + match[0].length - (match[2] ?? '').length)
}

/** Types that stand for what is in them, as far as members are asked of it. */
const wrappers = /^(?:Promise|Awaited|Readonly|Partial|Required|Optional|Option|Result|Box|Rc|Arc|RefCell|Mutex|Ref|Type|Final|ClassVar|Annotated|Future|CompletableFuture|Mono|Task|shared_ptr|unique_ptr|std)$/

export interface DeclaredName {
  /** Where the name of the function or variable stands. */
  start: number
  end: number
}

/** The name of the type that a function returns or a variable has, where its declaration says so; null where it does not. */
export function declaredTypeOffset(family: Family, text: string, name: DeclaredName): number | null {
  return (typeBefore.has(family) ? before(text, name) : null) ?? after(family, text, name)
}

/** `Cart *cart_new(…)`, `public Cart build(…)`. */
const typeBefore: ReadonlySet<Family> = new Set(['c', 'jvm', 'csharp'])

const noTypes = /^(?:public|private|protected|internal|static|final|abstract|const|constexpr|inline|extern|virtual|unsigned|signed|struct|class|enum|union|new|return|void|int|long|char|bool|boolean|float|double|auto|var|val|def|fun|let|override|default|async|readonly|volatile|typedef|suspend|lazy|implicit|sealed|data|open)$/

function before(text: string, { start }: DeclaredName): number | null {
  const line = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - 300), start)
  const marked = /([\p{L}_][\p{L}\p{N}_]*)\s+[A-Z][A-Z\d_]+[*&\s]*$/u.exec(line)
  // `gz_state FAR *state`: what a macro adds is no type where one stands before it.
  if (marked?.[1] !== undefined && !noTypes.test(marked[1])) return start - line.length + marked.index
  const match = /([\p{L}_][\p{L}\p{N}_.:]*)\s*(?:<[^=;(){}]*>)?\s*(?:\[\s*\]\s*)?[*&\s]*(?:[\p{L}_][\p{L}\p{N}_]*::)?$/u.exec(line)
  const word = match?.[1] ?? ''
  const own = word.slice(lastPart(word))
  return !match || noTypes.test(own) || own === '' ? null : start - line.length + match.index + lastPart(word)
}

function after(family: Family, text: string, { end }: DeclaredName): number | null {
  const header = text.slice(end, end + maxHeader)
  const skipped = behindParameters(family, header)
  const rest = header.slice(skipped)
  const mark = (family === 'go' ? /^[ \t]*(?:\(\s*(?:\w+[ \t]+)?)?(?=[*\w])/ : /^\s*(?:->|:(?![:=])|=\s*(?:new\b|await\b|&)?\s*(?=[\p{Lu}\w.]*\p{Lu}\w*[({]))/u).exec(rest)
  if (!mark) return null
  return firstType(rest, mark[0].length, end + skipped)
}

/** What stands behind type parameters and parameters, which are counted out; 0 where there are none. */
export function behindParameters(family: Family, header: string): number {
  const opens = /^\??!?\s*(?=[<(])|^\s*=\s*(?:async\s*)?(?=\()/.exec(header)
  if (!opens) return /^\??/.exec(header)?.[0].length ?? 0
  let depth = 0
  for (let at = opens[0].length; at < header.length; at++) {
    const char = header[at] ?? ''
    if ('<([{'.includes(char)) depth++
    else if (')]}'.includes(char) || (char === '>' && !'=-'.includes(header[at - 1] ?? ''))) depth--
    // Scala takes several lists; what Go has in further parentheses is what it returns.
    const goesOn = header[at] === '>' || family === 'jvm'
    if (depth === 0 && !(goesOn && /^\s*\(/.test(header.slice(at + 1, at + 20)))) return at + 1
  }
  return header.length
}

/** Goes into wrappers, and gives up at what is a list or a table of things. */
function firstType(text: string, from: number, offset: number): number | null {
  const pattern = /(?:'[a-z]\w*\s|[\s*&?'"])*(?:mut\s+|dyn\s+|impl\s+|const\s+|struct\s+)*([\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|\\)[\p{L}_$][\p{L}\p{N}_$]*)*)\s*([<[])?/uy
  for (let at = from, tries = 0; tries < 5; tries++) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) return null
    const [all, word = ''] = match
    const own = word.slice(lastPart(word))
    if (match[2] === undefined || !wrappers.test(own)) return offset + match.index + all.indexOf(word) + lastPart(word)
    at = pattern.lastIndex
  }
  return null
}
