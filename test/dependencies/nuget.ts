import { join } from 'node:path'
import { folderOf } from '../../src/impact/dependencies/folders.ts'
import { readObject, textIn } from '../../src/impact/dependencies/formats/json.ts'
import { nugetProjects } from '../../src/impact/dependencies/nuget/projects.ts'
import { readOrNull, walkFiles, type Comparison, type Difference, type Resolved, type Subject } from './compare.ts'
import { isRecord } from '../../src/impact/values.ts'

const alone = 'project files alone'

const repos: readonly (readonly [repo: string, commit: string])[] = [
  ['temporalio/sdk-dotnet', '68e4eaefc5616dac58267d0590b4f48970bfb232'],
  ['krafs/Publicizer', 'c90041c16581f3b97743e304a062220039261ed4'],
  ['C4G/BLIS-NG', 'c6b817c02d8af797ca2ff1b40756498a1727d983'],
  ['18F/piipan', '126abae589f01dec04e87f1dd399ef47951389a2'],
  ['Azure/bicep', '9beb0fee60ca53458f41492b699af440367b240b'],
  ['bitwarden/server', 'ac309aa19ed351406a56032d5f26a7a9a99f4abd'],
  ['CollapseLauncher/Collapse', '36e469adc0995ae0403fb864454ce741662e0da5'],
  ['Caraxi/SimpleTweaksPlugin', '8671ec89510363a7dc47f599f5a5e42527de055e'],
  ['Qowaiv/Qowaiv', 'e4603afd8b314ef004f518af3b8811dba2d33d32'],
  ['CollapseLauncher/Hi3Helper.EncTool', '52c06228df34ddae82dcc9f4173c518cca0973dd'],
  ['AtmoOmen/OmenTools', '27fce383fea63eedcbde92fca4b81f6e8886be4e'],
  ['ByteTerrace/Puck', '5e3fc89ab4ae882bb77625721878017a211295a1'],
]

const about = `# NuGet

Firebreak reads every project file of .NET (\`.csproj\`, \`.fsproj\`, \`.vbproj\`) as MSBuild evaluates it, as far as that needs nothing but the tree: properties, conditions, \`Choose\`, imports, and
\`Directory.Build.props\`, \`Directory.Build.targets\` and \`Directory.Packages.props\` above it (central versions, \`VersionOverride\`, \`GlobalPackageReference\`), for each target framework; then

| file | of |
|---|---|
| \`packages.lock.json\`, \`packages.NAME.lock.json\`, and where \`NuGetLockFilePath\` points | all packages with what they ask for; also without a project file beside it |
| \`paket.lock\` with \`paket.dependencies\`, and \`paket.references\` beside project files | Paket: all packages with what they ask for, by groups |
| \`packages.config\` | projects of before \`PackageReference\`: all packages, without who asks for them |

Without a lockfile a project has what it asks for itself, in the version that NuGet then takes (\`1.2.3\` and \`[1.2.3]\`; of \`1.*\` and \`[1.0,2.0)\` only the range is known), and what the projects that it refers to
ask for, its own first, then the highest. What packages ask for themselves is then not known, which is told. A reference that is kept from those who use the project (\`PrivateAssets="all"\`), or that
is not compiled against, is for development. Conditions that cannot be told from the tree (\`Exists\`, the configuration, most functions) count as if they held, which is told too. What .NET itself adds
(\`NETStandard.Library\`, \`Microsoft.NET.ILLink.Tasks\`) or another SDK, stands in lockfiles alone; that SDK itself (\`Sdk="Name/1.0"\`, or from \`global.json\`) and tools (\`dotnet-tools.json\`) are told of, for development. Not read: references within targets, and
\`#:package\` lines of programs of one file. Names are in lower case, as NuGet compares them.

## Held against NuGet

No \`dotnet\` was to be had where this was written; its own answer is the \`packages.lock.json\` that it wrote into the repositories. So each repository is compared twice: everything that its lockfiles have, for
each project; and, with the lockfiles hidden from Firebreak (*${alone}*), what the lockfiles call direct, which Firebreak then has to find out from the project files.

To repeat it, with clones of the repositories in a folder (\`owner+name\` or \`name.git\`):

\`\`\`
FIREBREAK_REPOS=clones node test/dependencies/main.ts nuget
\`\`\`
`

