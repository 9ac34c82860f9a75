import { describe, expect, test } from 'vitest'
import { compilePattern, scanDocument, DEFAULT_LIMITS } from '../../engine/scan/index.ts'
import type { Grammar } from '../grammars.ts'
import { parseSource } from '../source.ts'
import { findStructure, fitStructure, readStructure, type Fitted } from './index.ts'
import type { Needed } from './needed.ts'
import { between } from './sequences.ts'

type Case = { pattern: string | null; rule?: string | null }

/** `unfit: why`, or what is found, separated by ` | `. */
function found(grammar: Grammar, { pattern, rule = null }: Case, code: string): string {
  const structure = readStructure({ pattern, rule })
  if ('refused' in structure) return `refused: ${structure.refused}`
  const fitted = fitStructure({ grammar }, structure)
  if (fitted.state === 'unfit') return `unfit: ${fitted.why}`
  const [{ matches } = { matches: [] }] = findStructure(parseSource(grammar, code), { finders: [fitted.finder], maxMatches: 1000 })
  if (matches.length > 0) expect(isCandidate(code, fitted), 'what matches has the texts that were needed').toBe(true)
  const bytes = Buffer.from(code)
  return matches.map(({ start, end }) => bytes.toString('utf8', start.offset, end.offset).replaceAll(/\s+/g, ' ')).join(' | ')
}

function isCandidate(code: string, { needed }: Extract<Fitted, { state: 'fits' }>): boolean {
  const compiled = needed === null ? null : compilePattern(needed, { caseSensitive: true })
  if (compiled === null) return true
  if (!compiled.ok) throw new Error('texts are always patterns')
  return scanDocument({ path: '', bytes: Buffer.from(code) }, compiled.matcher, { limits: DEFAULT_LIMITS }).kind === 'match'
}

const check = (grammar: Grammar, text: string) =>
  test.each(text.trim().split('\n').map((line) => line.split(/ +⇒ +/).map((part) => part.trim())))(`${grammar}: %s in %s`, (pattern = '', code = '', expected = '') =>
    expect(found(grammar, { pattern }, code.replaceAll('⏎', '\n'))).toBe(expected))

