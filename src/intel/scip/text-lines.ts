import type { RepoKey, Repos } from '../../repos/repos.ts'
import type { Caller } from '../../platform/http.ts'

/** Lines of a text, each decoded when it is asked for. */
export class TextLines {
  private readonly bytes: Buffer
  private readonly starts: number[] = [0]

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let at = this.bytes.indexOf(10); at >= 0; at = this.bytes.indexOf(10, at + 1)) this.starts.push(at + 1)
  }

  get count(): number {
    return this.starts.length
  }

  /** From 0, without its end; empty beyond the last. */
  at(line: number): string {
    const start = this.starts[line]
    if (start === undefined) return ''
    return this.bytes.toString('utf8', start, this.starts[line + 1] ?? this.bytes.length).replace(/\r?\n$/, '')
  }
}

/** Null for what is no file, is too large or is not there. */
export async function readLines(repos: Pick<Repos, 'blobsAt' | 'readBlobs'>, viewer: Caller, { repo, commit, path, signal }: { repo: RepoKey; commit: string; path: string; signal?: AbortSignal }): Promise<TextLines | null> {
  const [oid] = await repos.blobsAt(viewer, repo, [{ commit, path }])
  if (!oid) return null
  let lines: TextLines | null = null
  await repos.readBlobs(viewer, repo, {
    oids: [oid],
    ...(signal ? { signal } : {}),
    // The bytes are another's after this call, so they are copied.
    onBlob: (blob) => void (lines = blob.state === 'read' ? new TextLines(blob.bytes.slice()) : null),
  })
  return lines
}