const isLock = (path: string) => /(^|\/)packages(\.[^/]+)?\.lock\.json$/.test(path)

export const comparison: Comparison = {
  ecosystem: 'nuget', about, resolved, cause,
  subjects: repos.flatMap(([repo, commit]) => [{ repo, commit, folder: '', note: 'packages.lock.json' }, { repo, commit, folder: '', note: alone }]),
  needs: (path) => isLock(path) || nugetProjects.reads(path),
  ours(projects, _subject, paths) {
    const folders = new Set(paths.filter(isLock).map(folderOf))
    return projects.filter(({ folder }) => folders.has(folder))
  },
  hides: (path, { note }) => note === alone && isLock(path),
  shown: shownIn,
}

/** By folder, since a project's lockfile lies in its folder. Direct is what has a range: projects have none. */
function shownIn({ name, version, direct, range }: { name: string; version: string | null; direct: boolean; range: string | null }, { folder, files }: { folder: string; files: readonly string[] }): string | null {
  return files.some(isLock) ? `${folder} ${name}@${version}` : direct && range !== null ? `${folder} ${name}@${version} direct` : null
}

async function resolved(root: string, { note }: Subject): Promise<Resolved> {
  const packages = walkFiles(root).filter(isLock).flatMap((path) => {
    const lock = readObject(readOrNull(join(root, path)) ?? '')?.value['dependencies']
    const entries = isRecord(lock) ? Object.values(lock).filter(isRecord).flatMap((target) => Object.entries(target)) : []
    const folder = folderOf(path)
    return entries.flatMap(([name, entry]) => (isRecord(entry) && entry['type'] !== 'Project' && (note !== alone || entry['type'] === 'Direct') ? [`${folder} ${name.toLowerCase()}@${textIn(entry['resolved'])}${note === alone ? ' direct' : ''}`] : []))
  })
  return { tool: 'packages.lock.json', packages: new Set(packages) }
}

/** What .NET adds for some target frameworks and ways of publishing. */
const implicit = new Set(['netstandard.library', 'microsoft.net.illink.tasks', 'microsoft.dotnet.ilcompiler', 'microsoft.netframework.referenceassemblies'])

function cause({ subject: { note }, package: named, only, paths, text }: Difference): string | null {
  const [, folder = '', name = ''] = /^(\S*) ([^@]+)@/.exec(named) ?? []
  const beside = (shape: RegExp) => paths.filter((path) => shape.test(path) && folderOf(path).replace(/(^|\/)\.config\/$/, '$1') === folder).map((path) => (text(path) ?? '').toLowerCase())
  if (only === 'Firebreak' && beside(/\.\w+proj$/).some((each) => each.includes(`sdk="${name}/`) || each.includes(`<sdk name="${name}"`))) return 'an SDK that projects are built with, which lockfiles do not have.'
  if (only === 'Firebreak') return beside(/dotnet-tools\.json$/).some((each) => each.includes(`"${name}"`)) ? 'a tool, which lockfiles do not have.' : null
  if (note !== alone) return null
  if (implicit.has(name)) return '.NET itself adds it, for the target framework or the way of publishing.'
  const texts = beside(/\.\w+proj$/)
  if (texts.length === 0) return 'no project file lies beside the lockfile: it is of a program of one file, or was left behind.'
  if (texts.some((each) => isFloating(each, name))) return 'the project asks for a floating version (`1.*`), of which only the range is known.'
  const isNamed = paths.filter((path) => /\.(\w+proj|props|targets)$/.test(path)).some((path) => text(path)?.toLowerCase().includes(`include="${name}"`))
  return !isNamed && texts.some((each) => /sdk="(?!microsoft\.net\.sdk)/.test(each) || each.includes('<sdk name=')) ? 'the SDK that the project is built with adds it, which Firebreak tells of as a gap.' : null
}

const isFloating = (text: string, name: string) => text.split('\n').some((line) => line.includes(`"${name}"`) && /version="[^"]*\*/.test(line))
