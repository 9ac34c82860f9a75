import { parseSource, type Source } from '../../source.ts'
import type { Reread } from '../rules.ts'

/** `class LEVELDB_EXPORT Status : …`: a macro between the kind of a type and its name, by its capitals. */
const IN_HEAD = /\b(?:class|struct|union)\s{1,20}([A-Z][A-Z\d_]{2,100})(?:\s{0,20}\([^();{}]{0,200}\))?(?=\s{1,20}[A-Za-z_][\w:]{0,200}\s{0,200}(?:final\s{0,200})?[:;{])/g

/** A macro in the head of a class has the grammar read its body as that of a function: it is left out, and nothing moves. */
export function withoutHeadMacros(source: Source): Reread {
  const found = [...source.text.matchAll(IN_HEAD)].map((match) => {
    const [whole, name = ''] = match
    const start = match.index + whole.indexOf(name, 5)
    return { name, start, end: start + name.length, until: match.index + whole.length }
  })
  if (found.length === 0) return source
  const pieces = found.map(({ start, until }, at) => source.text.slice(found[at - 1]?.until ?? 0, start) + source.text.slice(start, until).replace(/[^\r\n]/g, ' '))
  const text = pieces.join('') + source.text.slice(found.at(-1)?.until ?? 0)
  return { root: parseSource(source.grammar, text).root, hidden: found }
}
