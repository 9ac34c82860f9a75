import { readdir, readFile, realpath } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { unquote } from './diff.ts'
import { gitFolderOf } from './find.ts'

/**
 * The real paths, outside of a repository's folder, that git would read as part of it: its git folder (a `.git` file or
 * link), the folder it shares with a work tree, borrowed objects (alternates, gitrepository-layout(5)), and symbolic links
 * among its branches and objects. Whoever may write the folder can name any place there, and git reads it as our user.
 */
export async function borrowedPlaces(folder: string): Promise<string[]> {
  const root = await realpath(folder)
  const found = await gitFolderOf(root)
  if (!found) return []
  const { gitDir, commonDir } = found
  const objects = join(commonDir, 'objects')
  const links = [...await linksIn(gitDir, 0), ...await linksIn(join(gitDir, 'refs')), ...await linksIn(commonDir, 0), ...await linksIn(join(commonDir, 'refs')), ...await linksIn(objects)]
  const targets = await Promise.all(links.map(link => realpath(link).catch(() => null)))
  const places = [gitDir, commonDir, ...targets.filter(target => target !== null), ...await alternatesOf(objects)]
  return [...new Set(places)].filter(place => !isWithin(root, place))
}

export function isWithin(folder: string, place: string): boolean {
  const way = relative(folder, place)
  return way === '' || !(way === '..' || way.startsWith('../'))
}

/** The symbolic links in a folder and below it, which are not followed. */
async function linksIn(folder: string, depth = 32): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const links = entries.filter(entry => entry.isSymbolicLink()).map(({ name }) => join(folder, name))
  if (depth === 0) return links
  for (const entry of entries) if (entry.isDirectory()) links.push(...await linksIn(join(folder, entry.name), depth - 1))
  return links
}

/** As deep as git goes. */
const MAX_ALTERNATES = 5

async function alternatesOf(objects: string, depth = MAX_ALTERNATES): Promise<string[]> {
  const text = depth === 0 ? '' : await readFile(join(objects, 'info', 'alternates'), 'utf8').catch(() => '')
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  const own = (await Promise.all(lines.map(line => realpath(resolve(objects, unquote(line))).catch(() => null)))).filter(place => place !== null)
  const next = await Promise.all(own.map(place => alternatesOf(place, depth - 1)))
  return [...own, ...next.flat()]
}
