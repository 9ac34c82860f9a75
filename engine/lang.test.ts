import { describe, expect, test } from 'vitest'
import { allLanguages, languageByName, languageOf, loadLanguages } from './lang.ts'

/** `name ⇒ language`, one case a line. */
function check(answer: (name: string) => string | undefined, table: string): void {
  for (const line of table.split('\n').filter(row => row.trim() !== '')) {
    const [name = '', expected = ''] = line.trim().split(/ *⇒ */)
    test(name, () => expect(answer(name) ?? '').toBe(expected))
  }
}

describe('the language of a file', () => {
  check(languageOf, `
    main.go                 ⇒ Go
    src/deep/App.TSX        ⇒ TSX
    Makefile                ⇒ Makefile
    a/Dockerfile            ⇒ Dockerfile
    go.mod                  ⇒ Go Module
    x.blade.php             ⇒ Blade
    app.min.js              ⇒ JavaScript
    v1.2/LICENSE            ⇒ Text
    a.go/b                  ⇒
    no-extension            ⇒
    x.unheard-of            ⇒
    trailing.               ⇒
    dir/                    ⇒
  `)
})

describe('extensions that several languages claim', () => {
  check(languageOf, `
    a.h ⇒ C
    a.ts ⇒ TypeScript
    a.md ⇒ Markdown
    a.pl ⇒ Perl
    a.m ⇒ Objective-C
    a.rs ⇒ Rust
    a.sql ⇒ SQL
    a.cs ⇒ C#
    a.v ⇒ Verilog
    a.php ⇒ PHP
    a.json ⇒ JSON
    a.yml ⇒ YAML
    a.html ⇒ HTML
    a.r ⇒ R
    a.fs ⇒ F#
    a.properties ⇒ Java Properties
    a.star ⇒ Starlark
  `)
})

describe('languages by name and alias', () => {
  check(name => languageByName(name)?.name, `
    go ⇒ Go
    GOLANG ⇒ Go
    c++ ⇒ C++
    cpp ⇒ C++
    visual basic .net ⇒ Visual Basic .NET
    visual-basic-.net ⇒ Visual Basic .NET
    common lisp ⇒ Common Lisp
    objc ⇒ Objective-C
    constructor ⇒
    klingon ⇒
  `)
})

test('every language is found by its own name, and loading again changes nothing', async () => {
  const before = allLanguages()
  await loadLanguages()
  expect(allLanguages()).toBe(before)
  expect(before.length).toBeGreaterThan(600)
  expect(before.filter(language => languageByName(language.name) !== language)).toEqual([])
})