describe('patterns', () => {
  check('JavaScript', `
    foo($A)                           ⇒ foo(1); foo(foo(2)); foo()                  ⇒ foo(1) | foo(foo(2)) | foo(2)
    foo($$$A)                         ⇒ foo(1, 2); foo(); bar()                     ⇒ foo(1, 2) | foo()
    $A == $A                          ⇒ a == a; a == b; f(x) == f(x)                ⇒ a == a | f(x) == f(x)
    foo($_, $_)                       ⇒ foo(1, 2)                                   ⇒ foo(1, 2)
    foo(...args)                      ⇒ foo(...args); foo(args)                     ⇒ foo(...args)
    try { $$$ } catch ($E) { }        ⇒ try { a() } catch (e) { }; try { a() } catch (e) { b() } ⇒ try { a() } catch (e) { }
    get $A() { $$$ }                  ⇒ class X { get a() { return 1 } }            ⇒ get a() { return 1 }
    import $A from "x"                ⇒ import a from 'x'; import b from "x"        ⇒ import b from "x"
    async function $F() { $$$ }       ⇒ async function f() {} function g() {}       ⇒ async function f() {}
  `)
  check('TypeScript', '$A as any ⇒ const x = y as any ⇒ y as any')
  check('Tsx', '<Foo bar={$A} /> ⇒ const x = <Foo bar={1} /> ⇒ <Foo bar={1} />')
  check('go', `
    fmt.Println($A)                   ⇒ package a⏎func f() { fmt.Println(x); fmt.Println(x, y) } ⇒ fmt.Println(x)
    if err != nil { return $$$ }      ⇒ package a⏎func f() { if err != nil { return 1, err } } ⇒ if err != nil { return 1, err }
    func ($R $T) Close() error { $$$ } ⇒ package a⏎func (f *F) Close() error { return nil } ⇒ func (f *F) Close() error { return nil }
    []byte($A)                        ⇒ package a⏎var b = []byte("x")               ⇒ []byte("x")
  `)
  check('c', `
    memcpy($A, $B, sizeof($B))        ⇒ void f() { memcpy(a, b, sizeof(b)); memcpy(a, b, sizeof(a)); } ⇒ memcpy(a, b, sizeof(b))
    free($A)                          ⇒ void f() { free(p); g(free); }              ⇒ free(p)
    _FILE                             ⇒ void f() { _FILE; _LINE; }                  ⇒ _FILE
    if ($A) return $B;                ⇒ int f() { if (a) return b; }                ⇒ if (a) return b;
    void $F() { $$$ }                 ⇒ void f() { g(); h(); } int g() {}           ⇒ void f() { g(); h(); }
  `)
  check('cpp', 'std::move($A) ⇒ void f() { auto x = std::move(y); } ⇒ std::move(y)')
  check('java', `
    foo.bar($A)                       ⇒ class X { void f() { foo.bar(1); } }        ⇒ foo.bar(1)
    void $F() { $$$ }                 ⇒ class X { void f() { a(); b(); } int g() {} } ⇒ void f() { a(); b(); }
    void $F($$$P) { $$$B }            ⇒ class X { void f(int a, int b) { a(); b(); } } ⇒ void f(int a, int b) { a(); b(); }
    new Thread($$$)                   ⇒ class X { Object f() { return new Thread(); } } ⇒ new Thread()
  `)
  check('php', `
    foo($A)                           ⇒ <?php foo(1); $x->foo(2); FOO(3);           ⇒ foo(1)
    $A->foo($$$B)                     ⇒ <p><?php $x->foo(1, 2) ?></p>               ⇒ $x->foo(1, 2)
    echo $A;                          ⇒ <?php ECHO 1; echo 2;                       ⇒ ECHO 1; | echo 2;
  `)
  check('python', `
    foo($A, x=$B)                     ⇒ foo(1, x=2)⏎foo(1, y=2)                     ⇒ foo(1, x=2)
    open($$$A)                        ⇒ with open("f", "r") as f: pass              ⇒ open("f", "r")
    def $F($$$P): return $A           ⇒ def f(a, b):⏎  return 1                     ⇒ def f(a, b): return 1
  `)
  check('ruby', '$A.where($$$) ⇒ User.where(a: 1).first ⇒ User.where(a: 1)')
  check('rust', `
    $A.unwrap()                       ⇒ fn f() { x.y().unwrap(); }                  ⇒ x.y().unwrap()
    unsafe { $$$ }                    ⇒ fn f() { unsafe { g(); } }                  ⇒ unsafe { g(); }
    panic!($$$)                       ⇒ fn f() { panic!("a {}", b); }               ⇒ panic!("a {}", b)
  `)
  check('bash', 'rm -rf $A ⇒ rm -rf /tmp; rm -f x; rm -rf "$y" ⇒ rm -rf /tmp | rm -rf "$y"')
  check('csharp', 'Console.WriteLine($A) ⇒ class A { void F() { Console.WriteLine(1); } } ⇒ Console.WriteLine(1)')
  check('kotlin', 'foo($A)!! ⇒ fun f() { foo(1)!! } ⇒ foo(1)!!')
  check('lua', 'foo($$$A) ⇒ foo(1, 2); bar(1) ⇒ foo(1, 2)')
  check('scala', 'foo($A) ⇒ object A { foo(1) } ⇒ foo(1)')
  check('swift', 'foo($A) ⇒ foo(1); bar(2) ⇒ foo(1)')
  check('elixir', 'IO.puts($A) ⇒ IO.puts("a") ⇒ IO.puts("a")')
})

describe('comments between the parts', () => {
  check('JavaScript', 'a.b($A) ⇒ a /* b */ . // c⏎ b(1) ⇒ a /* b */ . // c b(1)')
  check('c', 'free($A)->x ⇒ void f() { free(p) // b \\⏎ c⏎ -> x; } ⇒ free(p) // b \\ c -> x')
  check('rust', 'a.b($A) ⇒ fn f() { a /* b /* c */ d */ . b(1); } ⇒ a /* b /* c */ d */ . b(1)')
  check('python', 'a(1, b) ⇒ a(1, # c⏎ b) ⇒ a(1, # c b)')
  check('lua', 'a(1, b) ⇒ a(1, --[[ c⏎ ]] b) ⇒ a(1, --[[ c ]] b)')
})

