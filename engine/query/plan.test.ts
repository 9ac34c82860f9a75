import { describe, expect, test } from 'vitest'
import { compileQuery, DEFAULT_COUNT, DEFAULT_TIMEOUT_MS, printPlan, type PatternType } from './index.ts'

const DEFAULTS = { count: DEFAULT_COUNT, timeoutMs: DEFAULT_TIMEOUT_MS }

/** `query ⇒ plan` in the mini-language of plan-print.ts, one case a line. */
function check(patternType: PatternType, table: string): void {
  for (const line of table.split('\n').filter(row => row.trim() !== '')) {
    const [text = '', expected = ''] = line.trim().split(/ *⇒ */)
    test(`${patternType}: ${text}`, () => {
      const { plan, issues } = compileQuery(text, { patternType })
      expect(issues.filter(issue => issue.severity === 'error')).toEqual([])
      expect(printPlan(plan, DEFAULTS)).toBe(expected)
    })
  }
}

describe('pattern types', () => {
  check('keyword', String.raw`
    a b            ⇒ types:file,path,repo (any:"a" & any:"b")
    "a b" /c.d/    ⇒ types:file,path,repo (any:"a b" & any:/c.d/)
    a or not b     ⇒ types:file,path,repo (any:"a" + !any:"b")
    content:"a b"  ⇒ types:file,path,repo content:"a b"
    content:/a b/  ⇒ types:file,path,repo content:/a b/
    a -content:b   ⇒ types:file,path,repo (any:"a" & !content:"b")
    /a\/b\n/       ⇒ types:file,path,repo any:/a/b\n/
  `)
  check('standard', String.raw`
    a "b" c        ⇒ types:file,path,repo any:"a \"b\" c"
    f(a, b) x      ⇒ types:file,path,repo any:"f(a, b) x"
    a /b.c/ d      ⇒ types:file,path,repo (any:"a" & any:/b.c/ & any:"d")
    a b and c      ⇒ types:file,path,repo (any:"a b" & any:"c")
  `)
  check('literal', String.raw`
    a /b/ "c"      ⇒ types:file,path,repo any:"a /b/ \"c\""
  `)
  check('regexp', String.raw`
    foo ba[rz]     ⇒ types:file,path,repo any:/(?:foo).*?(?:ba[rz])/
    foo "a.b" /c/  ⇒ types:file,path,repo any:/(?:foo).*?(?:a\.b).*?(?:c)/
    foo not b      ⇒ types:file,path,repo (any:/foo/ & !any:/b/)
    content:a.b    ⇒ types:file,path,repo content:/a.b/
  `)
  check('keyword', 'patterntype:regexp a b ⇒ types:file,path,repo any:/(?:a).*?(?:b)/')
  check('structural', String.raw`
    f($A)  "b"             ⇒ types:file structural content:"f($A)  \"b\""
    lang:go a OR b         ⇒ lang:Go types:file structural (content:"a" + content:"b")
    rule:'{kind: x}' r:a   ⇒ repo:/a/ types:file structural rule:"{kind: x}"
    file:a                 ⇒ file:/a/ types:path
    type:file case:yes a   ⇒ types:file case structural content:"a"
  `)
})

describe('types', () => {
  check('keyword', String.raw`
    type:file a                ⇒ types:file content:"a"
    type:path a                ⇒ types:path path:"a"
    type:path content:a        ⇒ types:path content:"a"
    type:file type:path a      ⇒ types:file,path any:"a"
    type:repo a                ⇒ types:repo any:"a"
    repo:x a                   ⇒ repo:/x/ types:file,path any:"a"
    repo:x type:repo a         ⇒ repo:/x/ types:repo any:"a"
    not a                      ⇒ types:file,path !any:"a"
    file:x not a not b         ⇒ file:/x/ types:file,path (!any:"a" & !any:"b")
  `)
})

describe('symbols', () => {
  check('keyword', String.raw`
    type:symbol a b                ⇒ types:symbol name:(content:"a" & content:"b")
    type:symbol                    ⇒ types:symbol
    type:symbol lang:go not /^a/   ⇒ lang:Go types:symbol name:!content:/^a/
    type:symbol type:file a        ⇒ types:file,symbol name:content:"a" content:"a"
    type:symbol type:repo a        ⇒ types:repo,symbol name:content:"a" any:"a"
    select:symbol a                ⇒ types:symbol name:content:"a" ; select:symbol
    select:symbol.enum-member      ⇒ types:symbol ; select:symbol.enum-member
    type:file select:symbol.class a ⇒ types:file content:"a" ; select:symbol.class
  `)
  check('standard', 'type:symbol a b ⇒ types:symbol name:content:"a b"')
})

describe('filters alone', () => {
  check('keyword', String.raw`
    repo:x                     ⇒ repo:/x/ types:repo
    repo:x -repo:y             ⇒ repo:/x/ -repo:/y/ types:repo
    repo:x file:y              ⇒ repo:/x/ file:/y/ types:path
    lang:golang                ⇒ lang:Go types:path
    repo:x select:file         ⇒ repo:/x/ types:path ; select:file
    repo:x type:file           ⇒ repo:/x/ types:file
    fork:only                  ⇒ types:repo fork:only
  `)
})

