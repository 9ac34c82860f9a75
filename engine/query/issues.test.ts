import { describe, expect, test } from 'vitest'
import { applySuggestion, compileQuery, type PatternType } from './index.ts'

/**
 * `query ⇒ start-end message; …`, one case a line; the text may be the beginning of the message. A warning begins with
 * `~`. `=> query` at the end is the query with the first suggestion applied.
 */
function check(patternType: PatternType, table: string): void {
  for (const line of table.split('\n').filter(row => row.trim() !== '')) {
    const [text = '', expected = ''] = line.trim().split(/ *⇒ */)
    const [messages = '', mended] = expected.split(/ *=> */)
    test(`${patternType}: ${text}`, () => {
      const { issues, plan } = compileQuery(text, { patternType })
      const said = issues.map(({ severity, start, end, message }) => `${severity === 'warning' ? '~' : ''}${start}-${end} ${message}`)
      const wanted = messages === '' ? [] : messages.split(/ *; */)
      expect(said.map((one, index) => one.slice(0, wanted[index]?.length ?? 0))).toEqual(wanted)
      expect(plan.branches.length > 0).toBe(issues.every(issue => issue.severity === 'warning'))
      const suggesting = issues.find(issue => issue.suggestion !== undefined)
      expect(suggesting && applySuggestion(text, suggesting)).toBe(mended)
    })
  }
}

describe('no issue', () => {
  check('keyword', String.raw`
    a and b                ⇒
    http://x std::x fo:x   ⇒
    repo:a rev:b c         ⇒
    (case:yes a) or (case:no b) ⇒
  `)
})

describe('known but not supported yet: named, never ignored', () => {
  check('keyword', String.raw`
    visibility:private a       ⇒ 0-18 visibility:private is not
    context:@me a              ⇒ 0-11 context: other than context:global is not
    repo:has.meta(x:y) a       ⇒ 0-18 repo:has.meta(…) is not
    repo:Deps(x y) a           ⇒ 0-14 repo:deps(…) is not
    repo:boost.relevant() a    ⇒ 0-21 repo:boost.relevant(…) is not
  `)
})

describe('structural search', () => {
  check('keyword', 'rule:x a ⇒ 0-6 rule: belongs to a structural search')
  check('structural', String.raw`
    f(x) NOT g(x)              ⇒ 5-13 A structural search finds what is there
    -content:x                 ⇒ 0-10 A structural search finds what is there
    a OR b rule:x              ⇒ 5-6 With rule: there can be one pattern only
    a type:commit              ⇒ 2-13 A structural search looks at the contents of files, as they stand or, with type:diff, as commits changed them, so type:commit
    a type:diff                ⇒
    a type:diff author:x       ⇒
    a type:diff type:file      ⇒ 12-21 type:file finds code as it stands and type:diff finds commits
    a type:path                ⇒ 2-11 A structural search looks at the contents
    a case:no                  ⇒ 2-9 A structural search always minds upper and lower case
    case:yes a                 ⇒
    rule:x rule:y a            ⇒ 7-13 rule: may stand only once
    -rule:x a                  ⇒ 0-7 rule: cannot be negated
  `)
})

describe('operators and negation', () => {
  check('keyword', String.raw`
    a and                  ⇒ 2-5 “and” needs something on both sides
    or a                   ⇒ 0-2 “or” needs
    a or or b              ⇒ 2-4 “or” needs
    a and or b             ⇒ 2-5 “and” needs
    (a or) b               ⇒ 3-5 “or” needs
    NOT                    ⇒ 0-3 NOT needs a pattern or a filter
    a NOT and b            ⇒ 2-9 NOT needs
    NOT NOT a              ⇒ 0-7 NOT needs
    NOT -repo:x a          ⇒ 0-11 NOT and “-” together cancel out
    NOT -content:x         ⇒ 0-14 NOT and “-” together
    NOT (a or b)           ⇒ 0-5 NOT cannot stand before a group
    -case:yes a            ⇒ 0-9 case: cannot be negated
    NOT type:file a        ⇒ 0-13 type: cannot be negated
    -rev:x repo:a          ⇒ 0-6 rev: cannot be negated
  `)
  check('standard', 'NOT (a b) ⇒ 0-9 NOT cannot stand before a group')
})

