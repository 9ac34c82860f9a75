import { describe, expect, test } from 'vitest'
import { ownersOf } from './owners.ts'

/** The meanings of patterns as GitHub documents them ("About code owners"). */
describe('a pattern of CODEOWNERS', () => {
  /** `+path` is owned by it, `-path` is not. */
  const check = (pattern: string, paths: string) => {
    for (const word of paths.split(' ')) {
      test(`${pattern} ${word}`, () => expect(ownersOf(`${pattern} @o`)(word.slice(1))).toEqual(word.startsWith('+') ? ['@o'] : []))
    }
  }

  check('*', '+a.ts +deep/down/b')
  check('*.js', '+a.js +src/deep/b.js -a.jsx -a.ts')
  check('/build/logs/', '+build/logs/a.log +build/logs/deep/b -sub/build/logs/a -build/logs')
  check('docs/*', '+docs/getting-started.md -docs/build-app/troubleshooting.md -sub/docs/a.md')
  check('apps/', '+apps/a +sub/apps/deep/b -apps')
  check('/docs/', '+docs/a +docs/deep/b -sub/docs/a')
  check('**/logs', '+build/logs/a +scripts/logs/a +deeply/nested/logs/a +logs/a +x/logs -x/logsy')
  check('/apps/github', '+apps/github +apps/github/a -sub/apps/github')
  check('apps/github', '+apps/github/a -sub/apps/github/a')
  check('src/**/test.ts', '+src/test.ts +src/a/b/test.ts -test.ts')
  check('src/**', '+src/a +src/a/b -other/src/a')
  check('file?.ts', '+file1.ts -file12.ts -file/.ts')
  check('a+b(c).ts', '+a+b(c).ts -aab(c).ts')
  check('my\\ docs/', '-my')
  check('README.md', '+README.md +deep/README.md -readme.md')
  check('!secret', '-secret')

  test('may hold an escaped space', () => expect(ownersOf('my\\ docs/ @o')('my docs/a')).toEqual(['@o']))
})

describe('a CODEOWNERS file', () => {
  const file = `# comment
* @global
*.js @js #an inline comment
*.go docs@example.com @org/team

/apps/ @octocat
/apps/github
/apps/x nonsense @x
`
  const check = (path: string, owners: string[]) => test(`${path} → ${owners.join(' ') || 'nobody'}`, () => expect(ownersOf(file.replaceAll('\n', '\r\n'))(path)).toEqual(owners))

  check('README', ['@global'])
  check('src/a.js', ['@js'])
  check('a.go', ['docs@example.com', '@org/team'])
  check('apps/a.js', ['@octocat'])
  check('apps/github/a.js', [])
  check('apps/x', ['@x'])

  test('made to take long does not', () => {
    const hostile = Array.from({ length: 6000 }, () => `${'*a'.repeat(150)} @o`).join('\n')
    expect(ownersOf(hostile)('b'.repeat(1000))).toEqual([])
  })
})
