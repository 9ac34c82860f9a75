import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Comparison, Difference, Subject } from './compare.ts'

const subject = (repo: string, commit: string, folder = '', note?: string): Subject => ({ repo, commit, folder, ...(note === undefined ? {} : { note }) })

const subjects: Subject[] = [
  subject('gin-gonic/gin', 'dcaa4296d111981ffb31ac3eba90bb63e1eb5ab9'),
  subject('junegunn/fzf', '956562daaa82ddf55ea8f7aeab56883377b742c6'),
  subject('cli/cli', '44ee17760709bedf1cad7e452e61751489b81a33'),
  subject('labstack/echo', '05489dc1730161df26b72d1ae2a3ba6fb8178fc7'),
  subject('sirupsen/logrus', '87434bb3a736e2a27d34df66924471714f408d3d'),
  subject('go-kit/kit', '78fbbceece7bbcf073bee814a7772f4397ea756c'),
  subject('hashicorp/terraform-plugin-sdk', '9e601691167da9f8b2d7e3909a1d55a1c4777dea'),
  subject('dexidp/dex', 'ab64ed778070e983cbb10cfc07ea4bb397d14312'),
  subject('dexidp/dex', 'ab64ed778070e983cbb10cfc07ea4bb397d14312', 'examples/'),
  subject('caddyserver/caddy', '0cf03d32f7d99cf160d5375e8a40fbe3d910d515'),
  subject('grpc/grpc-go', '4793ad0474669eafbd5346c8a3d098fdfa542498', 'examples/'),
  subject('grpc/grpc-go', '4793ad0474669eafbd5346c8a3d098fdfa542498', 'gcp/observability/'),
  subject('open-telemetry/opentelemetry-go', '736a14fcdca28b8cf5237e6b9b166ec6ed832bf7', 'exporters/prometheus/'),
  subject('prometheus/alertmanager', '68fb2d5759b3a92c0bb2a1a13d4ef7ff5b06256d'),
  subject('kubernetes/autoscaler', '55c37cd5eb550756c5ccc5a89e9068d77797e575', 'vertical-pod-autoscaler/'),
  subject('spf13/viper', '528f7416c4b56a4948673984b190bf8713f0c3c4', 'remote/'),
  subject('moby/buildkit', '73ed6825c4b7569379ef89df0aedcdbe64473d31', '', 'vendored'),
  subject('containerd/containerd', '301026e58c619e63d09c0ec411012e54c0124b03', 'api/'),
  subject('openfaas/faas', '8d803bf9e2655aec6a60fd0e25b392839f96af95', 'gateway/', 'vendored'),
  subject('rakyll/hey', '898582754e00405372f0686641441168f4e2f489', '', 'Go 1.13, vendored'),
  subject('spf13/cobra', 'adbc8813901bba65827259daa8e22ff94ec1f30e', '', 'Go 1.15'),
  subject('etcd-io/etcd', 'c34dc7ee0048fd2bcc44d50beff002e5e8069b69', '', 'workspace'),
  subject('etcd-io/etcd', 'c34dc7ee0048fd2bcc44d50beff002e5e8069b69', 'server/', 'workspace'),
  subject('etcd-io/etcd', 'c34dc7ee0048fd2bcc44d50beff002e5e8069b69', 'client/v3/', 'workspace'),
  subject('etcd-io/etcd', 'c34dc7ee0048fd2bcc44d50beff002e5e8069b69', 'tools/rw-heatmaps/', 'workspace'),
]

const format = '{{if .Main}}{{else if .Replace}}{{.Path}} {{.Replace.Path}} {{.Replace.Version}}{{else}}{{.Path}} {{.Path}} {{.Version}}{{end}}'
/** Every module of the graph, also those that nothing is needed of. */
const graphs = new Map<Subject, ReadonlySet<string>>()

export const comparison: Comparison = {
  ecosystem: 'golang',
  about: `
# Go modules

What Firebreak reads of a go.mod is held against the modules that Go itself finds to be needed: those of \`go list -m all\` of which \`go mod why -m -vendor\` knows a package that the main module
or its tests need, on any platform; in a workspace, which has no such account for one of its modules, those of the packages that \`go list -deps -test ./...\` names for this platform. A module
that is replaced counts as what it is replaced by; what lies in a folder has no version and is left out. A go.mod that Go wants updated is updated first (\`-mod=mod\`). Go must be able to fetch modules.
To repeat it: \`FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts golang\`.
`,
  subjects,
  async resolved(root, asked) {
    const go = goIn(join(root, asked.folder), asked.note === 'workspace' ? 'readonly' : 'mod')
    const graph = modulesIn(await go('list', '-m', '-f', format, 'all'))
    graphs.set(asked, new Set(graph.values()))
    const needed = asked.note === 'workspace' ? modulesIn(await go('list', '-deps', '-test', '-f', `{{with .Module}}${format}{{end}}`, './...')) : await neededOf(go, graph)
    return { tool: (await go('env', 'GOVERSION')).trim(), packages: new Set(needed.values()) }
  },
  cause: causeOf,
}

function causeOf({ subject: asked, package: name, only, text }: Difference): string | null {
  if (only === 'Firebreak' && graphs.get(asked)?.has(name)) return 'the go.mod lists it, and Go selects this version, but nothing is needed of it here (for tests of others, or for other platforms where the tool looks at one).'
  const before117 = /^go 1\.(\d|1[0-6])\b/m.test(text(`${asked.folder}go.mod`) ?? '')
  return only === 'tool' && before117 ? 'a go.mod for Go 1.16 or older leaves out what only others need, which is told as a gap.' : null
}

/** By path: `name@version` of what is taken for it; what lies in a folder has none. */
function modulesIn(output: string): Map<string, string> {
  const lines = output.split('\n').map((line) => line.split(' '))
  return new Map(lines.flatMap(([path = '', name, version]) => (version ? [[path, `${name}@${version}`] as const] : [])))
}

type Go = (...args: string[]) => Promise<string>

async function neededOf(go: Go, graph: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const why = await go('mod', 'why', '-m', '-vendor', ...graph.keys())
  const unneeded = new Set([...why.matchAll(/^\(main module does not need (?:to vendor )?module (\S+)\)$/gm)].map(([, path]) => path))
  return new Map([...graph].filter(([path]) => !unneeded.has(path)))
}

function goIn(folder: string, mod: 'mod' | 'readonly'): Go {
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: `-mod=${mod} -buildvcs=false` }
  return async (...args) => (await promisify(execFile)('go', args, { cwd: folder, env, maxBuffer: 1 << 28 })).stdout
}