describe('parentheses and quotes', () => {
  check('keyword', String.raw`
    foo(                   ⇒ ~3-4 This parenthesis is never closed and is searched for as text
    foo)                   ⇒ ~3-4 This parenthesis is never opened and is searched for as text
    (a or b                ⇒ 0-1 This parenthesis is never closed, so it is unclear
    repo:x a or (b and c)  ⇒ ~9-11 Each filter limits only its own side of this OR
    "C:\dir"               ⇒ 3-5 Between quotes, \d is not an escape => "C:\\dir"
    file:"a\.b"            ⇒ 7-9 Between quotes, \. is not an escape => file:"a\\.b"
    ""                     ⇒ 0-2 This pattern is empty
    content: a             ⇒ 0-8 This pattern is empty
  `)
  check('standard', String.raw`
    foo(                   ⇒
    a) or b                ⇒ 1-2 This parenthesis is never opened, so it is unclear
  `)
})

describe('values', () => {
  check('keyword', String.raw`
    lang:golnag a          ⇒ 0-11 There is no language “golnag”. Did you mean golang => lang:golang a
    -lang:qqqqqqqqqqqq a   ⇒ 0-18 There is no language “qqqqqqqqqqqq”. Use a name or alias
    case:maybe a           ⇒ 0-10 case: takes yes or no, not “maybe”
    count:0 a              ⇒ 0-7 count: takes a whole number
    count:2147483648 a     ⇒ 0-16 count: takes
    count:-1 a             ⇒ 0-8 count: takes
    timeout:10 a           ⇒ 0-10 timeout: takes a time such as 30s
    timeout:2m a           ⇒ ~0-10 A search may take 60 seconds at most
    fork:perhaps a         ⇒ 0-12 fork: takes yes, no or only
    type:fiel a            ⇒ 0-9 type: takes file, path, repo, symbol, commit or diff, not “fiel” => type:file a
    select:repos a         ⇒ 0-12 select: takes repo, file, file.path, file.directory, file.owners, content, commit, commit.diff, commit.diff.added, commit.diff.removed, symbol or symbol.KIND, not “repos” => select:repo a
    patterntype:x a        ⇒ 0-13 patterntype: takes keyword, standard, literal, regexp or structural
  `)
})