describe('parts that are code only within something', () => {
  check('JavaScript', `
    rejectUnauthorized: false         ⇒ f({ rejectUnauthorized: false, a: 1 })      ⇒ rejectUnauthorized: false
    $A: $B                            ⇒ f({ a: 1, b })                              ⇒ a: 1
    {a: $A}                           ⇒ f({ a: 1 }); x = { b: 1 }                   ⇒ { a: 1 }
    @Get($A)                          ⇒ class A { @Get("a") b() {} @Put("c") d() {} } ⇒ @Get("a")
  `)
  check('TypeScript', `
    @Controller($$$)                  ⇒ @Controller() class A {}                    ⇒ @Controller()
    Record<string, $T>                ⇒ let a: Record<string, any>; let b: Record<number, any> ⇒ Record<string, any>
    string | null                     ⇒ let a: string | null                        ⇒ string | null
  `)
  check('python', `
    verify=False                      ⇒ get(a, verify=False); verify=False          ⇒ verify=False | verify=False
    "verify": $A                      ⇒ x = {"verify": False, "b": 1}               ⇒ "verify": False
    Optional[$T]                      ⇒ def f(a: Optional[int]): pass               ⇒ Optional[int]
    @app.route($$$)                   ⇒ @app.route("/")⏎def f(): pass               ⇒ @app.route("/")
  `)
  check('go', `
    InsecureSkipVerify: true          ⇒ package a⏎var c = tls.Config{InsecureSkipVerify: true} ⇒ InsecureSkipVerify: true
    map[string]$T                     ⇒ package a⏎func f(a map[string]int, b map[int]int) {} ⇒ map[string]int
    []*$T                             ⇒ package a⏎func f(a []*Foo, b []Foo) {}      ⇒ []*Foo
    case $A: $$$                      ⇒ package a⏎func f() { switch x { case 1: g() } } ⇒ case 1: g()
  `)
  check('rust', `
    verify: false                     ⇒ fn f() { A { verify: false, b } }           ⇒ verify: false
    Err(_) => $A                      ⇒ fn f() { match x { Ok(a) => a, Err(_) => b } } ⇒ Err(_) => b
    Vec<$T>                           ⇒ fn f(a: Vec<u8>) { let b = Vec::new(); }    ⇒ Vec<u8>
    #[derive($$$)]                    ⇒ #[derive(A, B)] struct C;                   ⇒ #[derive(A, B)]
  `)
  check('java', `
    @GetMapping($A)                   ⇒ class A { @GetMapping("/a") void f() {} }   ⇒ @GetMapping("/a")
    List<$T>                          ⇒ class A { Map<String, List<Integer>> b; }   ⇒ List<Integer>
    @Override                         ⇒ class A { @Override void f() {} }           ⇒ @Override
  `)
  check('kotlin', `
    verify = false                    ⇒ val x = f(verify = false)                   ⇒ verify = false
    List<$T>                          ⇒ fun f(a: List<Int>) {}                      ⇒ List<Int>
    @A($B)                            ⇒ @A("x") class C                             ⇒ @A("x")
  `)
  check('ruby', 'verify: $A ⇒ f(b, verify: false) ⇒ verify: false')
  check('php', `
    'verify' => false                 ⇒ <?php f(['verify' => false]);               ⇒ 'verify' => false
    verify: false                     ⇒ <?php f(verify: false);                     ⇒ verify: false
    #[Route($A)]                      ⇒ <?php #[Route("/")] class A {}              ⇒ #[Route("/")]
  `)
  check('csharp', `
    verify: false                     ⇒ class A { void F() { G(verify: false); } }  ⇒ verify: false
    List<$T>                          ⇒ class A { List<int> F(Set<int> a) { } }     ⇒ List<int>
    [HttpGet($A)]                     ⇒ class A { [HttpGet("/")] void F() {} }      ⇒ [HttpGet("/")]
  `)
  check('swift', `
    verify: $A                        ⇒ f(verify: false)                            ⇒ verify: false
    Array<$T>                         ⇒ func f(a: Array<Int>) {}                    ⇒ Array<Int>
  `)
  check('scala', `
    List[$T]                          ⇒ object A { def f(a: List[Int]) = a }        ⇒ List[Int]
    case None => $A                   ⇒ object A { x match { case None => b } }     ⇒ case None => b
    @A($B)                            ⇒ @A("x") class C                             ⇒ @A("x")
  `)
  check('c', '.verify = $A ⇒ struct a b = { .verify = 0 }; ⇒ .verify = 0')
  check('elixir', 'verify: $A ⇒ f(b, verify: :none) ⇒ verify: :none')
  check('lua', 'verify = $A ⇒ f({ verify = "none" }) ⇒ verify = "none"')
})

