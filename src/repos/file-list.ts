const kinds = ['file', 'symlink', 'submodule'] as const

export type FileKind = (typeof kinds)[number]

/** Every file of one commit, packed: a million files take about 100 MB. Indexes run from 0 to `count - 1`. */
export interface FileList {
  readonly commit: string
  readonly count: number
  /** In git's order: bytewise. */
  readonly paths: readonly string[]
  kind(index: number): FileKind
  /** The blob's object id; for a submodule the commit that it points to. */
  oid(index: number): string
  /** The ids of all files back to back, `oidBytes` each. Not to be written to. */
  readonly oids: Uint8Array
  readonly oidBytes: number
  /** In bytes; null for a submodule and where the source lacks the object. */
  size(index: number): number | null
  /** The files whose object the source lacked when they were listed. Where there are none, nothing about the list can change any more. */
  readonly lacking: readonly number[]
  /** The place of a path, or -1. */
  indexOf(path: string): number
  /** Of all files whose size is known. */
  readonly totalBytes: number
  /** What the list itself takes, about. */
  readonly memoryBytes: number
}

export type FileEntry = { path: string; kind: FileKind; oid: string; size: number | null }

/** Object ids of one repository have one length: 20 bytes for SHA-1, 32 for SHA-256. */
export function packFiles(commit: string, entries: readonly FileEntry[]): FileList {
  const oidBytes = commit.length / 2
  const oids = Buffer.alloc(entries.length * oidBytes)
  const sizes = new Float64Array(entries.length)
  const kindOf = new Uint8Array(entries.length)
  entries.forEach(({ oid, size, kind }, index) => {
    oids.write(oid, index * oidBytes, 'hex')
    sizes[index] = size ?? -1
    kindOf[index] = kinds.indexOf(kind)
  })
  return fileList({ commit, oidBytes, oids, sizes, kindOf, paths: entries.map((entry) => entry.path) })
}

type Packed = { commit: string; oidBytes: number; oids: Buffer; sizes: Float64Array; kindOf: Uint8Array; paths: string[] }

function fileList({ commit, oidBytes, oids, sizes, kindOf, paths }: Packed): FileList {
  let places: Map<string, number> | undefined
  const inRange = (index: number) => {
    if (!(index >= 0 && index < paths.length)) throw new RangeError(`no file ${index} among ${paths.length}`)
    return index
  }
  return {
    commit,
    count: paths.length,
    paths,
    oids,
    oidBytes,
    kind: (index) => kinds[kindOf[inRange(index)] ?? 0] ?? 'file',
    oid: (index) => oids.toString('hex', inRange(index) * oidBytes, (index + 1) * oidBytes),
    size: (index) => nullIfNegative(sizes[inRange(index)] ?? -1),
    lacking: [...paths.keys()].filter((index) => (sizes[index] ?? -1) < 0 && kinds[kindOf[index] ?? 0] !== 'submodule'),
    indexOf(path) {
      places ??= new Map(paths.map((each, index) => [each, index]))
      return places.get(path) ?? -1
    },
    totalBytes: sizes.reduce((sum, size) => sum + Math.max(size, 0), 0),
    memoryBytes: oids.length + sizes.byteLength + kindOf.length + paths.reduce((sum, path) => sum + path.length + perPathBytes, 0),
  }
}

const nullIfNegative = (size: number) => (size < 0 ? null : size)

/** A string's header, its pointer, and its entry in the map of places. */
const perPathBytes = 64
