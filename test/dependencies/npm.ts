import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { textIn } from '../../src/impact/dependencies/formats/json.ts'
import { splitAtRange } from '../../src/impact/dependencies/npm/lock.ts'
import { npmProjects } from '../../src/impact/dependencies/npm/projects.ts'
import { forDevelopment, readOrNull, type Comparison, type Difference, type Resolved, type Subject } from './compare.ts'
import { isRecord } from '../../src/impact/values.ts'

/** Of a tool that is installed under a name: its file, and how it is asked. */
interface Tool {
  label: string
  path: string
  arguments: readonly string[]
  /** Makes it leave out what is for development alone; where it can. */
  withoutDevelopment?: string
  /** Makes the tool find what it looks for. */
  prepare?(folder: string): void
  read(output: string): string[]
}

const npm: Tool = { label: 'npm 11.19.1', path: 'npm/bin/npm-cli.js', arguments: ['ls', '--all', '--long', '--json', '--package-lock-only'], withoutDevelopment: '--omit=dev', read: (output) => walk(JSON.parse(output), fromNpm) }
const pnpmList = ['ls', '-r', '--depth', 'Infinity', '--json']
const pnpm10: Tool = { label: 'pnpm 10.34.8', path: 'pnpm10/bin/pnpm.cjs', arguments: [...pnpmList, '--lockfile-only'], withoutDevelopment: '--prod', read: readPnpm }
const pnpm8: Tool = { label: 'pnpm 8.15.9', path: 'pnpm8/bin/pnpm.cjs', arguments: pnpmList, withoutDevelopment: '--prod', prepare: asIfInstalled, read: readPnpm }
const pnpm7: Tool = { ...pnpm8, label: 'pnpm 7.33.7', path: 'pnpm7/bin/pnpm.cjs' }
const yarn1: Tool = { label: 'yarn 1.22.22', path: 'yarn1/bin/yarn.js', arguments: ['list', '--json', '--no-progress', '--non-interactive', '--ignore-engines'], withoutDevelopment: '--prod', read: readYarnList }
const yarn = (version: string, name: string): Tool => ({ label: `yarn ${version}`, path: `${name}/bin/yarn.js`, arguments: ['info', '-A', '-R', '--json'], prepare: withoutPrograms, read: readYarnInfo })
const [yarn3, yarn49, yarn412, yarn418] = [yarn('3.2.4', 'yarn3'), yarn('4.9.1', 'yarn49'), yarn('4.12.0', 'yarn412'), yarn('4.18.1', 'yarn418')]
const bun: Tool = { label: 'bun 1.4.5', path: '@oven/bun-linux-x64/bin/bun', arguments: ['pm', 'ls', '--all'], read: readBun }

const subject = (repo: string, commit: string, lock: string, note: string): Subject => ({ repo, commit, folder: '', lock, note })

