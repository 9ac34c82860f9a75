import { symbolTarget, type Site, type Target } from './target.ts'
import { lineText, linesOf } from './lines.ts'
import { nameOf, parentOf, pathIndexOf } from '../path-index.ts'
import type { Resolver } from './resolver.ts'
import type { FoundSymbol } from './symbols.ts'

/** A macro of Rust is known by its bare name wherever its crate says so: https://doc.rust-lang.org/reference/macros-by-example.html#scoping-exporting-and-importing. */
export async function macroOf({ symbols }: Resolver, { tree, path, name, range }: Site): Promise<Target[]> {
  const isInvoked = (await lineOf({ tree, path }, range.line)).slice(range.endColumn).startsWith('!')
  if (!isInvoked) return []
  const all = (await symbols.named(tree, { name, family: 'rust', near: path })).filter(({ symbol }) => symbol.container === '').slice(0, maxAlike)
  const isMacro = await Promise.all(all.map(async ({ place, symbol }) => /\bmacro(_rules!)?\s/.test(await lineOf(place, symbol.line)) && isSeen({ place, symbol }, path)))
  return all.filter((_, at) => isMacro[at]).slice(0, 1).map(({ place, symbol }) => symbolTarget(place, symbol, 'the nearest macro of this name'))
}

/** More of one name are not looked at, the nearest come first. */
const maxAlike = 20

/** A macro is known in its file and in the modules below it, and elsewhere where it is exported or its module is marked `#[macro_use]`. */
async function isSeen({ place: { tree, path: defining }, symbol }: FoundSymbol, path: string): Promise<boolean> {
  const folder = /(^|\/)(lib|main|mod)\.rs$/.test(defining) ? parentOf(defining) : defining.replace(/\.rs$/, '')
  if (defining === path || path.startsWith(folder && `${folder}/`)) return true
  if (await isExported({ tree, path: defining }, symbol.line)) return true
  const above = pathIndexOf(tree.files).in(parentOf(defining)).filter((each) => each.endsWith('.rs') && each !== defining).slice(0, maxAlike)
  const declares = new RegExp(`#\\[macro_use\\]\\s*(?:pub(?:\\([^)]*\\))?\\s+)?mod\\s+${nameOf(defining).replace(/\.rs$/, '')}\\b`)
  return (await tree.texts(above)).some((text) => declares.test(text ?? ''))
}

/** Whether `#[macro_export]` is among what is said of it above. */
async function isExported(place: FoundSymbol['place'], line: number): Promise<boolean> {
  for (let at = line - 1; at >= 0 && line - at < 30; at--) {
    const text = (await lineOf(place, at)).trim()
    if (text.startsWith('#[macro_export')) return true
    if (!/^(#|\/\/)/.test(text)) return false
  }
  return false
}

async function lineOf({ tree, path }: FoundSymbol['place'], line: number): Promise<string> {
  const [text] = await tree.texts([path])
  return lineText(linesOf(text ?? ''), line)
}