describe('filters', () => {
  check('keyword', String.raw`
    -file:a f:"b c" x          ⇒ -file:/a/ file:/b c/ types:file,path,repo any:"x"
    lang:C++ -lang:"Visual Basic .NET" x ⇒ lang:C++ -lang:Visual Basic .NET types:file,path,repo any:"x"
    lang:visual\ basic\ .net x ⇒ lang:Visual Basic .NET types:file,path,repo any:"x"
    case:yes x                 ⇒ types:file,path,repo case any:"x"
    case:0 x                   ⇒ types:file,path,repo any:"x"
    fork:y archived:O x        ⇒ types:file,path,repo fork:yes archived:only any:"x"
    context:global x           ⇒ types:file,path,repo any:"x"
    count:7 timeout:1.5s x     ⇒ types:file,path,repo any:"x" ; count:7 ; timeout:1500ms
    count:ALL timeout:5m x     ⇒ types:file,path,repo any:"x" ; count:all ; timeout:60000ms
    select:file.path x         ⇒ types:file,path,repo any:"x" ; select:file
    select:file.directory x    ⇒ types:file,path,repo any:"x" ; select:file.directory
  `)
})

describe('one exact repository brings its forks and archives', () => {
  check('keyword', String.raw`
    repo:^github\.com/a/b-c$ x     ⇒ repo:/^github\.com/a/b-c$/ types:file,path fork:yes archived:yes any:"x"
    repo:^a/b$@v1 x                ⇒ repo:/^a/b$/ rev:v1 types:file,path fork:yes archived:yes any:"x"
    repo:^a/b$ fork:no x           ⇒ repo:/^a/b$/ types:file,path archived:yes any:"x"
    repo:^a.b$ x                   ⇒ repo:/^a.b$/ types:file,path any:"x"
    repo:^a/b x                    ⇒ repo:/^a/b/ types:file,path any:"x"
    repo:^a$ repo:^b$ x            ⇒ repo:/^a$/ repo:/^b$/ types:file,path any:"x"
    -repo:^a$ x                    ⇒ -repo:/^a$/ types:file,path any:"x"
  `)
})

describe('revisions', () => {
  check('keyword', String.raw`
    repo:a@v1:v2 x                        ⇒ repo:/a/ rev:v1 rev:v2 types:file,path any:"x"
    repo:a rev:v1:HEAD~3 x                ⇒ repo:/a/ rev:v1 rev:HEAD~3 types:file,path any:"x"
    repo:a@ x                             ⇒ repo:/a/ rev:HEAD types:file,path any:"x"
    repo:a@*refs/heads/:*!refs/heads/r* x ⇒ repo:/a/ rev:*refs/heads/* rev:*!refs/heads/r* types:file,path any:"x"
    repo:a@*refs/tags x                   ⇒ repo:/a/ rev:*refs/tags/* types:file,path any:"x"
    repo:a@v1@v2                          ⇒ repo:/a/ rev:v1@v2 types:repo
  `)
})

describe('commits', () => {
  check('keyword', String.raw`
    type:commit a                        ⇒ types:commit content:"a"
    type:diff type:commit a not /b/      ⇒ types:commit,diff (content:"a" & !content:/b/)
    type:diff repo:x                     ⇒ repo:/x/ types:diff
    type:diff f:x -lang:go content:a     ⇒ file:/x/ -lang:Go types:diff content:"a"
    type:diff author:a -author:b committer:c m:d -msg:"e f" case:yes ⇒ types:diff author:/a/ -author:/b/ committer:/c/ message:/d/ -message:/e f/ case
    type:commit author:a\ b              ⇒ types:commit author:/a\ b/
    type:diff repo:a@v2:^v1 x            ⇒ repo:/a/ rev:v2 rev:^v1 types:diff content:"x"
    type:diff repo:a rev:*refs/heads/:^main x ⇒ repo:/a/ rev:*refs/heads/* rev:^main types:diff content:"x"
    type:diff select:commit.diff.added x ⇒ types:diff content:"x" ; select:commit.diff.added
    type:diff select:repo x              ⇒ types:diff content:"x" ; select:repo
    type:commit select:commit x          ⇒ types:commit content:"x" ; select:commit
    (type:diff or type:file) x           ⇒ types:diff content:"x" | types:file content:"x"
    type:diff (author:a or author:b) x   ⇒ types:diff author:/a/ content:"x" | types:diff author:/b/ content:"x"
  `)
})

