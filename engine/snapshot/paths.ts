/** Which files of a tree have a path that matches: the paths are a text of lines, with a gram index of its own. */

import { BlockIndex, BlockIndexBuilder, emptyBitmap, nextBit, setBit, type Bitmap } from '../blocks/index.ts'
import { matchesString, type Matcher, type Meter } from '../regex/index.ts'
import { BLOCK_BYTES } from './cut.ts'
import type { AtomPlan } from './plan.ts'
import { fileCount, pathOf, type Tree } from './tree.ts'

/** An atom that is asked of paths. `linewise`: what it matches in a text of lines it matches in each line alone. */
export type PathAtom = { matcher: Matcher; query: AtomPlan['query']; linewise: boolean }

export class PathIndex {
  private readonly tree: Tree
  private readonly index: BlockIndex
  /** The first file of each block of paths, and the end. */
  private readonly firstFiles: number[]

  constructor(tree: Tree) {
    this.tree = tree
    this.firstFiles = cutFiles(tree)
    this.index = indexPaths(tree, this.firstFiles)
  }

  matches(atom: PathAtom, meter: Meter): Bitmap {
    const found = emptyBitmap(fileCount(this.tree))
    const blocks = this.index.candidates(atom.query)
    const find = atom.linewise && this.tree.linewise ? findInLines : findOneByOne
    for (let block = nextBit(blocks, 0); block >= 0; block = nextBit(blocks, block + 1)) {
      find(this.tree, { atom, meter, from: this.firstFiles[block], to: this.firstFiles[block + 1], found })
    }
    return found
  }
}

type Search = { atom: PathAtom; meter: Meter; from: number; to: number; found: Bitmap }

function findInLines({ paths, offsets }: Tree, { atom, meter, from, to, found }: Search): void {
  const bytes = Buffer.from(paths.buffer, paths.byteOffset, paths.length)
  const end = offsets[to]
  let file = from
  for (let at = offsets[from]; at < end; at = offsets[file + 1]) {
    const match = atom.matcher.find(bytes, at, end, meter)
    if (match === null || match.start >= end) return
    while (offsets[file + 1] <= match.start) file += 1
    setBit(found, file)
  }
}

function findOneByOne(tree: Tree, { atom, meter, from, to, found }: Search): void {
  for (let file = from; file < to; file++) if (matchesString(atom.matcher, pathOf(tree, file), meter)) setBit(found, file)
}

function cutFiles(tree: Tree): number[] {
  const { offsets } = tree
  const firsts: number[] = []
  for (let file = 0, start = -Infinity; file < fileCount(tree); file++) {
    if (offsets[file + 1] - start <= BLOCK_BYTES) continue
    start = offsets[file]
    firsts.push(file)
  }
  return [...firsts, fileCount(tree)]
}

/** In memory, in the form that the files have. */
function indexPaths({ paths, offsets }: Tree, firstFiles: readonly number[]): BlockIndex {
  const bytes = Buffer.from(paths.buffer, paths.byteOffset, paths.length)
  const builder = new BlockIndexBuilder()
  for (let block = 0; block + 1 < firstFiles.length; block++) builder.add(bytes, offsets[firstFiles[block]], offsets[firstFiles[block + 1]], bytes.length)
  const sections = new Map<string, Uint8Array[]>()
  let current: Uint8Array[] = []
  builder.writeTo({
    begin: (name) => void sections.set(name, (current = [])),
    write: (part) => void current.push(part.slice()),
  })
  const section = (name: string) => Buffer.concat(sections.get(name) ?? [])
  const postings = section('postings')
  const heads = new Uint32Array(new Uint8Array(section('heads')).buffer)
  return new BlockIndex({ read: (_name, offset, length) => postings.subarray(offset, offset + length) }, { heads, blockCount: builder.blockCount })
}
