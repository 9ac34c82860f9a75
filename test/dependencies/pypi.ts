import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { comparedName } from '../../src/impact/versions/purl.ts'
import type { Comparison, Difference, Subject } from './compare.ts'

const subject = (repo: string, commit: string, lock: string, folder = ''): Subject => ({ repo, commit, folder, lock })

const runtimeOnly = 'at run time'
const runtime = (each: Subject): Subject => ({ ...each, note: runtimeOnly })
/** What leaves out extras and groups. */
const runtimeOptions: ReadonlyMap<string, readonly string[]> = new Map([['uv.lock', ['--no-default-groups']], ['poetry.lock', ['--only', 'main']]])

/** Requirements files need no lockfile: these are all that lie in and for a folder. */
const requirements = new Map<Subject, { files: readonly string[]; options: readonly string[] }>()
/** What was compiled was so on Linux. */
function required(repo: string, commit: string, { files, python, isCompiled, folder = '' }: { files: readonly string[]; python: string; isCompiled: boolean; folder?: string }): Subject {
  const made: Subject = { repo, commit, folder, lock: files[0] ?? '', note: [files.length > 1 ? `with ${files.length - 1} more` : [], isCompiled ? 'compiled' : []].flat().join(', ') }
  requirements.set(made, { files, options: ['--python-version', python, '--no-python-downloads', ...(isCompiled ? ['--python-platform', 'linux'] : ['--universal', '--no-deps'])] })
  return made
}

/** Of a workspace uv exports the groups of all members unless they are named. */
const groups = new Map<Subject, readonly string[]>()
function member(repo: string, commit: string, folder: string, named: readonly string[]): Subject {
  const made: Subject = { ...subject(repo, commit, 'uv.lock', folder), note: 'of the workspace' }
  groups.set(made, named)
  return made
}

const [pydantic, powertools, pipenv] = ['2151025aa51263f3016502b00010b78e4481eaa1', 'fa1c29f2d497a7c233f06eb69d0f7ee1b187a9e4', '3f1b272abd51d7d7ab7f5935bb6b25da86e93e8b']
const warehouse = ['main', 'deploy', 'dev', 'docs-blog', 'docs-dev', 'docs-user', 'lint', 'tests'].map((name) => `requirements/${name}.txt`)

const subjects: readonly Subject[] = [
  subject('pydantic/pydantic', pydantic, 'uv.lock'),
  member('pydantic/pydantic', pydantic, 'pydantic-core/', ['codspeed', 'dev', 'linting', 'testing-extra', 'wasm']),
  subject('mitmproxy/mitmproxy', '8fc25b3045934777b0796d8ec7958bbc257d7bb5', 'uv.lock'),
  subject('paperless-ngx/paperless-ngx', 'b0e0e8a35373a5d9d588a507cb63c79e50a23403', 'uv.lock'),
  subject('saleor/saleor', '723cd4eba87dfc72822ade45dc08a3caa548428d', 'uv.lock'),
  subject('fastapi/fastapi', 'c3f316b7e814667e8ee81e03a7330d00ee61e45c', 'uv.lock'),
  subject('django/djangoproject.com', '68a439a59f5692e9d847f23318d7a8603fc33c72', 'uv.lock'),
  subject('python-poetry/poetry', 'f46702336862f30050d5c641d5ed6f7568ded793', 'poetry.lock'),
  subject('Textualize/textual', '1d99508b928a771b51e1a527319c6b87dcff9e05', 'poetry.lock'),
  subject('element-hq/synapse', 'a58ad44eb0ce3cc14153f921206f322e17339dc5', 'poetry.lock'),
  subject('wemake-services/wemake-python-styleguide', '4f4964ade849deb1f3fff4005723f24bac27effb', 'poetry.lock'),
  subject('aws-powertools/powertools-lambda-python', powertools, 'poetry.lock', 'layer_v3/'),
  subject('pdm-project/pdm', 'a7e9d0015b4d5ca5d1b0c558582f9bf41b2fdf54', 'pdm.lock'),
  subject('pypa/pipenv', pipenv, 'Pipfile.lock'),
  subject('pypa/pipenv', pipenv, 'Pipfile.lock', 'examples/'),
  subject('MrPowerScripts/reddit-karma-farming-bot', '4dd8373063dec8dd6f149b993363650ee902accb', 'Pipfile.lock'),
  required('pypi/warehouse', '6b62157124ab7865029afeeadf282bce27d601d9', { files: warehouse, python: '3.14', isCompiled: true }),
  required('netbox-community/netbox', '43fe81f9e833228c9869f7ddadb67e6c5f145060', { files: ['requirements.txt'], python: '3.12', isCompiled: false }),
  required('aws-powertools/powertools-lambda-python', powertools, { files: ['requirements.txt'], python: '3.12', isCompiled: true, folder: 'docs/' }),
]

