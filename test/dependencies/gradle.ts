import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '../../src/impact/dependencies/project.ts'
import { gradleProjects } from '../../src/impact/dependencies/gradle/projects.ts'
import type { Comparison, Difference, Subject } from './compare.ts'

const alone = 'scripts alone'
const subject = (repo: string, commit: string, folder = '', lock = 'gradle.lockfile'): Subject[] => [{ repo, commit, folder, lock }, { repo, commit, folder, lock, note: alone }]

const subjects: Subject[] = [
  subject('google/nomulus', '7b34f3c85a1582694c356c4540de21df1754b4f4', 'core/'),
  subject('driessamyn/kapper', 'db83912336710d173cfb1a74fd96100dd13e3614', 'core/'),
  subject('home-assistant/android', '532638a99291268448b57398540d6336f41b8783', 'app/'),
  subject('radixdlt/babylon-node', '12919a01b3c0afdf3056da5412d810c51f98d640', 'core/'),
  subject('DataDog/dd-trace-java', '710bee5220a40e8d7df99f52fa0fa54daf9db0d2', 'dd-trace-core/'),
  subject('DataDog/dd-trace-java', '710bee5220a40e8d7df99f52fa0fa54daf9db0d2', 'dd-java-agent/instrumentation/akka/akka-http/akka-http-10.0/'),
  subject('bwaldvogel/mongo-java-server', 'e09dcfb7a49811fbe0543f23560eae9bb7deae95', 'core/'),
  subject('jonatan-ivanov/teahouse', '0cd26142df32dc235c1c0367f645f77c4008a6e6', 'tea-service/'),
  subject('ajoberstar/grgit', '88a80407a1bdedf0f4f688d1d3d570d8faa80e6d', 'grgit-core/'),
  subject('nebula-plugins/gradle-lint-plugin', '2be7a8c76c533ef3dd0f177c04fa96b02da9eb3e'),
  subject('embulk/embulk-util-config', '5e914d0c08fbe48e67ff34b94d7212c4fd155f04'),
  subject('Netflix/zuul', 'f3144f6c4e2715fe98f87934f2746dba65820aab', 'zuul-core/', 'dependencies.lock'),
  subject('Netflix/dgs-framework', 'ccc334223600fc0941769d203a09d5ab0633302d', 'graphql-dgs-client/', 'dependencies.lock'),
  subject('Netflix/metacat', '17dc53253fd7cf1ebb6315538bdc79dbb08ffd39', 'metacat-common/', 'dependencies.lock'),
  subject('atlassian/aws-infrastructure', 'c66c2036363ef0db6f623fd280327e46f454bd34'),
  subject('vulnlog/vulnlog', '89a295c242a96b2a7fc50195a782ad457f20a822', 'modules/cli-app/'),
  subject('microsoft/ApplicationInsights-Java', '6ad2da5f2d61b6f9d97a0c20985b5d18d6ace2dd', 'agent/agent-tooling/'),
  subject('JoseLion/maybe', '6d952ea87d4d0bb18654d12b265804b29cfd6445'),
].flat()

/** What Firebreak tells, also without versions. */
const told = new Map<Subject, Project>()
/** All that is locked. */
const locked = new Map<Subject, ReadonlyMap<string, ReadonlySet<string>>>()

export const comparison: Comparison = {
  ecosystem: 'maven',
  about: `
# Gradle

Gradle itself can tell what a build uses only by running the build's own programs, which is not done here. But some projects keep in a lockfile what Gradle resolved, and with that Firebreak is
compared, twice: once Firebreak reads the lockfile (all packages of all configurations, held against a second, plain reading of it), and once it is not shown any lockfile (${alone}): then the
versions that it finds in scripts and catalogs for what a project asks for itself are held against those that Gradle took. What packages from elsewhere ask for stands in their own descriptors,
which a tree does not have: without a lockfile nothing is told of it. Nothing is fetched and no script is run.
To repeat it: \`FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts gradle\`.
`,
  subjects,
  needs: (path) => gradleProjects.reads(path),
  hides: (path, { note }) => note === alone && isLock(path),
  resolved(root, asked) {
    const versions = lockedIn(join(root, asked.folder))
    locked.set(asked, versions)
    const all = [...versions].flatMap(([name, known]) => [...known].map((version) => `${name}@${version}`))
    const packages = new Set(asked.note === alone ? askedFor(root, asked, versions) : all)
    return Promise.resolve({ tool: 'the lockfile', packages })
  },
  ours(projects, asked) {
    const found = projects.filter(({ folder, files }) => folder === asked.folder && files.some((path) => gradleProjects.reads(path)))
    for (const project of found) told.set(asked, project)
    return found
  },
  shown: ({ name, version, direct }, _, { note }) => (name.startsWith(':') || (note === alone && !direct) ? null : `${name}@${version}`),
  cause: causeOf,
}

const isLock = (path: string) => /\.lockfile$|(^|\/)dependencies\.lock$/.test(path)

/** Versions by name. */
function lockedIn(folder: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const add = (name: string, version: string) => found.set(name, (found.get(name) ?? new Set()).add(version))
  for (const path of globSync('{gradle,buildscript-gradle}.lockfile', { cwd: folder })) {
    for (const [, name = '', version = ''] of readFileSync(join(folder, path), 'utf8').matchAll(/^([^#=:\n]+:[^=:\n]+):([^=:\n]+)=/gm)) add(name, version)
  }
  for (const path of globSync('dependencies.lock', { cwd: folder })) {
    const lock: Record<string, Record<string, { locked?: string }>> = JSON.parse(readFileSync(join(folder, path), 'utf8'))
    for (const packages of Object.values(lock)) for (const [name, { locked: version }] of Object.entries(packages)) if (version !== undefined) add(name, version)
  }
  return found
}

/** Of what scripts ask for: the version that is declared where some configuration has it, or else those that Gradle took. */
function askedFor(root: string, { folder }: Subject, versions: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const paths = globSync('**/*', { cwd: root }).map((path) => path.replaceAll('\\', '/')).filter((path) => gradleProjects.reads(path) && !isLock(path)).toSorted()
  const projects = gradleProjects.read({ paths, text: (path) => readFileSync(join(root, path), 'utf8') })
  const direct = projects.find((project) => project.folder === folder)?.dependencies.filter((each) => each.direct) ?? []
  return direct.flatMap(({ name, version }) => {
    const taken = versions.get(name) ?? new Set<string>()
    return (version !== null && taken.has(version) ? [version] : [...taken]).map((each) => `${name}@${each}`)
  })
}

function causeOf({ subject: asked, package: package_, only, ours }: Difference): string | null {
  const name = package_.slice(0, package_.lastIndexOf('@'))
  const isNamed = told.get(asked)?.dependencies.some((each) => each.name === name && each.version === null)
  if (asked.note !== alone) return null
  if (only === 'Firebreak') return locked.get(asked)?.has(name) ? 'Gradle took another version than the one declared, as another package or a rule asks for it, or the lockfile is older; told as a gap.' : 'declared for a configuration that is not locked.'
  if ([...ours].some((each) => each.startsWith(`${name}@`))) return 'Gradle took another version than the one declared, as another package or a rule asks for it, or the lockfile is older; told as a gap.'
  return isNamed ? 'Firebreak tells the package without a version: a range, a platform from elsewhere, or what has to be computed.' : null
}
