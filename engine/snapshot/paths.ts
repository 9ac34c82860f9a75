/** Which files of a tree have a path that matches: the paths are a text of lines, with a gram index of its own. */

import { BlockIndex, BlockIndexBuilder, emptyBitmap, findLines, nextBit, type Bitmap, type LineAtom, type Lines } from '../blocks/index.ts'
import type { Meter } from '../regex/index.ts'
import { BLOCK_BYTES } from './cut.ts'
import { fileCount, type Tree } from './tree.ts'

export class PathIndex {
  private readonly tree: Tree
  private readonly lines: Lines
  private readonly index: BlockIndex
  /** The first file of each block of paths, and the end. */
  private readonly firstFiles: number[]

  constructor(tree: Tree) {
    this.tree = tree
    this.lines = { bytes: Buffer.from(tree.paths.buffer, tree.paths.byteOffset, tree.paths.length), offsets: tree.offsets, linewise: tree.linewise }
    this.firstFiles = cutFiles(tree)
    this.index = indexPaths(tree, this.firstFiles)
  }

  matches(atom: LineAtom, meter: Meter): Bitmap {
    const found = emptyBitmap(fileCount(this.tree))
    const blocks = this.index.candidates(atom.query)
    for (let block = nextBit(blocks, 0); block >= 0; block = nextBit(blocks, block + 1)) {
      findLines(this.lines, { atom, meter, from: this.firstFiles[block], to: this.firstFiles[block + 1], found })
    }
    return found
  }
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
