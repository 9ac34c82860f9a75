import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pick, seeded } from '../../../test/support/random.ts'
import type { OwnersDialect } from '../contract.ts'
import { temporaryFolder } from '../git/testing.ts'
import { readCodeowners } from './codeowners.ts'
import { matchesGlob, partsOf, readIgnoreGlob } from './glob.ts'
import { dialectOf, placesFor } from './places.ts'
import { ownersByRules } from './rule.ts'

/** `@a @b (12)` for each section that speaks of a path; `nobody` where it is left to nobody. */
async function ownersIn(text: string, dialect: OwnersDialect): Promise<(path: string) => string> {
  const find = ownersByRules(await readCodeowners(text, dialect), 'CODEOWNERS')
  return (path) =>
    find(partsOf(path)).map(({ owners, reason }) => {
      const { line, section, optional } = reason.kind === 'codeowners' ? reason : { line: 0, section: null, optional: false }
      const names = owners.map(({ name, members = [] }) => name + (members.length > 0 ? `{${members.join(' ')}}` : '')).join(' ') || 'nobody'
      return `${names} (${section === null ? '' : `${optional ? '^' : ''}${section} `}${line})`
    }).join(' + ')
}

/** `+path` is owned by the pattern, `-path` is not. */
const checkPattern = (dialect: OwnersDialect) => (pattern: string, paths: string) => {
  for (const word of paths.split(' ')) {
    test(`${dialect}: ${pattern} ${word}`, async () => expect((await ownersIn(`${pattern} @o`, dialect))(word.slice(1).replaceAll('␣', ' '))).toBe(word.startsWith('+') ? '@o (1)' : ''))
  }
}

/** The meanings of patterns as GitHub documents them ("About code owners"). */
describe('a pattern as GitHub reads it', () => {
  const check = checkPattern('github')

  check('*', '+a.ts +deep/down/b +.env +.github/x')
  check('*.js', '+a.js +src/deep/b.js -a.jsx -a.ts +lib.js/inside')
  check('/*', '+a.ts -deep/b')
  check('/build/logs/', '+build/logs/a.log +build/logs/deep/b -sub/build/logs/a -build/logs')
  check('docs/*', '+docs/getting-started.md -docs/build-app/troubleshooting.md -sub/docs/a.md')
  check('apps/', '+apps/a +sub/apps/deep/b -apps')
  check('/docs/', '+docs/a +docs/deep/b -sub/docs/a')
  check('**/logs', '+build/logs/a +scripts/logs/a +deeply/nested/logs/a +logs/a +x/logs -x/logsy')
  check('/apps/github', '+apps/github +apps/github/a -sub/apps/github')
  check('apps/github', '+apps/github/a -sub/apps/github/a')
  check('src/**/test.ts', '+src/test.ts +src/a/b/test.ts -test.ts')
  check('src/**', '+src/a +src/a/b -other/src/a -src')
  check('**/a/**/b/**', '+a/b/x +x/a/y/z/b/q/r -a/b')
  check('/**/x', '+x +a/x +a/b/x/y')
  check('file?.ts', '+file1.ts +fileé.ts -file12.ts -file/.ts')
  check('**/', '+a/b +a/b/c -a')
  check('a/**/', '+a/b/c -a/b')
  check('a**z', '+a-z +x/az/y -a/z')
  check('a+b(c).ts', '+a+b(c).ts -aab(c).ts')
  check('app/[slug]/page.tsx', '+app/[slug]/page.tsx -app/s/page.tsx')
  check('my\\ docs/', '+my␣docs/a -my')
  check('a\\*b', '+a*b -axb')
  check('README.md', '+README.md +deep/README.md -readme.md')
  check('!secret', '-secret')
  check('\\#x', '-#x')
  check('***/x', '-x -a/x')
  check('a//b', '-a/b')
})

describe('a pattern as GitLab reads it', () => {
  const check = checkPattern('gitlab')

  check('*', '+a.ts +deep/down/.b')
  check('/README.md', '+README.md -docs/README.md')
  check('README.md', '+README.md +internal/README.md +app/lib/README.md')
  check('internal/README.md', '+internal/README.md +docs/api/internal/README.md -README.md')
  check('/docs/', '+docs/a +docs/deep/b -docs -sub/docs/a')
  check('/docs', '+docs -docs/a')
  check('lib/', '+lib/a +x/lib/y/z')
  check('/docs/*.md', '+docs/a.md -docs/api/a.md -x/docs/a.md')
  check('/docs/*spec*', '+docs/qa_specs.rb +docs/runtime.spec')
  check('/docs/*/README.md', '+docs/api/README.md -docs/README.md -docs/a/b/README.md')
  check('/docs/**/index.md', '+docs/index.md +docs/api/graphql/index.md -index.md')
  check('/docs/**', '+docs/a -docs/a/b')
  check('**/*.rb', '+config/database.rb +a.rb +.hidden/a.rb')
  check('/[a-c]*/x', '+b1/x -d1/x')
  check('/[!a-c]*/x', '-b1/x +d1/x')
  check('path\\ with\\ spaces/*.md', '+path␣with␣spaces/a.md -path')
  check('\\#pound.rb', '+#pound.rb')
  check('[a', '-[a -a')
})

