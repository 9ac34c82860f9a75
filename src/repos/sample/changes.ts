import { readFileSync } from 'node:fs'
import { entryOf } from './objects.ts'
import type { Entry } from './objects.ts'
import type { Change, Draft } from './steps.ts'

/**
 * The texts of one sample repository, kept below `files/`. Each carries `.txt` after its own name, so that no
 * compiler, linter or test runner of ours takes it for ours; `.base64.txt` holds bytes that are no text.
 */
export function filesOf(repository: string) {
  const root = new URL(`files/${repository}/`, import.meta.url)
  const read = (name: string, mode?: Entry['mode']): Entry => {
    const text = readFileSync(new URL(`${name}.txt`, root))
    return entryOf(name.endsWith('.base64') ? Buffer.from(text.toString(), 'base64') : text, mode)
  }
  return {
    /** Adds files, or replaces them, with the text kept under the same path. */
    add: (...paths: string[]): Change => (draft) => {
      for (const path of paths) draft.set(path, read(path))
    },
    /** Adds one file with the text kept under another name: an earlier or later version, or bytes. */
    addAs: (path: string, name: string): Change => (draft) => {
      draft.set(path, read(name))
    },
    addExecutable: (path: string): Change => (draft) => {
      draft.set(path, read(path, '100755'))
    },
  }
}

/** Replaces the only place where `from` stands in a file. */
export const edit = (path: string, from: string, to: string): Change => (draft) => {
  const parts = textOf(draft, path).split(from)
  if (parts.length !== 2) throw new Error(`${path} has "${from}" ${parts.length - 1} times`)
  write(draft, path, parts.join(to))
}

export const append = (path: string, text: string): Change => (draft) => write(draft, path, textOf(draft, path) + text)

export const create = (path: string, text: string): Change => (draft) => write(draft, path, text)

export const remove = (...paths: string[]): Change => (draft) => {
  for (const path of paths) if (!draft.delete(path)) throw new Error(`there is no ${path} to remove`)
}

export function textOf(draft: Draft, path: string): string {
  const entry = draft.get(path)
  if (!entry) throw new Error(`there is no ${path}`)
  return Buffer.from(entry.data).toString()
}

export function write(draft: Draft, path: string, text: string): void {
  draft.set(path, entryOf(Buffer.from(text), draft.get(path)?.mode))
}
