import { cargoProjects } from './cargo/projects.ts'
import { composerProjects } from './composer/projects.ts'
import { gemProjects } from './gem/projects.ts'
import { goProjects } from './golang/projects.ts'
import { gradleProjects } from './gradle/projects.ts'
import { mavenProjects } from './maven/projects.ts'
import { npmProjects } from './npm/projects.ts'
import { nugetProjects } from './nuget/projects.ts'
import type { ProjectReader } from './project.ts'
import { pypiProjects } from './pypi/projects.ts'

/** Every reader, one a package manager. */
export const readers: readonly ProjectReader[] = [npmProjects, cargoProjects, goProjects, mavenProjects, gradleProjects, composerProjects, nugetProjects, pypiProjects, gemProjects]

/** Counts up when a reader tells something else of the same files than before: everything is then read anew. */
export const READERS_VERSION = 15

/** Whether a file matters to some reader. */
export const isManifest = (path: string): boolean => readers.some((reader) => reader.reads(path))