/** With the tool that wrote lockfiles of this form, or the first that can list without installing. */
const asked: readonly (readonly [Subject, Tool])[] = [
  [subject('mochajs/mocha', 'c6f874f3a99c9208a543c70dcc0cf52275defb6d', 'package-lock.json', 'version 1'), npm],
  [subject('mochajs/mocha', 'a5bd707301006a318f8fea205545d8779a1c94c5', 'package-lock.json', 'version 2'), npm],
  [subject('mochajs/mocha', '505b5e9cec2f0fcbb1e52457f9c638fbfaf87900', 'package-lock.json', 'version 3'), npm],
  [subject('socketio/socket.io', 'dc381b72c6b2f8172001dedd84116122e4cc95b3', 'package-lock.json', 'version 1'), npm],
  [subject('socketio/socket.io', '6bb2e7f5fb7c548f0776328b4a19719723e27efd', 'package-lock.json', 'version 3, workspace'), npm],
  [subject('npm/cli', '62c71e5128a01283f97bd62da30ddc673bddda0b', 'package-lock.json', 'version 3, workspace'), npm],
  [subject('lerna/lerna', '433275e03954ff16b60335cc1b9548fa959952e2', 'package-lock.json', 'version 1'), npm],
  [subject('lerna/lerna', '35d15a1567932be97759f512d8b8033dad72b411', 'package-lock.json', 'version 3, workspace'), npm],
  [subject('moment/moment', 'cb4ed0af3c3413a6a55470087c186919e574054d', 'package-lock.json', 'version 2'), npm],
  [subject('louislam/uptime-kuma', '6398a9581d1c3c427a7536559f47ccf45dac08b4', 'package-lock.json', 'version 3'), npm],
  [subject('select2/select2', 'b2fa356a62c2223544d3d679d765c1134907d219', 'package-lock.json', 'version 3'), npm],
  [subject('yarnpkg/yarn', '1089b39c17cd7054a549cf640deb9155f7d964d6', 'yarn.lock', 'Yarn 1'), yarn1],
  [subject('vuejs/core', '2f1f616650320f756a2501144afaebeabd20bda8', 'yarn.lock', 'Yarn 1, workspace'), yarn1],
  [subject('vitejs/vite', 'e30ce56861a154389a47e679c46a93680aae1325', 'yarn.lock', 'Yarn 1, workspace'), yarn1],
  [subject('webpack/webpack', 'a943d69c4fd4e7b3edcdc03bce7c41eceef3bfd6', 'yarn.lock', 'Yarn 1'), yarn1],
  [subject('reduxjs/redux-toolkit', '83f2458dbc91dc7c5a4f62d4985cf7dd1a1a4098', 'yarn.lock', 'version 6, workspace'), yarn3],
  [subject('jestjs/jest', '0469b4c69815bfddfc7c0b9f9a62c7030a4bc1f3', 'yarn.lock', 'version 6, workspace'), yarn3],
  [subject('reduxjs/redux-toolkit', 'fd30d992d63d2c41ced4cc93f33663f0eb537cc6', 'yarn.lock', 'version 8, workspace'), yarn49],
  [subject('prettier/prettier', '870b6df76058cc6c1c23418524d0272141c50677', 'yarn.lock', 'version 9'), yarn412],
  [subject('jestjs/jest', '071ea1a1bf799c36ef423886230a301224a63397', 'yarn.lock', 'version 10, workspace'), yarn418],
  [subject('reduxjs/react-redux', 'ad5d1e0816d0cb1464b25cf2853f2a7d73433f5b', 'yarn.lock', 'version 10, workspace'), yarn418],
  [subject('unjs/h3', '2a2bb50e21ba8ea6497e3ee0cca6d3f8c71570c5', 'pnpm-lock.yaml', 'version 5.4'), pnpm7],
  [subject('vuejs/core', '703f8c22e5e3ac4ce6ec362bec9e1fd7480776b8', 'pnpm-lock.yaml', 'version 5.4, workspace'), pnpm7],
  [subject('vuejs/core', '678c818e3a5463bc5071280f2ffbac9f294800be', 'pnpm-lock.yaml', 'version 6.0, workspace'), pnpm8],
  [subject('vitejs/vite', '4453d3578b343d16a8a5298bf154f280088968d9', 'pnpm-lock.yaml', 'version 6.0, workspace'), pnpm8],
  [subject('unjs/h3', 'a11c778722650ff39bb75db6fdabf07ae154e3e9', 'pnpm-lock.yaml', 'version 9.0'), pnpm10],
  [subject('vuejs/core', 'a7928a3000f0a4dbb1aa20477bb18ca67c83bc16', 'pnpm-lock.yaml', 'version 9.0, workspace'), pnpm10],
  [subject('vitejs/vite', '91ae134699f78fddc1a05dd974f85e6d5c875a96', 'pnpm-lock.yaml', 'version 9.0, workspace'), pnpm10],
  [subject('honojs/hono', '9839ff32a349bf088b6ddfa604010879dd2d3a05', 'bun.lock', 'version 1'), bun],
]
const toolOf = new Map(asked)