describe('a pattern as Bitbucket reads it', () => {
  const check = checkPattern('bitbucket')

  check('*', '+a.ts +deep/down/b')
  check('ci/*', '+ci/a -ci/jobs/prod.yml')
  check('frontend/', '+frontend/a +x/frontend/b/c')
  check('main.{java,js,ts}', '+main.js +a/main.ts -main.go')
  check('docs/{public/*,api/*}', '+docs/public/a +docs/api/b -docs/public/a/b -docs/x')
  check('{a,b}/{c,d}.ts', '+a/c.ts +b/d.ts -a/e.ts')
  check(`${'{a,b}'.repeat(7)}`, '-aaaaaaa')
  check('"a/path with spaces/*"', '+a/path␣with␣spaces/x -a/path')
  check('\\!file.txt', '+!file.txt')
  check('\\#file.txt', '+#file.txt')
})

/** A file, and then `path → answer` on each line. */
function check(name: string, dialect: OwnersDialect, file: string, expected: string, problems: string[] = []): void {
  describe(`${dialect}: ${name}`, () => {
    const find = ownersIn(file, dialect)
    for (const line of expected.trim().split('\n')) {
      const [path = '', answer = ''] = line.trim().split(/ → ?/)
      test(line.trim(), async () => expect((await find)(path)).toBe(answer))
    }
    test('tells the lines that it passes over', async () => expect((await readCodeowners(file, dialect)).problems.map(({ line, message }) => `${line}: ${message}`)).toEqual(problems))
  })
}

const github = `# comment
* @global
*.js @js-owner #an inline comment
*.go docs@example.com @org/team

/apps/ @octocat
/apps/github
/apps/x nonsense @x
  # indented
!/apps/y @y
`
check('the last rule decides', 'github', github.replaceAll('\n', '\r\n'), `
  README → @global (2)
  src/a.js → @js-owner (3)
  a.go → docs@example.com @org/team (4)
  apps/a.js → @octocat (6)
  apps/github/a.js → nobody (7)
  apps/x → @octocat (6)`, [
  '8: This line is passed over: “nonsense” is no owner: write @name, @organisation/team or an e-mail address.',
  '10: This line is passed over: GitHub knows no negation.',
])

check('sections', 'gitlab', `* @admin

[README Owners]
README.md @user1 @user2
internal/README.md @user4

^[Docs][2] @docs-team @group/sub
docs/
*.txt
docs/x.txt @other

[readme OWNERS]
/internal/ @@maintainer
`, `
  README.md → @admin (1) + @user1 @user2 (README Owners 4)
  internal/README.md → @admin (1) + @@maintainer (README Owners 13)
  docs/a.md → @admin (1) + @docs-team @group/sub (^Docs 8)
  docs/x.txt → @admin (1) + @other (^Docs 10)`)

check('a section that is required in one place is so in all', 'gitlab', `^[A] @a\nx\n[a] @b\ny\n`, `
  x → @a (A 2)
  y → @b (A 4)`)

check('exclusions', 'gitlab', `* @default-owner
!*.rb
/special/*.rb @ruby-owner

[Ruby]
*.rb @ruby-team
!/config/**/*.rb
/config/routes.rb @ops

[Config]
/config/ @ops-team
`, `
  a.md → @default-owner (1)
  a.rb → nobody (2) + @ruby-team (Ruby 6)
  special/a.rb → nobody (2) + @ruby-team (Ruby 6)
  config/routes.rb → nobody (2) + nobody (Ruby 7) + @ops-team (Config 11)`)

check('what cannot be parsed', 'gitlab', `* @group\n[Docs]\ndocs/**/* @group  # and @other\n\n[Section name\n/path/* @group user_without @with.sign\nfolder with spaces/*.md @g\n`, `
  docs/a → @group (1) + @group @other (Docs 3)
  path/a → @group (1) + @group @with.sign (Docs 6)
  folder → @group (1) + @g (Docs 7)`, ['5: This line is passed over: a bracket is not closed, or a backslash stands at the end.'])

check('groups and negation', 'bitbucket', `CODEOWNERS.toplevel.assignment_routing random 2
*.java @"James Gosling" @@JSDevs # who else
@@@Devs @peter @"Ann Pro" @@Others @@Devs
@@@Others ann@example.com
jvm/** @@Devs
!jvm/generated/
*.scala @workspace/reviewers:random(2)
Check(@@Devs >= 1)
`, `
  a.java → @James Gosling @@JSDevs (2)
  jvm/a.java → @@Devs{@peter @Ann Pro @@Others @@Devs ann@example.com} (5)
  jvm/generated/a.java → nobody (6)
  a.scala → @workspace/reviewers (7)`)

