import { folderOf } from '../folders.ts'
import { readObject, textIn } from '../formats/json.ts'
import { descendantsOf } from '../formats/xml.ts'
import type { Dependency } from '../project.ts'
import { normalized } from './versions.ts'
import type { SolutionTree } from './tree.ts'
import { isRecord } from '../../values.ts'

/** More are made to take long. */
const maxSdks = 5

/**
 * What a project is built with that comes from outside, not with .NET: packages whose code runs in every build. Their versions stand beside
 * their names, or in the `msbuild-sdks` of the global.json above: https://learn.microsoft.com/visualstudio/msbuild/how-to-use-project-sdk
 */
export function sdksOf(path: string, tree: SolutionTree): Dependency[] {
  const root = tree.root(path)
  const named = (root?.attributes.get('Sdk') ?? '').split(';').map((text) => ({ text, line: root?.line ?? 1 }))
  const below = [...descendantsOf(root, 'Sdk'), ...descendantsOf(root, 'Import')].map(({ attributes, line }) => ({ line, text: `${attributes.get('Name') ?? attributes.get('Sdk') ?? ''}/${attributes.get('Version') ?? ''}` }))
  return [...named, ...below].flatMap(({ text, line }): Dependency[] => {
    const [written = '', version = ''] = text.split('/').map((part) => part.trim())
    if (!/^[\w.-]{1,200}$/.test(written) || written.startsWith('Microsoft.NET.Sdk')) return []
    const found = version === '' ? sharedVersion(path, written, tree) : { range: version, at: { path, line } }
    return [{ name: written.toLowerCase(), version: found ? normalized(found.range) : null, range: found?.range ?? null, scope: 'dev', direct: true, requires: [], at: found?.at ?? { path, line } }]
  }).slice(0, maxSdks)
}

/** https://learn.microsoft.com/dotnet/core/tools/global-json#msbuild-sdks */
function sharedVersion(path: string, name: string, tree: SolutionTree): { range: string; at: Dependency['at'] } | null {
  const shared = tree.fileAbove(folderOf(path), 'global.json')
  const read = shared === null ? null : tree.json(shared)
  const sdks = read?.value['msbuild-sdks']
  const [written, version] = isRecord(sdks) ? (Object.entries(sdks).find(([each]) => each.toLowerCase() === name.toLowerCase()) ?? []) : []
  const range = textIn(version)
  return shared === null || written === undefined || range === null || !read ? null : { range, at: { path: shared, line: read.lineOf(written) } }
}

/** dotnet-tools.json: programs that help with the development of what lies beside it, or beside the folder `.config`. Null for what is none. https://learn.microsoft.com/dotnet/core/tools/local-tools-how-to-use */
export function readTools(text: string, path: string): Dependency[] | null {
  const read = readObject(text)
  const tools = read?.value['tools']
  if (!read || !isRecord(tools)) return null
  return Object.entries(tools).map(([name, tool]): Dependency => {
    const version = isRecord(tool) ? textIn(tool['version']) : null
    return { name: name.toLowerCase(), version: version === null ? null : normalized(version), range: version, scope: 'dev', direct: true, requires: [], at: { path, line: read.lineOfOpening(name) } }
  })
}
