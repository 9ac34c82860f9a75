import { IndexBuilder, type BuiltIndex } from './builder.ts'
import type { ScipLimits } from './limits.ts'
import { readIndex } from './read.ts'

export interface FileRequest {
  /** The index as its indexer wrote it. */
  source: AsyncIterable<Uint8Array>
  path: string
  root: string
  limits: ScipLimits
}

/** Reads an index and makes its file, whole or not at all. It holds up its thread. Throws `BrokenIndex`. */
export async function buildFile({ source, path, root, limits }: FileRequest): Promise<BuiltIndex> {
  const builder = new IndexBuilder({ path, root, limits })
  try {
    for await (const part of readIndex(source, limits)) {
      if (part.kind === 'metadata') builder.metadata(part.metadata)
      else if (part.kind === 'document') builder.addDocument(part.document)
      else builder.addSymbol(part.symbol)
    }
    return builder.finish()
  } finally {
    builder.close()
  }
}