describe('patterns of Comby', () => {
  check('JavaScript', `
    foo(...)                          ⇒ foo(1, 2); foo(); bar()                     ⇒ foo(1, 2) | foo()
    foo(:[args])                      ⇒ foo(1, 2); foo(); bar()                     ⇒ foo(1, 2) | foo()
    foo(:[_])                         ⇒ foo(1, 2); foo()                            ⇒ foo(1, 2) | foo()
    foo(:[a], :[b])                   ⇒ foo(1, 2); foo(1, 1, 1)                     ⇒ foo(1, 2)
    foo(:[a], :[a])                   ⇒ foo(1, 2); foo(x, x)                        ⇒ foo(x, x)
    foo(:[a]) + :[a]                  ⇒ foo(1) + 1; foo(1, 2) + 1                   ⇒ foo(1) + 1
    foo(:[[x]])                       ⇒ foo(a); foo(a.b); foo(12)                   ⇒ foo(a) | foo(12)
    foo(:[x~\\d+])                    ⇒ foo(a); foo(a1); foo(12)                    ⇒ foo(12)
    foo(:[~[a-c]])                    ⇒ foo(a); foo(d)                              ⇒ foo(a)
    foo(:[x.])                        ⇒ foo(a.b); foo(a + b)                        ⇒ foo(a.b)
    foo(:[ ]1)                        ⇒ foo( 1 ); foo(2)                            ⇒ foo( 1 )
    return :[x\\n]                    ⇒ function f() { return 1 }                   ⇒ return 1
    :[x] == :[X]                      ⇒ a == b; a == a                              ⇒ a == b | a == a
    [...]                             ⇒ [1, 2]; [...a]                              ⇒ [1, 2] | [...a]
    [...a]                            ⇒ [1, 2]; [...a]                              ⇒ [...a]
    if (:[c]) {...}                   ⇒ if (a) { b(); c() }                         ⇒ if (a) { b(); c() }
    foo(":[x]")                       ⇒ foo("a b"); foo(1)                          ⇒ foo("a b")
    foo("a :[x]")                     ⇒ foo("a b")                                  ⇒ unfit: has a hole within a text or a word, where this language has no expression: write a hole in place of the whole text, as in :[x~regex]
    get:[x]()                         ⇒ getA()                                      ⇒ refused: :[x] is a part of a word. A hole stands for a whole expression, name or statement: write :[x~regex] in place of the word, such as :[x~get\\w+].
    foo(:[?x])                        ⇒ foo(1)                                      ⇒ refused: :[?x] is not a hole. The holes are :[x], :[_], :[[x]], :[x~regex] and “...”; code that looks like one is written with a space, “: [”.
  `.replace('    foo(:[?x])', '    foo(:[a], :[?x])'))
  check('go', `
    f(args...)                        ⇒ package a⏎func g() { f(args...); f(a) }     ⇒ f(args...)
    fmt.Errorf(...)                   ⇒ package a⏎func g() { fmt.Errorf("a", b) }   ⇒ fmt.Errorf("a", b)
  `)
  check('python', 'x[1:$A] ⇒ x[1:2] ⇒ x[1:2]')
})

describe('conditions of Comby', () => {
  const checkWhere = (rule: string, expected: string) =>
    test(`${rule} → ${expected}`, () => expect(found('JavaScript', { pattern: ':[x] == :[y]', rule }, 'a == b; a == a; b == a')).toBe(expected))

  checkWhere('where :[x] == :[y]', 'a == a')
  checkWhere('where :[x] == "a"', 'a == b | a == a')
  checkWhere('where :[x] != "a"', 'b == a')
  checkWhere('where :[x] == "a", :[y] == "b"', 'a == b')
  checkWhere('where :[z] == "a"', 'refused: The rule speaks of a hole that the pattern does not have: :[z] == "a".')
  checkWhere('where match :[x] { | "a" -> true }', 'refused: “where match :[x] { | "a" -> true }”'.replace('where ', '') + ' cannot be translated: a where rule compares holes, as in :[x] == "text", :[x] != "text" or :[x] == :[y]. Write anything else as an ast-grep rule in YAML, such as rule:\'{has: {pattern: foo($A)}}\'.')
})

