import { describe, expect, test } from 'vitest'
import { loadLanguages } from '../lang.ts'
import { completions, highlight, type PatternType } from './index.ts'

/** `text| ⇒ what the completed text may be`, alternatives separated by ` / `, with `|` where the cursor is. Only the first three are compared. */
function checkCompletions(table: string): void {
  for (const line of table.split('\n').filter(row => row.trim() !== '')) {
    const [typed = '', expected = ''] = line.trim().split(/ *⇒ */)
    test(typed, async () => {
      await loadLanguages()
      const cursor = typed.indexOf('|')
      const text = typed.replace('|', '')
      const completed = completions(text, cursor).map(({ insert, from, to }) => text.slice(0, from) + insert + text.slice(to))
      expect(completed.slice(0, 3).map(one => one.trimEnd()).join(' / ')).toBe(expected)
    })
  }
}

describe('completions', () => {
  checkCompletions(`
    re|               ⇒ repo: / rev:
    REP|              ⇒ repo:
    foo la|           ⇒ foo lang:
    (fi|              ⇒ (file:
    -f|               ⇒ -file:
    -c|               ⇒ -content: / -committer:
    aut|              ⇒ author:
    -bef|             ⇒
    repohasf|         ⇒
    |                 ⇒
    a b|c             ⇒ a before:c
    a x|c             ⇒
    type:|            ⇒ type:file / type:path / type:repo
    type:p|           ⇒ type:path
    type:d|           ⇒ type:diff
    select:commit.d|  ⇒ select:commit.diff / select:commit.diff.added / select:commit.diff.removed
    index:|           ⇒ index:yes / index:no / index:only
    before:y|         ⇒ before:yesterday
    since:1|          ⇒ since:"1 hour ago" / since:"1 day ago" / since:"1 week ago"
    repo:has|         ⇒ repo:has.path( / repo:has.content( / repo:has.file(
    -file:ha|         ⇒ -file:has.content( / -file:has.contributor( / -file:has.owner(
    rev:a|            ⇒ rev:at.time(
    rev:at.time(1 d|  ⇒ rev:at.time(1 day ago)
    repo:contains.commit.after(l| ⇒ repo:contains.commit.after(last monday)
    repo:has.file(|   ⇒ repo:has.file(path: / repo:has.file(content:
    repo:has.file(path:a co| ⇒ repo:has.file(path:a content:
    repo:has.path(au| ⇒
    (repo:nothing(aut| ⇒ (repo:nothing(author:
    fork:| x          ⇒ fork:yes  x / fork:no  x / fork:only  x
    -lang:typesc|     ⇒ -lang:TypeScript / -lang:TSX
    lang:golang|      ⇒ lang:Go
    lang:visual|      ⇒ lang:"Visual Basic .NET" / lang:"Visual Basic 6.0" / lang:VBA
    select:file|      ⇒ select:file / select:file.path / select:file.directory
    "re|              ⇒
    don't re|         ⇒ don't repo: / don't rev:
    repo:x|           ⇒
    unknown:x|        ⇒
  `)
})

/** `query ⇒ kind text, …` for every coloured range. */
function checkColours(patternType: PatternType, table: string): void {
  for (const line of table.split('\n').filter(row => row.trim() !== '')) {
    const [text = '', expected = ''] = line.trim().split(/ *⇒ */)
    test(`${patternType}: ${text}`, () => {
      expect(highlight(text, { patternType }).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`).join(', ')).toBe(expected)
    })
  }
}

describe('colours', () => {
  checkColours('keyword', String.raw`
    -repo:a b              ⇒ negation -, field repo:, value a, pattern b
    not (a or "b")         ⇒ error not (, pattern a, operator or, quoted "b", paren )
    NOT file:"a b"         ⇒ negation NOT, field file:, quoted "a b"
    /a/ content:/b/        ⇒ regexp /a/, field content:, regexp /b/
    main(x)                ⇒ pattern main(x)
    repo:has.path(b c)     ⇒ field repo:, field has.path, paren (, value b c, paren )
    -file:"has.content(a)" ⇒ negation -, field file:, quoted "has.content(a)"
    a or                   ⇒ pattern a, error or
    "a\d"                  ⇒ quoted "a, error \d, quoted "
  `)
  checkColours('standard', 'f(a) "b" ⇒ pattern f(a), pattern "b"')
  checkColours('structural', String.raw`
    foo($A, $$$B) and b    ⇒ pattern foo(, hole $A, pattern , , hole $$$B, pattern ), pattern and, pattern b
    f(:[x], :[[y]], ...)   ⇒ pattern f(, hole :[x], pattern , , hole :[[y]], pattern , , hole ..., pattern )
    f(...a) lang:go        ⇒ pattern f(...a), field lang:, value go
    a OR $b                ⇒ pattern a, operator OR, pattern $b
  `)
  checkColours('regexp', 'a|b "c" ⇒ regexp a|b, quoted "c"')
})
