import { createHash } from 'node:crypto'

/** One file of a tree. `mode` is git's: a plain or an executable file. */
export type Entry = { mode: '100644' | '100755'; data: Uint8Array; id: string }

/** Every file of a revision, by its full path. */
export type Tree = ReadonlyMap<string, Entry>

export function entryOf(data: Uint8Array, mode: Entry['mode'] = '100644'): Entry {
  return { mode, data, id: objectId('blob', data) }
}

/**
 * The name git gives to an object: SHA-1 over its kind, its length and its bytes.
 * Computed here so that messages can name earlier commits before git has seen any of them.
 */
export function objectId(kind: 'blob' | 'tree' | 'commit', data: Uint8Array): string {
  return createHash('sha1').update(`${kind} ${data.length}\0`).update(data).digest('hex')
}

type Folder = Map<string, Entry | Folder>

export function treeId(tree: Tree): string {
  const root: Folder = new Map()
  for (const [path, entry] of tree) place(root, path.split('/'), entry)
  return folderId(root)
}

function place(folder: Folder, path: readonly string[], entry: Entry): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    folder.set(name, entry)
    return
  }
  const below = folder.get(name)
  const inner: Folder = below instanceof Map ? below : new Map()
  folder.set(name, inner)
  place(inner, rest, entry)
}

/** git orders the entries of a tree bytewise, a folder as if its name ended in a slash. */
function folderId(folder: Folder): string {
  const rows = [...folder].map(([name, child]) =>
    child instanceof Map
      ? { order: `${name}/`, head: `40000 ${name}\0`, id: folderId(child) }
      : { order: name, head: `${child.mode} ${name}\0`, id: child.id },
  )
  rows.sort((a, b) => Buffer.compare(Buffer.from(a.order), Buffer.from(b.order)))
  return objectId('tree', Buffer.concat(rows.flatMap(({ head, id }) => [Buffer.from(head), Buffer.from(id, 'hex')])))
}