const about = `# npm

Firebreak reads every folder with a \`package.json\`, and the lockfile beside it or, in a workspace, above it:

| file | of |
|---|---|
| \`package-lock.json\`, \`npm-shrinkwrap.json\` | npm, versions 1, 2 and 3, and what npm 4 and before wrote |
| \`yarn.lock\` | Yarn 1 with its workspaces, and Yarn 2 and later |
| \`pnpm-lock.yaml\` | pnpm, versions 5, 6 and 9 |
| \`bun.lock\` | Bun 1.2 and later; the binary \`bun.lockb\` before it is told of as not read |
| \`pnpm-workspace.yaml\`, \`.yarnrc.yml\` | catalogs of ranges, and corrections of what packages ask for (\`packageExtensions\`) |

Where there are several lockfiles, the \`packageManager\` of the \`package.json\` decides, or else npm comes first, then Yarn, pnpm and Bun; the others are told of. Without a lockfile only
ranges are known. What comes from git or from an address has a version only where the lockfile says one.

## Held against the package managers

All that the projects of a lockfile use, at which versions, and whether for their development alone (where the tool tells: npm, Yarn 1, pnpm), as the package manager itself lists it from the same lockfile: \`npm ls --all --package-lock-only\`, \`yarn list\` (Yarn 1),
\`yarn info -A -R\`, \`pnpm ls -r --depth Infinity\`, \`bun pm ls --all\`. Projects of the workspace itself are left out on both sides. Nothing of the projects is run, and nothing is fetched.
Lockfiles of Yarn 2 (version 4) are read but not in the table: no Yarn that lists without installing takes those that were tried.

To repeat it, with clones of the projects in a folder (\`owner+name\` or \`name.git\`):

\`\`\`
npm install --prefix tools --ignore-scripts npm@11.19.1 pnpm7@npm:pnpm@7.33.7 pnpm8@npm:pnpm@8.15.9 pnpm10@npm:pnpm@10.34.8 yarn1@npm:yarn@1.22.22 \\
  yarn3@npm:@yarnpkg/cli-dist@3.2.4 yarn49@npm:@yarnpkg/cli-dist@4.9.1 yarn412@npm:@yarnpkg/cli-dist@4.12.0 yarn418@npm:@yarnpkg/cli-dist@4.18.1 @oven/bun-linux-x64@1.4.5
FIREBREAK_TOOLS=tools FIREBREAK_REPOS=clones node test/dependencies/main.ts npm
\`\`\`
`

export const comparison: Comparison = {
  ecosystem: 'npm', subjects: asked.map(([each]) => each), needs: npmProjects.reads, resolved, cause,
  shown: ({ name, version, scope }, _project, each) => `${name}@${version}${scope === 'dev' && toolOf.get(each)?.withoutDevelopment ? forDevelopment : ''}`,
  about,
}

async function resolved(folder: string, each: Subject): Promise<Resolved> {
  const tool = toolOf.get(each)
  const tools = process.env['FIREBREAK_TOOLS']
  if (!tool || tools === undefined) throw new Error('FIREBREAK_TOOLS has to name the folder that the tools are installed in.')
  tool.prepare?.(folder)
  const path = join(tools, 'node_modules', tool.path)
  const ask = (args: readonly string[]) => tool.read(tool === bun ? run(path, args, folder) : run(process.execPath, [path, ...args], folder))
  const all = ask(tool.arguments)
  if (!tool.withoutDevelopment) return { tool: tool.label, packages: new Set(all) }
  const needed = new Set(ask([...tool.arguments, tool.withoutDevelopment]))
  return { tool: tool.label, packages: new Set(all.map((name) => (needed.has(name) ? name : name + forDevelopment))) }
}

