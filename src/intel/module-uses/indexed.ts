import type { Family } from '../families.ts'
import { crateName } from '../manifests/cargo.ts'
import { pythonName } from '../manifests/python.ts'
import type { ModuleFamily } from './modules-named.ts'

/** A package as indexes name it. */
export interface IndexedPackage {
  manager: string
  name: string
}

/** By the names that indexers give to package managers: whose code it is, and how manifests name such a package. */
const managers: Record<string, readonly [Family, (name: string) => string]> = {
  npm: ['javascript', (name) => name],
  gomod: ['go', (name) => name],
  maven: ['jvm', (name) => name.replace(/^maven\//, '').replace('/', ':')],
  python: ['python', pythonName],
  pip: ['python', pythonName],
  cargo: ['rust', crateName],
  gem: ['ruby', (name) => name],
  rubygems: ['ruby', (name) => name],
}

/** Of other managers the packages are known by what indexes define alone. */
export function packageNamed({ manager, name }: IndexedPackage): { family: ModuleFamily; name: string } {
  const [family, read] = (Object.hasOwn(managers, manager) ? managers[manager] : undefined) ?? []
  return family && read ? { family, name: read(name) } : { family: 'other', name: `${manager} ${name}` }
}
