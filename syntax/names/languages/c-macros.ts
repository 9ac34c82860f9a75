import { parseSource, type Source } from '../../source.ts'
import type { Reread } from '../rules.ts'
import { unwrapped } from './c-wrapped.ts'

type Found = { name: string; start: number; end: number; until: number }

const MACRO = String.raw`[A-Z][A-Z\d_]{2,100}`
const ARGUMENTS = String.raw`(?:\s{0,20}\([^();{}]{0,200}\))?`

/** `class LEVELDB_EXPORT Status : …`: a macro between the kind of a type and its name, by its capitals. */
const IN_HEAD = new RegExp(String.raw`\b(?:class|struct|union)\s{1,20}(${MACRO})${ARGUMENTS}(?=\s{1,20}[A-Za-z_][\w:]{0,200}\s{0,200}(?:final\s{0,200})?[:;{])`, 'g')

/** What begins a line and is words up to a parenthesis: the head of a function, as far as its words say. */
const BEFORE_PARAMETERS = /^[ \t]{0,8}((?:[A-Za-z_]\w{0,100}[ \t\r\n*]{1,40}){2,8})[A-Za-z_]\w{0,100}[ \t\r\n]{0,40}\(/gm

const NO_HEAD = /\b(?:return|else|case|goto|typedef|define|new|delete|throw|using|operator|class|enum|namespace|template|do|if)\b/
const BUILT_IN = /^(?:void|char|short|int|long|float|double|signed|unsigned|bool|_Bool|struct|union|auto)$/
const QUALIFIER = /^(?:extern|static|inline|const|volatile|register|constexpr|virtual|explicit|friend|restrict)$/

/**
 * Macros that have the grammar lose its way are left out, and nothing moves: those that wrap a declaration or a part of it, one in the head of a
 * class, whose body would be read as that of a function, and those around the type of a function, as in `API int CALL total(void);`.
 */
export function withoutHeadMacros(source: Source): Reread {
  const { text, lost } = unwrapped(source.text)
  const found = [...inHeads(text), ...aroundTypes(text)].toSorted((a, b) => a.start - b.start)
  const hidden = [...lost, ...found]
  return hidden.length === 0 ? source : { root: parseSource(source.grammar, blanked(text, found)).root, hidden }
}

/** The lines stay. */
function blanked(text: string, found: readonly Found[]): string {
  const pieces = found.map(({ start, until }, at) => text.slice(found[at - 1]?.until ?? 0, start) + text.slice(start, until).replace(/[^\r\n]/g, ' '))
  return pieces.join('') + text.slice(found.at(-1)?.until ?? 0)
}

function inHeads(text: string): Found[] {
  return [...text.matchAll(IN_HEAD)].map((match) => {
    const [whole, name = ''] = match
    const start = match.index + whole.indexOf(name, 5)
    return { name, start, end: start + name.length, until: match.index + whole.length }
  })
}

/** Of the words before a function's name one is its type, unless that is built in; what else is in capitals is a macro. */
function aroundTypes(text: string): Found[] {
  const heads = [...text.matchAll(BEFORE_PARAMETERS)].flatMap((match) => headOf(match) ?? [])
  const certain = new Set(heads.flatMap(({ macros, isCertain }) => (isCertain ? macros.map(({ name }) => name) : [])))
  return heads.flatMap(({ macros, excess, isCertain }) => {
    if (isCertain) return macros
    // A type in capitals may be one of them, and what stands before a type a macro in small letters.
    const known = macros.filter(({ name }) => certain.has(name))
    return known.length === excess ? known : []
  })
}

const IS_MACRO = new RegExp(`^${MACRO}$`)

type Head = { macros: Found[]; excess: number; isCertain: boolean }

/** The words in capitals before a name, and how many words are more than a type. */
function headOf(match: RegExpExecArray): Head | null {
  const [whole, head = ''] = match
  if (NO_HEAD.test(head)) return null
  const from = match.index + whole.indexOf(head)
  const words = [...head.matchAll(/\w+/g)].map(({ index, 0: name }) => ({ name, start: from + index, end: from + index + name.length, until: from + index + name.length }))
  const plain = words.filter(({ name }) => !BUILT_IN.test(name) && !QUALIFIER.test(name))
  const isBuiltIn = words.some(({ name }) => BUILT_IN.test(name))
  const excess = plain.length - (isBuiltIn ? 0 : 1)
  const macros = plain.filter(({ name }) => IS_MACRO.test(name))
  const isCertain = macros.length <= excess && (isBuiltIn || macros[0] === plain[0])
  return excess > 0 && macros.length > 0 ? { macros, excess, isCertain } : null
}
