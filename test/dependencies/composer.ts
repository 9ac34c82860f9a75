import { execFileSync } from 'node:child_process'
import { textIn } from '../../src/impact/dependencies/formats/json.ts'
import { composerProjects } from '../../src/impact/dependencies/composer/projects.ts'
import { forDevelopment, type Comparison, type Resolved, type Subject } from './compare.ts'
import { isRecord } from '../../src/impact/values.ts'

const subject = (repo: string, commit: string, folder = ''): Subject => ({ repo, commit, folder, lock: 'composer.lock' })

const about = `# Composer

Firebreak reads every folder with a \`composer.json\`, and its \`composer.lock\`; without that, the \`vendor/composer/installed.json\` that some projects keep in their tree. Without either only ranges
are known. A package is reached through what it is called, or through a package that says it replaces or provides it. PHP itself, its extensions and Composer's interfaces are no packages. What
plugins add to a project's \`composer.json\` stands in the lockfile alone: such packages are told of without who asks for them. Names are in lower case, as Composer compares them.

## Held against Composer

All packages of the lockfile and the scope of each, as \`composer show --locked\` lists them, all and without development (\`--no-dev\`). Composer takes the scope from the part of the lockfile that a package
stands in; Firebreak walks from what the project asks for. No plugin and no script of the projects is run, and nothing is fetched.

To repeat it, with Composer installed and clones of the projects in a folder (\`owner+name\` or \`name.git\`):

\`\`\`
FIREBREAK_REPOS=clones node test/dependencies/main.ts composer
\`\`\`
`

export const comparison: Comparison = {
  ecosystem: 'composer', about, needs: composerProjects.reads, resolved,
  shown: ({ name, version, scope }) => `${name}@${version}${scope === 'dev' ? forDevelopment : ''}`,
  subjects: [
    subject('symfony/demo', '920d86dc809f837543cb519d3df5b364a2c36577'),
    subject('composer/composer', 'eba7baa59eb1b59246cf9800b0120fe78915b6ac'),
    subject('monicahq/monica', 'e08e91734170b6bbd582cb578532c3948196124e'),
    subject('koel/koel', '41cab99feeaf59b139699403fdfd41f0a280fb39'),
    subject('BookStackApp/BookStack', '6f1c54d018f7d55301eb4c31055b04769f5924d7'),
    subject('snipe/snipe-it', '5aa5c48018f25ae5eb8671bc278469e85d0ac054'),
    subject('vimeo/psalm', '3c67fc53dcdaab8107c214b8cf95c4c5e39489d2', 'vendor-bin/box/'),
    subject('PHP-CS-Fixer/PHP-CS-Fixer', '033b7c44bd79db75d30d1649aebd892941856bb9', 'dev-tools/'),
    subject('invoiceninja/invoiceninja', 'a148eec09bd1283db55112cbdfe26788bc234974'),
    subject('phpstan/phpstan-src', 'd73acef87f9d3ebd04bb6671d6b83755a8e62e8e'),
    subject('phpstan/phpstan-src', 'd73acef87f9d3ebd04bb6671d6b83755a8e62e8e', 'apigen/'),
    subject('firefly-iii/firefly-iii', 'a95b82b14cb01b6e40491f2a94c53b47b71766e7'),
    subject('firefly-iii/firefly-iii', 'a95b82b14cb01b6e40491f2a94c53b47b71766e7', '.ci/phpmd/'),
    subject('wp-cli/wp-cli-bundle', '01b1b10949e0ba46fbef6474481ea63d4ce4c7db'),
    subject('laravel/pint', '46037fb0d2ff8fc0e1b414ab22728c3abef39aee'),
  ],
}

async function resolved(folder: string, { folder: inner }: Subject): Promise<Resolved> {
  const ask = (...args: string[]) => execFileSync('composer', ['--no-interaction', '--no-plugins', `--working-dir=${folder}/${inner}`, ...args], {
    encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, COMPOSER_ALLOW_SUPERUSER: '1', COMPOSER_DISABLE_NETWORK: '1' },
  })
  const [, version = ''] = /Composer version (\S+)/.exec(ask('--version')) ?? []
  const needed = new Set(namesIn(ask('show', '--locked', '--no-dev', '--format=json')))
  const packages = namesIn(ask('show', '--locked', '--format=json')).map((name) => (needed.has(name) ? name : name + forDevelopment))
  return { tool: `Composer ${version}`, packages: new Set(packages) }
}

/** Behind the name of a branch stands the commit. */
function namesIn(output: string): string[] {
  const found: unknown = JSON.parse(output)
  const rows = isRecord(found) && Array.isArray(found['locked']) ? found['locked'].filter(isRecord) : []
  return rows.map((row) => `${textIn(row['name'])?.toLowerCase()}@${textIn(row['version'])?.split(' ')[0]}`)
}
