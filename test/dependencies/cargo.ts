import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Comparison, Subject } from './compare.ts'

const subject = (repo: string, commit: string, folder = ''): Subject => ({ repo, commit, folder })
const runtimeOnly = 'at run time'
/** What runs with the features that are on by default. */
const runtime = (each: Subject): Subject => ({ ...each, note: runtimeOnly })
const [ripgrep, helix, mdBook, ruff, zellij] = [
  '3fce3b5bb0236da2df6d99672afb8a719642eca7', '079a789e8cb08ead67f19e1971a1b7438b37354b', '641d06abe7d10d981ed61dd2711a30e4119666cd', 'fca5c7cf2cd2f8338f18b9485f936b8e9f07bd0b', 'bf8d23a4f774abf27a108da2a1a2689e7d8d0d23',
]

const subjects: readonly Subject[] = [
  subject('BurntSushi/ripgrep', ripgrep),
  subject('BurntSushi/ripgrep', ripgrep, 'crates/searcher/'),
  subject('sharkdp/bat', '2ba8db9c14e5794572f5ea338c2b90404c9769cb'),
  subject('sharkdp/fd', 'ee20f426ddf338ac7ead5c5f00ea49258005caaf'),
  subject('starship/starship', '6f33dcec91b758ccbae4ed850eaa6feabff798f9'),
  subject('helix-editor/helix', helix, 'helix-term/'),
  subject('helix-editor/helix', helix, 'helix-core/'),
  subject('casey/just', '4f41f609278edb6f1024e3dd7a9912946e1e7bc3'),
  subject('rust-lang/mdBook', mdBook),
  subject('rust-lang/mdBook', mdBook, 'crates/mdbook-html/'),
  subject('astral-sh/ruff', ruff, 'crates/ruff/'),
  subject('astral-sh/ruff', ruff, 'crates/ruff_wasm/'),
  subject('astral-sh/ruff', ruff, 'crates/ty_project/'),
  subject('gitui-org/gitui', 'bc086cf2e5f32cc66627340f8642021c9bf1bc55'),
  subject('tokio-rs/mini-redis', '3d93b42bc363220f85af4fc9e1bebd35b588a4a3'),
  subject('zellij-org/zellij', zellij),
  subject('zellij-org/zellij', zellij, 'zellij-server/'),
  subject('eza-community/eza', 'eed27ed05e74542af5852aed40e3dbff87d69c43'),
]

export const comparison: Comparison = {
  ecosystem: 'cargo',
  about: `
# Cargo

What Firebreak reads of a Cargo.toml and the Cargo.lock of its workspace is held against the graph that \`cargo metadata --locked --all-features\` tells, on every platform: all that is reached from the
package of the folder, with what others than the package itself need only for their own development left out. Packages of the same repository are left out on both sides. The rows “at run time” hold what
Firebreak tells to be needed at run time against the graph with the features that are on by default, and without what the package itself needs to be built. Cargo must be able to fetch packages.
To repeat it: \`FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts cargo\`.
`,
  subjects: [...subjects, ...subjects.map(runtime)],
  needs: (path) => /(^|\/)Cargo\.(toml|lock)$|\.rs$/.test(path), // not the settings of Cargo, which may name programs to run
  async resolved(root, { folder, note }) {
    const isRuntime = note === runtimeOnly
    const [version, metadata] = [await cargo(root, ['--version']), await cargo(join(root, folder), ['metadata', '--locked', ...(isRuntime ? [] : ['--all-features']), '--format-version', '1'])]
    return { tool: version.trim().replace(/ \(.*/, ''), packages: reachedIn(JSON.parse(metadata), { manifest: join(root, folder, 'Cargo.toml'), isRuntime }) }
  },
  ours: (projects, { folder, note }) =>
    projects.filter((project) => project.folder === folder).map((project) => (note === runtimeOnly ? { ...project, dependencies: project.dependencies.filter(({ scope }) => scope === 'runtime') } : project)),
  cause({ subject: { note }, only }) {
    if (note !== runtimeOnly) return null
    return only === 'tool'
      ? 'the package alone can do without it, as Firebreak tells; another package of the workspace turns it on.'
      : 'a feature that is off by default asks for it, in the repository or elsewhere: a lockfile has what any feature asks for.'
  },
}

interface Metadata {
  packages: readonly { id: string; name: string; version: string; manifest_path: string }[]
  resolve: { nodes: readonly { id: string; deps: readonly { pkg: string; dep_kinds: readonly { kind: string | null }[] }[] }[] }
}

function reachedIn({ packages, resolve: { nodes } }: Metadata, { manifest, isRuntime }: { manifest: string; isRuntime: boolean }): Set<string> {
  const [byId, depsOf] = [new Map(packages.map((each) => [each.id, each])), new Map(nodes.map(({ id, deps }) => [id, deps]))]
  const own = packages.find(({ manifest_path: path }) => path === manifest)?.id
  if (own === undefined) throw new Error(`Cargo does not know ${manifest}.`)
  const reached = new Set([own])
  for (const id of reached) {
    for (const { pkg, dep_kinds: kinds } of depsOf.get(id) ?? []) if (kinds.some(({ kind }) => (id === own ? !isRuntime || kind === null : kind !== 'dev'))) reached.add(pkg)
  }
  return new Set([...reached].map((id) => `${byId.get(id)?.name}@${byId.get(id)?.version}`))
}

async function cargo(folder: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('cargo', [...args], { cwd: folder, maxBuffer: 1 << 29 })
  return stdout
}
