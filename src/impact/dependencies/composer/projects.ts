import type { Gap, ManifestFiles, Project, ProjectReader } from '../project.ts'
import { reachedWithRest, type Asked } from '../reached.ts'
import { readComposerLock, type ComposerLock } from './lock.ts'
import { readManifest, type Manifest } from './manifest.ts'

const manifestName = 'composer.json'
/** The second one is what was installed, where that is kept in the tree and the first one is not. */
const lockNames = ['composer.lock', 'vendor/composer/installed.json']

/** Projects of Composer: a folder with a composer.json, and the composer.lock beside it. */
export const composerProjects: ProjectReader = {
  ecosystem: 'composer',
  reads: (path) => /(^|\/)composer\.(json|lock)$|(^|\/)vendor\/composer\/installed\.json$/.test(path) && !/(^|\/)vendor\/(?!composer\/installed\.json$)/.test(path),
  read(files) {
    const all = new Set(files.paths)
    const folders = files.paths.filter((path) => path === manifestName || path.endsWith(`/${manifestName}`)).map((path) => path.slice(0, -manifestName.length))
    return folders.map((folder) => readProject(folder, files, lockNames.map((name) => folder + name).find((path) => all.has(path)) ?? null))
  },
}

function readProject(folder: string, files: ManifestFiles, lockPath: string | null): Project {
  const path = `${folder}${manifestName}`
  const [text, lockText] = [files.text(path), lockPath === null ? null : files.text(lockPath)]
  const manifest = text === null ? null : readManifest(text)
  const lock = lockPath === null || lockText === null ? null : readComposerLock(lockText, lockPath)
  // plugins add to what is asked for, so that a lockfile may have what nothing asks for
  const { dependencies, rest } = manifest === null ? { dependencies: [], rest: 0 } : reachedWithRest(lock?.locked ?? [], askedIn(manifest, lock, path), lock?.scopes)
  const gaps: (Gap | false)[] = [
    text !== null && manifest === null && { path, reason: 'This is no composer.json: it is not a JSON object.' },
    lockPath !== null && lockText !== null && lock === null && { path: lockPath, reason: 'This is no lockfile that can be read; versions are not known.' },
    lockPath !== null && rest > 0 && { path: lockPath, reason: `Who asks for ${rest} of its packages is not told.` },
  ]
  return {
    ecosystem: 'composer', folder, name: manifest?.name ?? null, version: manifest?.version ?? null, files: lockPath === null ? [path] : [path, lockPath].toSorted(),
    dependencies, graph: lock === null ? 'none' : rest > 0 ? 'partial' : 'whole', gaps: gaps.filter((gap) => gap !== false),
  }
}

/** What is asked for by its own name first: what only answers to another name is asked for by that where nothing else does. */
function askedIn({ asked }: Manifest, lock: ComposerLock | null, path: string): Asked[] {
  const all = asked.flatMap(({ name, range, scope, line }): Asked[] => {
    const places = lock?.placesOf(name) ?? []
    return (places.length === 0 ? [-1] : places).map((to) => ({ name, range, scope, at: { path, line }, to }))
  })
  const isItself = ({ name, to }: Asked) => lock?.locked[to]?.name === name
  return [...all.filter(isItself), ...all.filter((ask) => !isItself(ask))]
}