/** Nothing is fetched, and no program of the project runs. Some of them find fault, and tell all the same. */
function run(program: string, args: readonly string[], folder: string): string {
  const env = { ...process.env, YARN_IGNORE_PATH: '1', YARN_ENABLE_NETWORK: '0', npm_config_manage_package_manager_versions: 'false', npm_config_offline: 'true', npm_config_ignore_scripts: 'true', COREPACK_ENABLE_STRICT: '0', NODE_OPTIONS: '--max-old-space-size=6000' }
  try {
    return execFileSync(program, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    if (isRecord(error) && typeof error['stdout'] === 'string' && error['stdout'].length > 1_000) return error['stdout']
    throw error
  }
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies']

/** Every package of a tree of packages, each named by how it stands there. */
function walk(root: unknown, nameOf: (key: string, node: Readonly<Record<string, unknown>>) => string | null): string[] {
  const names: string[] = []
  const open = [root]
  for (const node of open) {
    for (const [key, child] of isRecord(node) ? sections.flatMap((section) => Object.entries(isRecord(node[section]) ? node[section] : {})) : []) {
      const name = isRecord(child) ? nameOf(key, child) : null
      if (name !== null) names.push(name)
      open.push(child)
    }
  }
  return names
}

function fromNpm(key: string, node: Readonly<Record<string, unknown>>): string | null {
  const version = textIn(node['version'])
  if (version === null || node['extraneous'] === true || textIn(node['resolved'])?.startsWith('file:')) return null
  return textIn(node['_id']) ?? `${key}@${version}`
}

function readPnpm(output: string): string[] {
  const importers: unknown = JSON.parse(output)
  return (Array.isArray(importers) ? importers : []).flatMap((importer) => walk(importer, (key, node) => (/^\d/.test(textIn(node['version']) ?? '') ? `${textIn(node['from']) ?? key}@${textIn(node['version'])}` : null)))
}

function readYarnList(output: string): string[] {
  const trees = output.split('\n').filter(Boolean).map((line): unknown => JSON.parse(line)).filter(isRecord).filter(({ type }) => type === 'tree')
  const names: string[] = []
  const open = trees.flatMap(({ data }) => (isRecord(data) && Array.isArray(data['trees']) ? data['trees'] : []))
  for (const node of open) {
    if (!isRecord(node) || node['shadow'] === true) continue
    names.push(textIn(node['name']) ?? '')
    if (Array.isArray(node['children'])) open.push(...node['children'])
  }
  return names.filter((name) => !name.startsWith('workspace-aggregator-'))
}

function readYarnInfo(output: string): string[] {
  const rows = output.split('\n').filter(Boolean).map((line): unknown => JSON.parse(line)).filter(isRecord)
  return rows.flatMap(({ value, children }) => {
    const [name, reference] = splitAtRange(textIn(value) ?? '')
    return reference.startsWith('workspace:') || !isRecord(children) ? [] : [`${name}@${textIn(children['Version'])}`]
  })
}

function readBun(output: string): string[] {
  return output.split('\n').slice(1).map((line) => line.replace(/^[│├└─\s]+/, '')).filter((line) => line !== '' && !line.includes('@workspace:'))
}

/** These list what is installed, as told by a copy of the lockfile among the modules. */
function asIfInstalled(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.pnpm'), { recursive: true })
  writeFileSync(join(modules, '.pnpm/lock.yaml'), readFileSync(join(folder, 'pnpm-lock.yaml')))
  const included = { dependencies: true, devDependencies: true, optionalDependencies: true }
  writeFileSync(join(modules, '.modules.yaml'), JSON.stringify({ layoutVersion: 5, virtualStoreDir: join(modules, '.pnpm'), included, hoistPattern: ['*'], registries: { default: 'http://localhost/' }, skipped: [], pendingBuilds: [], nodeLinker: 'isolated' }))
}

/** Settings may name programs of the project, which must not run. */
function withoutPrograms(folder: string): void {
  const path = join(folder, '.yarnrc.yml')
  const settings: unknown = parse(readOrNull(path) ?? '')
  rmSync(path, { force: true })
  const kept = ['catalog', 'catalogs', 'packageExtensions', 'enableTransparentWorkspaces', 'defaultProtocol']
  if (isRecord(settings)) writeFileSync(path, stringify(Object.fromEntries(kept.filter((key) => Object.hasOwn(settings, key)).map((key) => [key, settings[key]]))))
}

/** Under which other names a yarn.lock has packages. */
const aliasesIn = (text: string) => new Map([...text.matchAll(/^"?([^\s"]{1,200})@npm:(@?[^\s"@]{1,200})@/gm)].map(([, alias = '', name = '']) => [alias, name]))

function cause({ subject: each, package: named, only, text }: Difference): string | null {
  const [name] = splitAtRange(named)
  const aliases = each.note?.startsWith('Yarn 1') ? aliasesIn(text(`${each.folder}${each.lock}`) ?? '') : new Map<string, string>()
  if (only === 'tool' && aliases.has(name)) return '`yarn list` calls packages by the names that the project gives them; Firebreak by their own.'
  if (only === 'Firebreak' && [...aliases.values()].includes(name)) return '`yarn list` has it under the name that the project gives it.'
  if (only === 'tool' && /@0\.0\.0( dev)?$/.test(named) && text(`${each.folder}${each.lock}`)?.includes(`${name}@link:`)) return 'a folder of the project (`link:`), which Yarn calls version 0.0.0; Firebreak has it without a version.'
  return null
}