describe('dates are read, and what counts from the search is left open', () => {
  check('keyword', String.raw`
    type:commit before:2019-11-01 since:"november 1 2018" ⇒ types:commit before:2019-11-01T00:00Z after:2018-11-01T00:00Z
    type:commit after:5\ days\ ago until:now ⇒ types:commit before:ago(0mo 0s) after:ago(0mo 432000s)
    type:commit after:"1 year ago" after:'last monday' ⇒ types:commit after:ago(12mo 0s) after:day(mon 00:00)
    type:commit after:3pm before:yesterday ⇒ types:commit before:day(-1 00:00) after:time(15:00)
    type:commit after:"yesterday 3:00 -0730" ⇒ types:commit after:day(-1 03:00-450min)
    repo:a rev:at.time(2026-01-10 14:00, main) x ⇒ repo:/a/ rev:at(2026-01-10T14:00Z, main) types:file,path any:"x"
    repo:a rev:at.time(Thu, 07 Apr 2005 22:13:13 +0200) x ⇒ repo:/a/ rev:at(2005-04-07T20:13:13.000Z, HEAD) types:file,path any:"x"
    type:diff repo:a revision:AT.time(2.weeks.ago,v1) ⇒ repo:/a/ rev:at(ago(0mo 1209600s), v1) types:diff
  `)
})

describe('predicates', () => {
  check('keyword', String.raw`
    repo:has.path(go\.mod) x             ⇒ has.file(path:/go\.mod/) types:file,path any:"x"
    -repo:contains.content(a (b) c)      ⇒ -has.file(content:/a (b) c/) types:repo
    NOT repo:Has.Path(a)                 ⇒ -has.file(path:/a/) types:repo
    repo:has.file(path:a content:"b c")  ⇒ has.file(path:/a/ content:/b c/) types:repo
    repo:contains(file:a content:b\ c)   ⇒ has.file(path:/a/ content:/b\ c/) types:repo
    repo:contains.file( a|b )            ⇒ has.file(path:/a|b/) types:repo
    repo:has.file(content:/a/b)          ⇒ has.file(content://a/b/) types:repo
    repo:has.commit.after(1 month ago)   ⇒ has.commit(after:ago(1mo 0s)) types:repo
    repo:has.description(a b) repo:c@v1  ⇒ repo:/c/ has.description(/a b/) rev:v1 types:repo
    repo:has.path(a@b) rev:v1            ⇒ has.file(path:/a@b/) rev:v1 types:repo
    repohasfile:a -repohasfile:b x       ⇒ has.file(path:/a/) -has.file(path:/b/) types:file,path any:"x"
    repohascommitafter:"last week"       ⇒ has.commit(after:ago(0mo 604800s)) types:repo
    file:has.content(a) -file:b x        ⇒ -file:/b/ file.content:/a/ types:file,path,repo any:"x"
    -file:contains.content(a b)          ⇒ -file.content:/a b/ types:path
    file:has.contributor(Bob <) lang:go  ⇒ file.contributor:/Bob </ lang:Go types:path
    file:has.owner( @a/b ) x             ⇒ file.owner:@a/b types:file,path,repo any:"x"
    -file:has.owner()                    ⇒ -file.owner: types:path
    type:diff file:has.owner(a) x        ⇒ file.owner:a types:diff content:"x"
    repo:^a$ repo:has.path(b)            ⇒ repo:/^a$/ has.file(path:/b/) types:repo fork:yes archived:yes
    type:diff repo:has.path(b) x         ⇒ has.file(path:/b/) types:diff content:"x"
    repo:"has.path(a)"                   ⇒ repo:/has.path(a)/ types:repo
  `)
})

describe('index: and visibility:', () => {
  check('keyword', String.raw`
    index:yes visibility:any x           ⇒ types:file,path,repo any:"x"
    index:no x                           ⇒ types:file,path,repo index:no any:"x"
    (index:o x) or visibility:ANY y      ⇒ types:file,path,repo index:only any:"x" | types:file,path,repo any:"y"
  `)
})

describe('branches: OR is distributed over parameters only', () => {
  check('keyword', String.raw`
    repo:a (file:b OR file:c) x and y ⇒ repo:/a/ file:/b/ types:file,path (any:"x" & any:"y") | repo:/a/ file:/c/ types:file,path (any:"x" & any:"y")
    (repo:a x) or (repo:b y) or z     ⇒ repo:/a/ types:file,path any:"x" | repo:/b/ types:file,path any:"y" | types:file,path,repo any:"z"
    (repo:a x) or y or z              ⇒ repo:/a/ types:file,path any:"x" | types:file,path,repo (any:"y" + any:"z")
    repo:a x or y                     ⇒ repo:/a/ types:file,path (any:"x" + any:"y")
    (repo:a or repo:b) (file:c or d)  ⇒ repo:/a/ file:/c/ types:path | repo:/a/ types:file,path any:"d" | repo:/b/ file:/c/ types:path | repo:/b/ types:file,path any:"d"
    ((repo:a x) or y) z               ⇒ repo:/a/ types:file,path (any:"z" & any:"x") | types:file,path,repo (any:"z" & any:"y")
    (case:yes a) or b                 ⇒ types:file,path,repo case any:"a" | types:file,path,repo any:"b"
    (count:5 a) or b                  ⇒ types:file,path,repo any:"a" | types:file,path,repo any:"b" ; count:5
  `)
})
