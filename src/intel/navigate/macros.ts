import { symbolTarget, type Site, type Target } from './target.ts'
import { lineText, linesOf } from './lines.ts'
import type { Resolver } from './resolver.ts'
import type { FoundSymbol } from './symbols.ts'

/** A macro of Rust is known by its bare name wherever its crate says so: https://doc.rust-lang.org/reference/macros-by-example.html#scoping-exporting-and-importing. */
export async function macroOf({ symbols }: Resolver, { tree, path, name, range }: Site): Promise<Target[]> {
  const isInvoked = (await lineOf({ tree, path }, range.line)).slice(range.endColumn).startsWith('!')
  if (!isInvoked) return []
  const all = (await symbols.named(tree, { name, family: 'rust', near: path })).filter(({ symbol }) => symbol.container === '').slice(0, maxAlike)
  const isMacro = await Promise.all(all.map(async ({ place, symbol }) => /\bmacro(_rules!)?\s/.test(await lineOf(place, symbol.line))))
  return all.filter((_, at) => isMacro[at]).slice(0, 1).map(({ place, symbol }) => symbolTarget(place, symbol, 'the nearest macro of this name'))
}

/** More of one name are not looked at, the nearest come first. */
const maxAlike = 20

async function lineOf({ tree, path }: FoundSymbol['place'], line: number): Promise<string> {
  const [text] = await tree.texts([path])
  return lineText(linesOf(text ?? ''), line)
}
