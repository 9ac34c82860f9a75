import type { Dependency, Gap, Project } from './project.ts'

/** Far longer than any name or version that a package manager takes; a database refuses to index what is longer than a page. */
const maxText = 500

/** With texts that a database takes, whatever a file says: cut where they are too long, without U+0000 and halves of characters. */
export function storable(project: Project): Project {
  return { ...project, name: cleanOrNull(project.name), version: cleanOrNull(project.version), dependencies: project.dependencies.map(storableDependency), gaps: project.gaps.map(storableGap) }
}

const storableGap = ({ path, reason }: Gap): Gap => ({ path, reason: clean(reason) })

const storableDependency = (dependency: Dependency): Dependency =>
  ({ ...dependency, name: clean(dependency.name), version: cleanOrNull(dependency.version), range: cleanOrNull(dependency.range) })

const cleanOrNull = (text: string | null) => (text === null ? null : clean(text))

const clean = (text: string) => text.slice(0, maxText).replaceAll('\0', '').toWellFormed()