describe('which dialect a file is written in', () => {
  const check = (repository: string, file: string, text: string, dialect: OwnersDialect) =>
    test(`${repository} ${file} ${JSON.stringify(text)} → ${dialect}`, () => expect(dialectOf(repository, file, text)).toBe(dialect))

  check('gitlab.com/a/b', '.github/CODEOWNERS', '* @a', 'github')
  check('shop', '.bitbucket/CODEOWNERS', '* @a', 'bitbucket')
  check('gitlab.example.com/a/b', 'CODEOWNERS', '* @a', 'gitlab')
  check('github.com/a/b', 'CODEOWNERS', '[Docs]\n* @a', 'github')
  check('shop', 'CODEOWNERS', '* @a\n[Docs] @b\nx', 'gitlab')
  check('shop', 'CODEOWNERS', '* @a\n^[Docs][2]\r\nx', 'gitlab')
  check('shop', 'CODEOWNERS', '[slug]/x @a', 'github')
  check('shop', 'docs/CODEOWNERS', '@@@Devs @a', 'bitbucket')
  check('gitlab', 'CODEOWNERS', '* @a', 'github')

  test('its own host looks first', () => {
    expect(placesFor('shop').slice(0, 3)).toEqual(['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'])
    expect(placesFor('gitlab.com/a/b').slice(0, 4)).toEqual(['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS', '.github/CODEOWNERS'])
  })
})

describe('a file made to take long', () => {
  test('does not', async () => {
    const hostile = Array.from({ length: 30_000 }, () => `${'*a'.repeat(150)} @o`).join('\n')
    expect((await ownersIn(hostile, 'github'))('b'.repeat(1000))).toBe('')
    expect((await readCodeowners(hostile, 'github')).problems.at(-1)?.message).toContain('more rules than are read')
  })

  test('may define groups in circles', async () => {
    const circle = Array.from({ length: 1000 }, (_, at) => `@@@g${at} @@g${(at + 1) % 1000} @m${at}`).join('\n')
    expect((await ownersIn(`${circle}\n* @@g0`, 'bitbucket'))('x').length).toBeLessThan(3000)
  })

  test('is of many folders and names, of which the last decides', async () => {
    const find = await ownersIn(Array.from({ length: 15_000 }, (_, at) => `${at % 2 === 0 ? `/a/${at}/` : `n${at}`} @o${at}`).join('\n'), 'github')
    expect([find('a/14000/x'), find('a/14000/n3'), find('n4001/a/n3'), find('a/x/n2'), find('a/14001/n14001')]).toEqual(['@o14000 (14001)', '@o14000 (14001)', '@o4001 (4002)', '', '@o14001 (14002)'])
  })
})

/**
 * Git's own ignore rules are what GitHub's follow, but for negation, brackets and `x/*`. Only the files are told to git, as a rule that matches
 * a folder stands for what is in it.
 */
describe('patterns held against git', () => {
  const folder = temporaryFolder()
  const names = ['a', 'b', 'ab', 'a.js', '.b', 'c d']
  const paths: string[] = []

  beforeAll(() => {
    const random = seeded(5)
    while (paths.length < 60) {
      const path = Array.from({ length: 1 + random(4) }, () => pick(random, names)).join('/')
      if (paths.some((other) => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`))) continue
      paths.push(path)
      mkdirSync(dirname(folder.path('tree', path)), { recursive: true })
      writeFileSync(folder.path('tree', path), '')
    }
    execFileSync('git', ['init', '-q', folder.path('tree')])
  })
  afterAll(folder.remove)

  /** The paths that git would pass over. */
  function ignoredBy(pattern: string): string[] {
    writeFileSync(folder.path('tree', '.git', 'info', 'exclude'), `${pattern}\n`)
    try {
      const out = execFileSync('git', ['check-ignore', '-z', '--no-index', '--stdin'], { cwd: folder.path('tree'), input: paths.join('\0') })
      return out.toString().split('\0').filter(Boolean)
    } catch {
      return [] // git's way to say that there is none
    }
  }

  const seeds = [1, 2, 3, 4]
  for (const seed of seeds) {
    test(`seed ${seed}`, () => {
      const random = seeded(seed)
      let matched = 0
      for (let round = 0; round < 15; round++) {
        const pieces = ['a', 'b', 'ab', '*', '?', 'a*', '*b', '*.js', '**', 'c\\ d', '\\a', '?b', 'a**b', '.b']
        const body = Array.from({ length: 1 + random(4) }, () => pick(random, pieces)).join('/')
        const pattern = `${pick(random, ['', '', '/'])}${body}${pick(random, ['', '', '/'])}`
        if (/[^*]\/\*$|^\/\*$|\*\*\/\*$/.test(pattern)) continue // here GitHub says that it differs
        const read = readIgnoreGlob(pattern.replaceAll('\\ ', ' '))
        const found = paths.filter((path) => read.ok && matchesGlob(read.glob, partsOf(path)))
        expect({ pattern, found: found.toSorted() }).toEqual({ pattern, found: ignoredBy(pattern).toSorted() })
        matched += found.length
      }
      expect(matched).toBeGreaterThan(0)
    })
  }
})