describe('rules', () => {
  const code = 'function f() { foo(1); bar(foo(2)) }; foo(3)'
  const checkRule = (rule: string, expected: string) => test(`${rule} → ${expected}`, () => expect(found('JavaScript', { pattern: null, rule }, code)).toBe(expected))

  checkRule('{pattern: foo($A)}', 'foo(1) | foo(2) | foo(3)')
  checkRule('{pattern: foo($A), inside: {kind: function_declaration, stopBy: end}}', 'foo(1) | foo(2)')
  checkRule('{pattern: foo($A), not: {inside: {kind: function_declaration, stopBy: end}}}', 'foo(3)')
  checkRule('{any: [{pattern: foo(1)}, {pattern: bar($A)}]}', 'foo(1) | bar(foo(2))')
  checkRule('{kind: number, regex: "^[12]$"}', '1 | 2')
  checkRule('{kind: call_expression, has: {field: arguments, has: {pattern: foo($A)}}}', 'bar(foo(2))')
  checkRule('rule: {pattern: foo($A)}\nconstraints: {A: {regex: "3"}}', 'foo(3)')
  checkRule('rule: {matches: call}\nutils: {call: {pattern: bar($A)}}', 'bar(foo(2))')
  checkRule('rule: {pattern: foo($A), follows: {kind: empty_statement, stopBy: end}}\nid: x\nmessage: m', '')
  checkRule('{pattern: "foo("}', 'unfit: has a pattern, “foo(”, that does not parse')
  checkRule('{kind: nope}', 'unfit: is not a rule that can be searched for: Rule contains invalid kind matcher. Invalid Kind Kind `nope` is invalid.')
  checkRule('{pattern: foo($A)', 'refused: The rule is not YAML: Flow map must end with a }')
  checkRule('{patern: foo($A)}', 'refused: A rule has no key “patern”. The keys are pattern, kind, regex, nthChild, range, inside, has, precedes, follows, all, any, not, matches.')
  checkRule('{}', 'refused: A rule object is empty. Say what the code must be, such as {kind: call_expression}.')
  checkRule('{all: 1}', 'refused: Where a rule stands there must be an object, such as {pattern: "foo($A)"}.')
  checkRule('rule: {kind: number}\nfix: x', 'refused: fix: has no meaning in a search, which only finds. Remove it.')
  checkRule('a', 'refused: A rule is a YAML object with keys such as pattern, kind, regex, all, any, not, inside and has.')
  checkRule('where :[x] == "a"', 'refused: A rule that begins with “where” needs a pattern whose holes it speaks of.')
  checkRule('!!js/function x', 'refused: The rule is not YAML: Unresolved tag: tag:yaml.org,2002:js/function')
  checkRule('a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: [*d, *d]', 'refused: The rule repeats itself through too many aliases. Write it out.')
  checkRule(`{${'all: [{'.repeat(60)}kind: number${'}]'.repeat(60)}}`, 'refused: The rule nests too deeply or has too many parts. Shorten it.')
  checkRule(`{regex: "${'a'.repeat(20_000)}"}`, 'refused: The rule is longer than 16,384 characters. Shorten it.')

  test('a rule and a pattern hold of the same node', () =>
    expect(found('JavaScript', { pattern: 'foo($A)', rule: '{inside: {pattern: bar($$$), stopBy: end}}' }, code)).toBe('foo(2)'))
  test('a whole rule may be written as the pattern', () =>
    expect(found('JavaScript', { pattern: 'rule:\n  any:\n    - pattern: foo(1)\n    - pattern: bar($A)\n' }, code)).toBe('foo(1) | bar(foo(2))'))
  test('then there is no other rule', () =>
    expect(found('JavaScript', { pattern: 'pattern: foo($A)', rule: '{kind: x}' }, code)).toContain('refused: The pattern is a rule already'))
})

describe('what cannot be read', () => {
  check('JavaScript', `
    foo(      ⇒ foo(1)  ⇒ unfit: does not parse as one expression, statement or declaration
    a; b      ⇒ a; b    ⇒ unfit: is several statements, and a pattern is one expression, statement or declaration: join them by a rule with follows or precedes
    foo($A))  ⇒ foo(1)  ⇒ unfit: does not parse as one expression, statement or declaration
  `)
  check('go', '<a b={$C} /> ⇒ package a ⇒ unfit: does not parse as one expression, statement or declaration')
})

