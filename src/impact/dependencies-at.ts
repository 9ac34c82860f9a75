import type { Answer, Parsed } from '../platform/endpoint.ts'
import type { Caller } from '../platform/http.ts'
import type { Repos } from '../repos/repos.ts'
import type * as contract from './contract.ts'
import type { Dependency, Project } from './dependencies/project.ts'
import { manifestsOf, type TreeReader } from './trees/read-tree.ts'
import { nameWithVersion, projectLabel, shortestPaths } from './dependencies/shortest-paths.ts'
import { gapsOf } from './mainline.ts'
import type { Sboms } from './sboms/sboms.ts'
import { purlOf } from './versions/purl.ts'

type Query = Parsed<typeof contract.readDependencies>['query']

/** Reads the dependencies at any revision, from its files and the bills of materials that were uploaded for it. */
export async function dependenciesAt({ repos, trees, sboms }: { repos: Repos; trees: TreeReader; sboms: Pick<Sboms, 'projectsAt'> }, viewer: Caller, query: Query, signal: AbortSignal): Promise<Answer<typeof contract.readDependencies>> {
  const { repo, commit } = await repos.resolveRevision(viewer, query)
  const repository = await repos.byName(viewer, repo)
  const files = await repos.files(viewer, repository, commit, signal)
  const reading = await trees.projects(viewer, repository, manifestsOf(files), signal)
  const gaps = gapsOf(reading)
  const projects = [...reading.projects, ...(await sboms.projectsAt(repository.id, commit))]
  return {
    repo, rev: query.rev, commit, complete: gaps.length === 0, gaps,
    projects: projects.map(({ ecosystem, folder, name, version, files: read, graph }) => ({ ecosystem, folder, name, version, files: read, graph })),
    packages: projects.flatMap((project) => packagesOf(project, repo)),
  }
}

function packagesOf(project: Project, repo: string): contract.UsedPackage[] {
  const before = shortestPaths(project)
  const label = projectLabel(project, repo)
  const { ecosystem, folder, dependencies } = project
  return dependencies.map((dependency, place) => {
    const { name, version, range, scope, direct, at } = dependency
    return { purl: purlOf({ ecosystem, name, version }), ecosystem, name, version, range, scope, direct, via: [label, ...wayTo(place, before, dependencies)], project: folder, ...at }
  })
}

/** Longer ways are made to be long; of such only the end is told. */
const maxWay = 100

/** From the first package to this one. */
function wayTo(place: number, before: Int32Array, dependencies: readonly Dependency[]): string[] {
  const way: string[] = []
  for (let at = place; at >= 0; at = before[at] ?? -1) {
    const dependency = dependencies[at]
    way.push(dependency && way.length < maxWay ? nameWithVersion(dependency) : '…')
    if (way.length > maxWay) break
  }
  return way.reverse()
}