describe('commits: filters and types that need each other', () => {
  check('keyword', String.raw`
    author:x a                           ⇒ 0-8 author: needs type:commit or type:diff. Add it to search in commits. => type:commit author:x a
    a NOT m:"x y"                        ⇒ 2-13 message: needs type:commit or type:diff. Add => a type:commit -message:"x y"
    a -committer:x                       ⇒ 2-14 committer: needs => a type:commit -committer:x
    before:yesterday author:x a          ⇒ 0-16 before: needs => type:commit before:yesterday author:x a
    since:"2 weeks ago" a                ⇒ 0-19 after: needs => type:commit after:"2 weeks ago" a
    type:file author:x a                 ⇒ 10-18 author: needs type:commit or type:diff, and not all that this query searches for is of that type
    (type:commit author:x) or author:y   ⇒ 26-34 author: needs => (type:commit author:x) or type:commit author:y
    repo:a@v2:^v1 b                      ⇒ 0-13 Leaving out the commits of a revision (^v1) needs type:commit or type:diff. => type:commit repo:a@v2:^v1 b
    repo:a rev:^v1 b                     ⇒ 7-14 Leaving out the commits of a revision (^v1) needs => repo:a type:commit rev:^v1 b
    select:commit a                      ⇒ 0-13 select:commit needs type:commit or type:diff. Add => type:commit select:commit a
    select:commit.diff.added a           ⇒ 0-24 select:commit.diff.added needs type:diff. Add => type:diff select:commit.diff.added a
    type:commit select:commit.diff a     ⇒ 12-30 select:commit.diff needs type:diff, and not all that this query
    type:commit select:file a            ⇒ 12-23 select:file shows parts of files, and this query finds commits
    (type:diff select:commit a) or b     ⇒ 11-24 select:commit needs type:commit or type:diff, and not all
    (type:diff a) or (select:content b)  ⇒ 18-32 select:content shows parts of files, and this query finds commits
    (select:commit.diff.removed a) or b  ⇒ 1-27 select:commit.diff.removed needs type:diff, and not all
    type:path select:symbol a            ⇒ 10-23 select:symbol needs type:symbol, or type:file
    type:diff select:symbol.method a     ⇒ 10-30 select:symbol.method shows parts of files, and this query finds commits
    type:diff type:symbol a              ⇒ 10-21 type:symbol finds code as it stands
    select:symbol.metod a                ⇒ 0-19 select: takes => select:symbol.method a
    select:commit (a or file:b)          ⇒ 0-13 select:commit needs type:commit or type:diff. Add => type:commit select:commit (a or file:b)
    type:diff select:file.owners a       ⇒ 10-28 select:file.owners shows parts of files, and this query finds commits
    type:diff type:path a                ⇒ 10-19 type:path finds code as it stands and type:diff finds commits
    type:file type:commit type:diff a    ⇒ 0-9 type:file finds code as it stands and type:commit and type:diff finds
    type:diff -file:has.content(x) a     ⇒ 10-30 file:has.content(…) speaks of files as they stand, and this search finds commits. Search for
    type:diff file:has.contributor(x) a  ⇒ 10-33 file:has.contributor(…) speaks of files as they stand, and this search finds commits. Use author:
    -after:yesterday type:diff a         ⇒ 0-16 after: cannot be negated
    type:diff author:a[ b                ⇒ 18-19 Not a valid regular expression
  `)
})

describe('dates', () => {
  check('keyword', String.raw`
    type:diff before:x a                 ⇒ 10-18 before: takes a date such as 2019-11-01, yesterday, "2 weeks ago" or "november 1 2019", not “x”.
    type:diff after:5 days ago           ⇒ 10-17 after: takes a date
    type:diff until: a                   ⇒ 10-16 before: takes a date
    type:diff after:2019-02-30 a         ⇒ 10-26 after: takes a date
    repohascommitafter:soon a            ⇒ 0-23 repohascommitafter: takes a date
    repo:has.commit.after(5 days) a      ⇒ 0-29 repo:has.commit.after(…) takes a date such as 2019-11-01, yesterday, 2 weeks ago or november 1 2019, not “5 days”
    repo:a rev:at.time(soon) b           ⇒ 7-24 rev:at.time(…) takes a date
    repo:a rev:at.time(soon, main) b     ⇒ 7-30 rev:at.time(…) takes a date such as 2019-11-01, yesterday, 2 weeks ago or november 1 2019, not “soon”
    repo:a rev:at.time(yesterday, ^x) b  ⇒ 7-33 rev:at.time(…) takes a date and, after a comma, one branch, tag or commit
    repo:a rev:at.time(yesterday,a:b) b  ⇒ 7-33 rev:at.time(…) takes a date and, after a comma, one
    repo:a@at.time(yesterday) b          ⇒ 0-25 at.time(…) cannot stand after @. Write it as a filter of its own: rev:at.time(DATE)
    rev:at.time(yesterday) b             ⇒ 0-22 rev: needs a repo:
    repo:a@v1 rev:at.time(yesterday) b   ⇒ 10-32 Revisions are named twice
  `)
})

