import { describe, expect, test } from 'vitest'
import type { PatternType } from './ast.ts'
import { parseQuery } from './parse.ts'
import { print } from './print.ts'

/** `query ⇒ canonical form`, one case a line; `⇒` alone means that the query is canonical already. */
function check(patternType: PatternType, table: string): void {
  for (const line of table.split('\n').filter(row => row.trim() !== '')) {
    const [text = '', expected = ''] = line.trim().split(/ *⇒ ?/)
    test(`${patternType}: ${text}`, () => {
      const printed = print(parseQuery(text, { patternType }).query)
      expect(printed).toBe(expected === '' ? text : expected)
      expect(print(parseQuery(printed, { patternType }).query)).toBe(printed)
    })
  }
}

describe('fields', () => {
  check('keyword', String.raw`
    r:a f:b l:go m:x msg:y             ⇒ repo:a file:b lang:go message:x message:y
    path:a language:go revision:v1     ⇒ file:a lang:go rev:v1
    REPO:a Until:x since:y             ⇒ repo:a before:x after:y
    -repo:a -f:b                       ⇒ -repo:a -file:b
    NOT repo:a not f:b                 ⇒ -repo:a -file:b
    http://x foo:bar -foo:bar          ⇒
    repo:                              ⇒
    repo: a                            ⇒
    a-repo:x                           ⇒
    (repo:a)                           ⇒ repo:a
  `)
})

describe('values', () => {
  check('keyword', String.raw`
    repo:(a|b) f:foo(bar)              ⇒ repo:(a|b) file:foo(bar)
    repo:"a b" f:'c d'                 ⇒ repo:"a b" file:"c d"
    f:'it\'s' f:"a\"b" f:"a\\b\tc"     ⇒ file:"it's" file:"a\"b" file:"a\\b\tc"
    f:a\ b c                           ⇒ file:a\ b c
    f:a\(b f:[(] f:[])]                ⇒ file:a\(b file:[(] file:[])]
    (f:a b)                            ⇒ file:a b
    repo:has.file(path:a content:b) x  ⇒
    file:has.content(a (b) c) x        ⇒
    -file:contains.content(a) type:diff ⇒
    NOT repo:has.commit.after(1 day ago) ⇒ -repo:has.commit.after(1 day ago)
    type:commit until:"1 day ago" since:2\ days\ ago m:a -msg:b ⇒ type:commit before:"1 day ago" after:2\ days\ ago message:a -message:b
    repo:a@v2:^v1 type:diff x          ⇒
    rev:at.time(2026-01-10 14:00) repo:a ⇒
    f:"a"b                             ⇒ file:"a"b
    content:a content:"b c" -content:d ⇒ content:"a" content:"b c" -content:"d"
    content:/a b/ NOT content:x        ⇒ content:/a b/ -content:"x"
    repo:a\                            ⇒ repo:a\\
    type:path rev:( OR (               ⇒ (type:path rev:"(") OR "("
  `)
})

describe('quotes and slashes', () => {
  check('keyword', String.raw`
    "a b" 'c d'                        ⇒ "a b" "c d"
    'say "hi"' "it's"                  ⇒ "say \"hi\"" "it's"
    "name":"x" "a"b                    ⇒
    "unclosed                          ⇒
    don't                              ⇒
    /a b/ /a\/b/ //                    ⇒
    /usr/lib/ /usr                     ⇒
    "\a"                               ⇒ "\\a"
    "and" "repo:x"                     ⇒
  `)
  check('standard', String.raw`
    "a b" x                            ⇒
    foo /ba+r/ baz                     ⇒
    // a comment                       ⇒
    /usr/lib/                          ⇒
  `)
  check('literal', String.raw`
    /a/ "b"                            ⇒
  `)
  check('regexp', String.raw`
    foo "a.b" /c d/                    ⇒
    a\ b [(] \(                        ⇒
    a\                                 ⇒ a\\
    content:a.b                        ⇒ content:"a.b"
  `)
})

describe('operators', () => {
  check('keyword', String.raw`
    a and b                            ⇒ a b
    a Or b                             ⇒ a OR b
    a b or c d                         ⇒ (a b) OR (c d)
    a or b and c                       ⇒ a OR (b c)
    (a or b) c                         ⇒ (a OR b) c
    a or (b or c)                      ⇒ a OR b OR c
    a (b (c d))                        ⇒ a b c d
    not a b                            ⇒ NOT a b
    android order notice               ⇒
    a or(b and c)                      ⇒ a OR (b c)
  `)
  check('standard', String.raw`
    a b and c d                        ⇒ a b AND c d
    a b or c                           ⇒ a b OR c
    a not b c                          ⇒ a NOT b c
    a repo:x b                         ⇒ repo:x a b
    a (b or c) d                       ⇒ a (b OR c) d
    two  spaces                        ⇒
  `)
  check('regexp', String.raw`
    a b and c d                        ⇒ a b AND c d
    not a b                            ⇒ NOT a b
    a content:b c                      ⇒ a content:"b" c
  `)
})

