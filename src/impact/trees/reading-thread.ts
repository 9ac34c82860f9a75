/** The thread that reads manifests and lockfiles: one may have a hundred thousand lines, which would hold up the event loop. */

import { readText } from '../../../engine/scan/index.ts'
import { answerAll } from '../../../engine/thread.ts'
import type { Gap, Project, ProjectReader } from '../dependencies/project.ts'
import { readers } from '../dependencies/readers.ts'
import type { ServiceFacts } from '../services/facts.ts'
import { readServices } from '../services/readers.ts'
import type { ReadingAnswer, ReadingQuestion, TreeFile, TreeReading, Unreadable } from './reading.ts'
import { storable } from '../dependencies/storable.ts'

type Held = { text: string } | { unreadable: Unreadable }

/** The texts that were read last, in the order of their use: from commit to commit most stay the same. In characters. */
const maxHeld = 64 * 1024 * 1024
const held = new Map<string, Held>()
/** By reader, as two may be of one ecosystem: what was read last, and of which files. */
const lastRead = new Map<ProjectReader, { key: string; projects: Project[] }>()

answerAll((asked: ReadingQuestion): ReadingAnswer => {
  switch (asked.kind) {
    case 'lacking':
      return { lacking: asked.oids.filter((oid) => !held.has(oid)) }
    case 'hold':
      for (const blob of asked.blobs) held.set(blob.oid, 'bytes' in blob ? heldOf(blob.bytes) : { unreadable: blob.unreadable })
      return { held: true }
    case 'projects':
      return readAll(asked.files)
    case 'services':
      return servicesOf(asked.files)
  }
})

function heldOf(bytes: Uint8Array): Held {
  const read = readText(bytes)
  return read.kind === 'binary' ? { unreadable: 'binary' } : { text: new TextDecoder().decode(read.bytes) }
}

function readAll(files: readonly TreeFile[]): TreeReading {
  const projects: Project[] = []
  const gaps: Gap[] = []
  for (const reader of readers) {
    const own = files.filter(({ path }) => reader.reads(path))
    gaps.push(...own.flatMap(unreadableOf))
    if (own.length > 0) projects.push(...readWith(reader, own))
  }
  forgetAllBut(files)
  return { projects, gaps }
}

function servicesOf(files: readonly TreeFile[]): ServiceFacts {
  const facts = readServices(files.map(({ path }) => path), textOf(files))
  forgetAllBut(files)
  return facts
}

/** Null for what is not held as text. */
function textOf(files: readonly TreeFile[]): (path: string) => string | null {
  const oids = new Map(files.map(({ path, oid }) => [path, oid]))
  return (path) => {
    const known = held.get(oids.get(path) ?? '')
    return known && 'text' in known ? known.text : null
  }
}

function readWith(reader: ProjectReader, files: readonly TreeFile[]): Project[] {
  const key = files.map(({ path, oid }) => `${oid} ${path}`).join('\0')
  const last = lastRead.get(reader)
  if (last?.key === key) return last.projects
  const projects = reader.read({ paths: files.map(({ path }) => path), text: textOf(files) }).map(storable)
  lastRead.set(reader, { key, projects })
  return projects
}

const reasons: Record<Unreadable, string> = {
  too_large: 'The file is too large to be read.',
  missing: 'The file is not in the mirror.',
  binary: 'The file is not text.',
}

function unreadableOf({ path, oid }: TreeFile): Gap[] {
  const known = held.get(oid)
  return known && 'unreadable' in known ? [{ path, reason: reasons[known.unreadable] }] : []
}

/** What this tree has stays, and as much of what is older as there is room for. */
function forgetAllBut(files: readonly TreeFile[]): void {
  for (const { oid } of files) {
    const known = held.get(oid)
    held.delete(oid)
    if (known) held.set(oid, known)
  }
  let size = 0
  for (const known of held.values()) size += sizeOf(known)
  for (const [oid, known] of held) {
    if (size <= maxHeld) return
    size -= sizeOf(known)
    held.delete(oid)
  }
}

const sizeOf = (known: Held) => ('text' in known ? known.text.length : 1)
