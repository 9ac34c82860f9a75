import { descendantsOf, readXml } from '../formats/xml.ts'
import type { Dependency } from '../project.ts'
import { normalized } from './versions.ts'

/** packages.config has all packages of a project, those that others ask for too: https://learn.microsoft.com/nuget/reference/packages-config. Null for what is none. */
export function readPackagesConfig(text: string, path: string): Dependency[] | null {
  const root = readXml(text)
  if (root?.name !== 'packages') return null
  return descendantsOf(root, 'package').flatMap(({ attributes, line }): Dependency[] => {
    const [name, version] = [attributes.get('id')?.trim().toLowerCase(), attributes.get('version')?.trim()]
    if (!name) return []
    const scope = attributes.get('developmentDependency')?.toLowerCase() === 'true' ? 'dev' : 'runtime'
    return [{ name, version: version ? normalized(version) : null, range: attributes.get('allowedVersions') ?? version ?? null, scope, direct: true, requires: [], at: { path, line } }]
  })
}