export const comparison: Comparison = {
  ecosystem: 'pypi',
  about: `
# Python

What Firebreak reads of a Python project is held against what the tool that wrote its lockfile exports of it, with all extras and groups, for every platform: \`uv export --frozen\`, \`poetry export\`
(with its plugin), \`pdm export\` and \`pipenv requirements\`. Requirements files, which have no tool of their own, are held against \`uv pip compile\` of each: those that were compiled
are followed to their end for the Python and the platform that they were compiled for, the others taken as they are (\`--no-deps\`). The rows “at run time” hold what Firebreak tells
to be needed at run time against an export without extras and groups. Projects of the same repository, and what has no version, are left out on both sides.
To repeat it, with these programs on the path: \`FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts pypi\`.
`,
  subjects: [...subjects, ...subjects.filter(({ lock }) => runtimeOptions.has(lock ?? '')).map(runtime)],
  needs: (path) => /(?:^|\/)(?:pyproject\.toml|uv\.lock|poetry\.lock|pdm\.lock|Pipfile|Pipfile\.lock|README\.[a-z]+|[^/]*requirements[^/]*\.(?:txt|in)|requirements\/[^/]*\.(?:txt|in))$/.test(path),
  async resolved(root, asked) {
    const folder = join(root, asked.folder)
    const [program = '', ...args] = commandFor(asked)
    const { files, options } = requirements.get(asked) ?? { files: [], options: [] }
    const version = await run(root, program, ['--version'])
    const exported = files.length === 0 ? await run(folder, program, args) : ''
    const compiled = files.map((file) => run(folder, 'uv', ['pip', 'compile', '--no-header', '--no-annotate', ...options, file]))
    const lines = [exported, ...(await Promise.all(compiled))].join('\n').split('\n')
    addresses.set(asked, new Set(lines.flatMap((line) => /^([\w.-]+)(?:\[[^\]]*\])? @ /.exec(line)?.[1] ?? []).map((name) => comparedName('pypi', name))))
    return { tool: `${program} ${/\d[\d.]*\d/.exec(version)?.[0]}`, packages: new Set(lines.flatMap(pinIn)) }
  },
  ours: (projects, asked) =>
    projects.filter((project) => project.folder === asked.folder && project.files.some((file) => file.endsWith(asked.lock ?? '')))
      .map((project) => (asked.note === runtimeOnly ? { ...project, dependencies: project.dependencies.filter(({ scope }) => scope === 'runtime') } : project)),
  cause: causeOf,
}

/** What is exported with an address instead of a version. */
const addresses = new Map<Subject, ReadonlySet<string>>()

const everything = ['--all-extras', '--all-groups']
const commands: ReadonlyMap<string, readonly string[]> = new Map([
  ['uv.lock', ['uv', 'export', '--frozen', '--no-hashes', '--no-emit-project', '--no-header', '--no-annotate', ...everything]],
  ['poetry.lock', ['poetry', 'export', '--without-hashes', ...everything]],
  ['pdm.lock', ['pdm', 'export', '--no-hashes', '-G', ':all', '-f', 'requirements']],
  ['Pipfile.lock', ['pipenv', 'requirements', '--dev']],
])

function commandFor(asked: Subject): readonly string[] {
  const [command, named] = [commands.get(asked.lock ?? '') ?? ['uv'], groups.get(asked)]
  if (asked.note === runtimeOnly) return [...command.filter((each) => !everything.includes(each)), ...(runtimeOptions.get(asked.lock ?? '') ?? [])]
  return named ? [...command.filter((each) => each !== '--all-groups'), ...named.flatMap((group) => ['--group', group])] : command
}

/** `name[extra]==1.0 ; marker` as `name@1.0`. */
function pinIn(line: string): string[] {
  const [, name, version] = /^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)/.exec(line) ?? []
  return name !== undefined && version !== undefined ? [`${comparedName('pypi', name)}@${version}`] : []
}

function causeOf({ subject: asked, package: name, only, theirs }: Difference): string | null {
  if (only === 'Firebreak' && addresses.get(asked)?.has(name.split('@')[0] ?? '')) return 'the tool exports where it is taken from instead of its version, which the lockfile has too.'
  const isTwice = asked.lock === 'Pipfile.lock' && [...theirs].some((each) => each.startsWith(name.slice(0, name.lastIndexOf('@') + 1)))
  return isTwice ? 'the lockfile has one version to run with and another one for development, of which the tool exports one.' : null
}

async function run(folder: string, program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { cwd: folder, env: { ...process.env, PIPENV_IGNORE_VIRTUALENVS: '1', NO_COLOR: '1' }, maxBuffer: 1 << 28 })
  return stdout
}