describe('scope', () => {
  check('keyword', String.raw`
    repo:foo a or b                    ⇒ repo:foo (a OR b)
    repo:foo a or b lang:go            ⇒ repo:foo lang:go (a OR b)
    a or b lang:go                     ⇒ lang:go (a OR b)
    not repo:foo a or b not f:x        ⇒ -repo:foo -file:x (a OR b)
    repo:foo a or not b                ⇒ repo:foo (a OR NOT b)
    repo:foo a or b and c              ⇒ repo:foo (a OR (b c))
    repo:foo content:a or b            ⇒ repo:foo (content:"a" OR b)
    repo:foo a or file:x b             ⇒ (repo:foo a) OR (file:x b)
    repo:foo a or b file:x c           ⇒ (repo:foo a) OR (file:x b c)
    repo:foo or b                      ⇒ repo:foo OR b
    repo:foo and a or b                ⇒ (repo:foo a) OR b
    a or repo:foo                      ⇒ a OR repo:foo
    repo:foo (a or b)                  ⇒ repo:foo (a OR b)
    (repo:foo a or b)                  ⇒ (repo:foo a) OR b
    repo:a (file:b OR file:c) x and y  ⇒ repo:a (file:b OR file:c) x y
  `)
  check('standard', String.raw`
    file:main.c char c or (int i and int j) ⇒ (file:main.c char c) OR (int i AND int j)
    file:main.c char c or int i        ⇒ file:main.c (char c OR int i)
  `)
})

describe('parentheses', () => {
  check('standard', String.raw`
    func(a, b)                         ⇒
    (a b) c                            ⇒
    ()                                 ⇒
    main() { return f(g(x)) }          ⇒
    fmt.Println("hello")               ⇒
    f(file: File, lang: Lang)          ⇒
    ("a" b)                            ⇒ "a" b
    f(a or b)                          ⇒ f (a OR b)
    (a and b)                          ⇒ a AND b
    (repo:x a)                         ⇒ repo:x a
    foo( bar                           ⇒
    foo) bar                           ⇒
    a (b (c                            ⇒
    /foo repo:a/b c/ d                 ⇒ repo:a/b /\/foo c\/ d/
  `)
  check('literal', String.raw`
    f(a, "b")                          ⇒
    foo( bar                           ⇒
    repo:x a) or b                     ⇒ repo:x (content:"a)" OR b)
    ( or ( and (                       ⇒ content:"(" OR (content:"(" content:"(")
  `)
  check('keyword', String.raw`
    main() f(x) g(h(y))                ⇒
    f(a b)                             ⇒ f a b
    ()                                 ⇒
    (a b)                              ⇒ a b
    foo( bar                           ⇒
    (a b) or foo(                      ⇒ (a b) OR foo(
  `)
  check('regexp', String.raw`
    (a|b) c                            ⇒
    foo(a b|c)                         ⇒
    NOT (a|b)                          ⇒
    (a or b)                           ⇒ a OR b
  `)
})

describe('patterntype:', () => {
  check('standard', String.raw`
    patterntype:keyword a "b c"        ⇒
    "b c" patterntype:KEYWORD          ⇒ patterntype:KEYWORD "b c"
    patterntype:regexp a b or c        ⇒ patterntype:regexp (a b OR c)
    patterntype:structural a b         ⇒
    patterntype:x patterntype:literal "a" b ⇒
    "()fork:"1 day"type:x patterntype:literal ⇒ fork:"\"1" patterntype:literal "() day"type:x
  `)
})

describe('other scripts and spaces', () => {
  check('keyword', `
    日本 or 語                           ⇒ 日本 OR 語
    a\u00a0b                           ⇒ a b
    İ:x ｒepo:x 😀                       ⇒
  `)
})

describe('code with holes', () => {
  check('structural', String.raw`
    a b                                ⇒
    lang:go f($A,  "x y") /z/ 'q'      ⇒
    f(a) lang:go                       ⇒ lang:go f(a)
    :[x] or not :[y] and z             ⇒
    if not $A: pass OR $B and $C       ⇒
    (a(...) OR b(...)) lang:go         ⇒ lang:go (a(...) OR b(...))
    { type: $A, lang: b }              ⇒
    f:[x] file:a                       ⇒ file:a f:[x]
    rule:'{kind: "x"}' f($A)           ⇒ rule:"{kind: \"x\"}" f($A)
    content:"f(x) AND g" repo:a        ⇒ repo:a content:"f(x) AND g"
    foo(                               ⇒
  `)
  check('keyword', 'patterntype:structural a or b ⇒')
})
