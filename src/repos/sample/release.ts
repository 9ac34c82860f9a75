import { textOf, write } from './changes.ts'
import { dependency, npmVersion } from './npm.ts'
import type { Author } from './people.ts'
import { commit, tag } from './steps.ts'
import type { Change, Step } from './steps.ts'

type Released = { by: Author; at: string; version: string; notes: string[]; on?: string }

/** A commit that sets the version wherever this kind of repository keeps it and tells it in the changelog, and its tag. */
export function release({ by, at, version, notes, on = 'main' }: Released): Step[] {
  const name = `v${version}`
  return [commit(by, at, `Release ${name}`, [setVersion(version), changelog(version, at, notes)], { on }), tag(by, at, name, name, { on })]
}

const setVersion = (version: string): Change => (draft) => {
  if (draft.has('package.json')) npmVersion(version)(draft)
  if (draft.has('pyproject.toml')) {
    write(draft, 'pyproject.toml', textOf(draft, 'pyproject.toml').replace(/^version = ".*"$/m, `version = "${version}"`))
  }
  for (const path of [...draft.keys()].filter((path) => /(^|\/)pom\.xml$/.test(path))) {
    write(draft, path, textOf(draft, path).replace(OWN_VERSION, `$1${version}`))
  }
  if (draft.has('gradle.properties')) write(draft, 'gradle.properties', `version=${version}\n`)
}

/** The first coordinates of a pom.xml are its own, or its parent's, which it shares the version with. */
const OWN_VERSION = /(<groupId>com\.acme<\/groupId>\s*<artifactId>[^<]*<\/artifactId>\s*<version>)[^<]*/

/** Puts a version on top of CHANGELOG.md, below its title. */
const changelog = (version: string, at: string, notes: string[]): Change => (draft) => {
  const before = draft.has('CHANGELOG.md') ? textOf(draft, 'CHANGELOG.md').slice('# Changelog\n'.length) : ''
  const entry = `\n## ${version} (${at.slice(0, 10)})\n\n${notes.map((note) => `- ${note}\n`).join('')}`
  write(draft, 'CHANGELOG.md', `# Changelog\n${entry}${before}`)
}

/** What the update bot commits: one package, one version. */
export const bump = (at: string, name: string, version: string): Step =>
  commit('bot', at, `Update ${name} to ${version}`, [dependency(name, version)])

/** The same for a pinned Python tool, in both files that name it. */
export const bumpPinned = (at: string, name: string, from: string, to: string): Step =>
  commit('bot', at, `Update ${name} from ${from} to ${to}`, [replacePin('pyproject.toml', name, from, to), replacePin('requirements-dev.txt', name, from, to)])

const replacePin = (path: string, name: string, from: string, to: string): Change => (draft) => {
  const text = textOf(draft, path)
  if (!text.includes(`${name}==${from}`)) throw new Error(`${path} does not pin ${name} to ${from}`)
  write(draft, path, text.replace(`${name}==${from}`, `${name}==${to}`))
}