describe('needed texts', () => {
  const print = (node: Needed, grammar: Grammar): string => {
    if (node === null) return 'none'
    if (node.kind === 'atom') return node.regex ? printSequence(node.pattern, grammar) : node.pattern
    return node.kind === 'not' ? '' : `(${node.nodes.map((part) => print(part, grammar)).join(node.kind === 'and' ? ' & ' : ' + ')})`
  }
  /** `/res . send (/`: what may stand between is a space, and where a word has to begin or end there is a `|`. */
  const printSequence = (sequence: string, grammar: Grammar) => `/${sequence.slice('(?-i:'.length, -1).replaceAll(between(grammar), ' ').replace(String.raw`\b(?:[0-9]\w*)?`, '|').replace(/\\b$/, '|').replaceAll('\\', '')}/`
  const checkNeeded = (grammar: Grammar, written: string, expected: string) =>
    test(`${grammar}: ${written} → ${expected}`, () => {
      const structure = readStructure(written.startsWith('{') ? { pattern: null, rule: written } : { pattern: written, rule: null })
      if ('refused' in structure) throw new Error(structure.refused)
      const fitted = fitStructure({ grammar }, structure)
      expect(fitted.state === 'fits' ? print(fitted.needed, grammar) : fitted.why).toBe(expected)
    })

  checkNeeded('JavaScript', 'res.send($A)', '(send & res & /|res . send (/)')
  checkNeeded('JavaScript', 'f($A)', '(f & /|f (/)')
  checkNeeded('JavaScript', '$A + $B', 'none')
  checkNeeded('JavaScript', 'foo("a text, with spaces", 42)', '(a text, with spaces & foo & /|foo (/ & /|42|/)')
  checkNeeded('JavaScript', 'import $$$A from "x"', '(import & /|x|/)')
  checkNeeded('JavaScript', 'foo(/* words */ $A)', '(foo & /|foo (/)')
  checkNeeded('JavaScript', '{any: [{pattern: foo($A)}, {pattern: bar($A)}]}', '(foo + bar)')
  checkNeeded('JavaScript', '{any: [{pattern: foo($A)}, {kind: number}]}', 'none')
  checkNeeded('JavaScript', '{pattern: foo($A), not: {pattern: bar($A)}}', 'foo')
  checkNeeded('JavaScript', '{pattern: foo($A), inside: {pattern: bar($A)}}', '(foo & bar)')
  checkNeeded('JavaScript', '{kind: identifier, regex: ^word$}', 'word')
  checkNeeded('JavaScript', '{kind: identifier, regex: wo.d}', 'none')
  checkNeeded('JavaScript', '{pattern: {context: foo(bar), strictness: signature}}', 'none')
  checkNeeded('JavaScript', '{pattern: {context: "class A { get b() {} }", selector: method_definition}}', 'get')
  checkNeeded('JavaScript', 'if ($A === null) return $B', '(return & null & /|if (/ & /=== null return/)')
  checkNeeded('JavaScript', '$A.get($B, None)', '(None & get & /. get (/ & /|None|/)')
  checkNeeded('JavaScript', 'a.b.c.d.e.f.g($A)', '(a & /|a . b . c ./ & /|d . e . f ./ & /|g (/)')
  checkNeeded('JavaScript', 'foo("it\'s", x)', "(it's & foo & /|foo (/ & /|x|/)")
  checkNeeded('JavaScript', 'function* $F() { yield $A }', '(function & yield & /|function */ & /( { yield/)')
  checkNeeded('go', 'if err != nil { return $A }', '(return & err & nil & /|if err != nil { return/)')
  checkNeeded('python', '$A if $B else $C', 'else')
  checkNeeded('rust', '$A.unwrap()', '(unwrap & /. unwrap (/)')
  checkNeeded('php', 'echo foo($A);', '(foo & /|foo (/)')
})

test('positions count lines from 0, columns in code points, and bytes', () => {
  const structure = readStructure({ pattern: 'foo($A)', rule: null })
  const fitted = 'refused' in structure ? null : fitStructure({ grammar: 'JavaScript' }, structure)
  if (fitted?.state !== 'fits') throw new Error('it is JavaScript')
  const found = findStructure(parseSource('JavaScript', 'a\n/*😀é*/\tfoo(\n"é"); foo(1)'), { finders: [fitted.finder], maxMatches: 1 })
  expect(found).toEqual([{ matches: [{ start: { offset: 13, line: 1, column: 7 }, end: { offset: 23, line: 2, column: 4 } }], limitHit: true }])
})