describe('predicates', () => {
  check('keyword', String.raw`
    repo:has.path() a                    ⇒ 0-15 repo:has.path(…) needs a regular expression between
    -file:contains.content( ) a          ⇒ 0-25 file:has.content(…) needs
    repo:has.path(b[) a                  ⇒ 15-16 Not a valid regular expression
    repo:has.file(path:b content:c[) a   ⇒ 30-31 Not a valid regular expression
    repo:has.file(b[) a                  ⇒ 15-16 Not a valid regular expression
    repo:has.file() a                    ⇒ 0-15 repo:has.file(…) takes path:RE, content:RE or both
    repo:has.file(path:b path:c) a       ⇒ 0-28 repo:has.file(…) takes
    repo:has.file(path:b or content:c) a ⇒ 0-34 repo:has.file(…) takes
    repo:has.file(-path:b) a             ⇒ 0-22 repo:has.file(…) takes
    repo:has.path(b)@v1 a                ⇒ 0-19 repo:has.path(…) must end with the parenthesis that closes it
    repo:has.path(b)|(c) a               ⇒ 0-20 repo:has.path(…) must end
    repo:has.path(b                      ⇒ 0-15 repo:has.path(…) must end
    repo:has(b|c)d "repo:has.x(b)"       ⇒
    repo:"has.path(b)" a                 ⇒
    rev:at.time(yesterday) repo:has.path(b) a ⇒
    rev:v1 -repo:has.path(b) a           ⇒ 0-6 rev: needs a repo:
    repohasfile:b[ a                     ⇒ 13-14 Not a valid regular expression
  `)
})

describe('regular expressions', () => {
  check('keyword', String.raw`
    repo:a[ b              ⇒ 6-7 Not a valid regular expression
    file:(a b              ⇒ 5-7 Not a valid regular expression
    file:"a(" b            ⇒ 7-8 Not a valid regular expression
    file:"\\(" b           ⇒
    repo:a(@v1 b           ⇒ 6-7 Not a valid regular expression
    /a(?=b)/               ⇒ 2-5 Not a valid regular expression
    -content:/a**/         ⇒ 12-13 Not a valid regular expression
  `)
  check('regexp', String.raw`
    a\(b                   ⇒
    a[                     ⇒ 1-2 Not a valid regular expression
  `)
})

describe('parts that do not go together', () => {
  check('keyword', String.raw`
    case:yes case:no a             ⇒ 9-16 case: may stand only once
    fork:yes (fork:no or a)        ⇒ 10-17 fork: may stand only once
    count:1 count:2 a              ⇒ 8-15 count: speaks of the whole query; 8-15 count: may stand only once
    (count:1 a) or (count:2 b)     ⇒ 16-23 count: speaks of the whole query
    rev:v1 a                       ⇒ 0-6 rev: needs a repo:
    rev:v1 repo: a                 ⇒ 0-6 rev: needs a repo:
    rev:v1 -repo:x a               ⇒ 0-6 rev: needs a repo:
    repo:x@v1 rev:v2 a             ⇒ 10-16 Revisions are named twice
    repo:x@v1 repo:y@v2 a          ⇒ 10-19 Two repo: filters name different revisions
    -repo:x@v1 a                   ⇒ 0-10 A negated repo: cannot name revisions
    repo:x@-v a                    ⇒ 0-9 “-v” cannot be a revision
    repo:x rev:a..b c              ⇒ 7-15 “a..b” cannot be a revision
  `)
})

describe('probably mistyped filters are searched for as text, with a warning', () => {
  check('keyword', String.raw`
    repos:x a              ⇒ ~0-6 “repos:” is not a filter, so it is searched for as text => repo:x a
    langauge:go            ⇒ ~0-9 “langauge:” is not a filter => language:go
    -flie:x a              ⇒ ~1-6 “flie:” is not a filter => -file:x a
  `)
})

describe('empty', () => {
  check('keyword', ' ⇒ 0-0 The query is empty')
})

test('more than 500 parts are refused', () => {
  const { issues } = compileQuery('a '.repeat(501), { patternType: 'keyword' })
  expect(issues.map(issue => issue.message)).toEqual(['The query has more than 500 patterns and filters. Use a regular expression, or several searches.'])
})

test('regular expressions are bounded, alone and together', () => {
  const messages = (text: string) => compileQuery(text, { patternType: 'keyword' }).issues.map(issue => issue.message)
  expect(messages(String.raw`/\pL{40}/`)).toEqual([])
  expect(messages(String.raw`/(\pL{1000}){10}/`).join()).toMatch(/^This regular expression is too large|^Not a valid regular expression/)
  expect(messages(String.raw`/\pL{40}/ `.repeat(400)).join()).toMatch(/^The regular expressions before this one are already as large/)
})
