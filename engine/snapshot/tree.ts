/** The files of one commit as the threads that search see them: where each path is, and which document stands there. */

import type { DocNumber } from '../blobs/index.ts'

/** All arrays are shared memory. Paths are in the order of the files, UTF-8, each with a line feed behind it. */
export type Tree = {
  /** The same for the same paths only: what is derived from them is kept under it. */
  id: string
  paths: Uint8Array
  /** Where each path starts, and the end. */
  offsets: Uint32Array
  /** The number of each file's document; BINARY or NOT_INDEXED. */
  docs: Uint32Array
  /**
   * Of each STRETCH of files the lowest and the highest of these numbers, so that files are passed many at a time. After a merge a
   * thread may still see the ones from before it: they speak of the same texts.
   */
  spans: Uint32Array
  /** No path holds a line feed itself, so that all can be searched as one text of lines. */
  linewise: boolean
}

export const STRETCH = 64

/** Lays out paths; `docs` are all NOT_INDEXED. */
export function layOutTree(id: string, paths: readonly string[]): Tree {
  const encoded = Buffer.from(paths.map((path) => `${path}\n`).join(''))
  const bytes = new Uint8Array(new SharedArrayBuffer(encoded.length))
  bytes.set(encoded)
  const offsets = new Uint32Array(new SharedArrayBuffer((paths.length + 1) * 4))
  let at = 0
  paths.forEach((path, i) => {
    offsets[i] = at
    at += Buffer.byteLength(path) + 1
  })
  offsets[paths.length] = at
  const docs = new Uint32Array(new SharedArrayBuffer(paths.length * 4))
  const spans = new Uint32Array(new SharedArrayBuffer(Math.ceil(paths.length / STRETCH) * 8))
  return { id, paths: bytes, offsets, docs, spans, linewise: !paths.some((path) => path.includes('\n')) }
}

/** Says which document stands at each file. In place: a search that is under way may see either the old or the new numbers. */
export function placeDocuments({ docs, spans }: Tree, docOf: (file: number) => DocNumber): void {
  for (let first = 0; first < docs.length; first += STRETCH) {
    let [low, high] = [0xffffffff, 0]
    for (let file = first; file < Math.min(first + STRETCH, docs.length); file++) {
      const doc = (docs[file] = docOf(file))
      low = Math.min(low, doc)
      high = Math.max(high, doc)
    }
    spans[(first / STRETCH) * 2] = low
    spans[(first / STRETCH) * 2 + 1] = high
  }
}

export const fileCount = ({ offsets }: Tree): number => offsets.length - 1

export function pathOf({ paths, offsets }: Tree, file: number): string {
  return Buffer.from(paths.buffer, paths.byteOffset + offsets[file], offsets[file + 1] - 1 - offsets[file]).toString()
}
