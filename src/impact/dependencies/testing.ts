/** The small language in which the tables of the readers of dependencies say what they expect. */

import { expect, test } from 'vitest'
import type { Project, ProjectReader } from './project.ts'
import { nameWithVersion, shortestPaths } from './shortest-paths.ts'

/** Texts by path, or values that are written as JSON; null for what cannot be read. */
export type Files = Readonly<Record<string, unknown>>

/** As the server reads a tree: what a reader asks for, sorted. */
export function readWith(reader: ProjectReader, files: Files): Project[] {
  const text = (path: string) => {
    const file = files[path] ?? null
    return file === null || typeof file === 'string' ? file : JSON.stringify(file, null, 2)
  }
  return reader.read({ paths: Object.keys(files).filter((path) => reader.reads(path)).toSorted(), text })
}

/** `a 1.2.0 ^1 direct Cargo.toml:4; b 2.0.0 (a 1.2.0) dev Cargo.lock:9`: what a project uses, through what. */
export function shownPackages(project: Project): string {
  const before = shortestPaths(project)
  return project.dependencies.map(({ range, scope, direct, at, ...named }, place) => {
    const through = project.dependencies[before[place] ?? -1]
    return [nameWithVersion(named), range, direct ? 'direct' : `(${through ? nameWithVersion(through) : '?'})`, scope === 'runtime' ? '' : scope, `${at.path}:${at.line}`].filter(Boolean).join(' ')
  }).join('; ')
}

/** The folder of a project, before what is told of it; nothing for the root. */
export const shownFolder = ({ folder }: Project): string => (folder === '' ? '' : `${folder} `)
export const shownGaps = (projects: readonly Project[]): string[] => projects.flatMap(({ gaps }) => gaps.map(({ path, reason }) => `${path}: ${reason}`))

/** `web/ app 1.0.0: `, and its packages. */
const shown = (project: Project) => `${shownFolder(project)}${project.name} ${project.version}: ${shownPackages(project)}`

/** A row of a table: the projects that a reader finds in files, and its gaps. */
export const checksOf = (reader: ProjectReader) => (name: string, files: Files, expected: readonly string[], gaps: readonly string[] = []): void => {
  test(name, () => {
    const projects = readWith(reader, files)
    expect(projects.map(shown)).toEqual(expected)
    expect(shownGaps(projects)).toEqual(gaps)
  })
}
