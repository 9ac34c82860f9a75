import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Block } from './contract.ts'
import { parseNotebook, printNotebook } from './snb.ts'

let ids = 0
const newId = () => `new${ids++}`
const base = 'https://fire.example.com'
const frozenSearch = {
  query: 'q --> -- ```', patternType: 'regexp' as const, at: '2026-01-10T14:00:00.000Z', matchCount: 1, truncated: false, alert: null,
  places: [{ repository: 'r', rev: 'HEAD', commit: 'c', path: 'p', line: 1, text: '--> <!-- \r\n\u2028', ranges: [[0, 2] as [number, number]] }],
  ledger: { complete: true, repositories: 1, files: 1, commits: 0, bytes: 1, rows: [] },
}

/** Texts made of everything that could be taken for the form itself. */
const piece = fc.constantFrom(
  'text', ' ', '\n', '\n\n', '\r\n', '\t', '```', '````', '```sourcegraph\nq\n```', '~~~', '<!-- firebreak:block ', '<!-- firebreak:block {"id":"x","type":"markdown","length":1} -->\n\n',
  ' -->', '-->\n\n', '<!--', '\u0000', '\u202e', '🔥', '\ud800', `${base}/r/-/blob/a.ts`, '> ', '- ', '# ', '    ', '\\', '"',
)
const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
const name = fc.array(fc.constantFrom('a', 'ü', '/', '@', ' ', '?', '#', '%', '.', '..', '-', '\\', ':', '+'), { maxLength: 8 }).map((parts) => parts.join(''))
const lines = fc.option(fc.record({ start: fc.integer({ min: 1, max: 99 }), end: fc.integer({ min: 1, max: 99 }) }), { nil: null })
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ id: fc.uuid(), type: fc.constant('markdown' as const), text }),
  fc.record({ id: fc.uuid(), type: fc.constant('query' as const), query: text, patternType: fc.constantFrom('keyword' as const, 'regexp' as const), frozen: fc.constantFrom(null, frozenSearch) }),
  fc.record({ id: fc.uuid(), type: fc.constant('file' as const), repo: name, rev: name, path: name, lines, frozen: fc.option(fc.record({ commit: name, at: name, startLine: fc.integer(), text }), { nil: null }) }),
  fc.record({ id: fc.uuid(), type: fc.constant('symbol' as const), repo: name, rev: name, path: name, name, container: name, kind: name, lineContext: fc.integer({ min: 0, max: 50 }) }),
  fc.record({ id: fc.uuid(), type: fc.constant('commit' as const), repo: name, oid: name }),
)
const notebook = fc.uniqueArray(block, { selector: ({ id }) => id, maxLength: 6 })

const read = (exported: string): Block[] => parseNotebook(exported, newId).map((each) => Block.parse(each))

describe('a notebook that is exported and imported', () => {
  for (const seed of [1, 2, 3]) {
    test(`is the same notebook (seed ${seed})`, () => {
      fc.assert(fc.property(notebook, (blocks) => {
        expect(read(printNotebook(blocks, base))).toEqual(blocks)
      }), { seed, numRuns: 300 })
    })

    test(`is read by others as Markdown with comments: whatever stands in it is some notebook (seed ${seed})`, () => {
      fc.assert(fc.property(text, (any) => void read(any)), { seed, numRuns: 300 })
    })
  }

  test('survives line ends that were changed on the way', () => {
    const blocks: Block[] = [{ id: 'a', type: 'markdown', text: '# One\n\n```\ncode\n```' }, { id: 'b', type: 'query', query: 'x\ny', patternType: 'keyword', frozen: null }, { id: 'c', type: 'markdown', text: '' }]
    expect(read(printNotebook(blocks, base).replaceAll('\n', '\r\n'))).toEqual(blocks)
  })

  test('survives edits by hand: what was written counts, blocks keep their ids', () => {
    const blocks: Block[] = [
      { id: 'a', type: 'markdown', text: 'Before' },
      { id: 'b', type: 'query', query: 'old', patternType: 'regexp', frozen: frozenSearch },
      { id: 'c', type: 'file', repo: 'r', rev: 'v1', path: 'a.ts', lines: null, frozen: null },
    ]
    const edited = printNotebook(blocks, base).replace('\nBefore', '\nBefore and after').replace('\nold\n', '\nnew and longer\n').replace('/-/blob/a.ts', '/-/blob/b.ts?L3-4')
    expect(read(`${edited}\nAdded at the end\n`)).toEqual([
      { id: 'a', type: 'markdown', text: 'Before and after' },
      { id: 'b', type: 'query', query: 'new and longer', patternType: 'regexp', frozen: null },
      { id: 'c', type: 'file', repo: 'r', rev: 'v1', path: 'b.ts', lines: { start: 3, end: 4 }, frozen: null },
      { id: expect.any(String), type: 'markdown', text: 'Added at the end' },
    ])
  })
})

/** A block as one line: `md text`, `query q`, `file repo@rev path 1-2`, `symbol …`, `commit repo oid`. */
function print(block: Block): string {
  switch (block.type) {
    case 'markdown':
      return `md ${block.text}`
    case 'query':
      return `query ${block.query}`
    case 'file':
      return `file ${block.repo}@${block.rev} ${block.path}${block.lines ? ` ${block.lines.start}-${block.lines.end}` : ''}`
    case 'symbol':
      return `symbol ${block.repo}@${block.rev} ${block.path} ${block.container}.${block.name} ${block.kind} ${block.lineContext}`
    case 'commit':
      return `commit ${block.repo} ${block.oid}`
  }
}

describe('a notebook that others wrote', () => {
  const check = (title: string, source: string, expected: string[]) => test(title, () => expect(read(source).map(print)).toEqual(expected))

  check('the form of Sourcegraph', `# Log4j\n\nFind them all.\n\n\`\`\`sourcegraph\ncontext:global log4j lang:java\npatterntype:literal\n\`\`\`\n\nhttps://sourcegraph.com/github.com/acme/web@v1/-/blob/src/a.ts?L10-20\n\nhttps://sourcegraph.com/github.com/acme/web/-/blob/src/a.ts#symbolName=run&symbolContainerName=Job&symbolKind=FUNCTION&lineContext=5\n\nDone.\n`, [
    'md # Log4j\n\nFind them all.',
    'query context:global log4j lang:java\npatterntype:literal',
    'file github.com/acme/web@v1 src/a.ts 10-20',
    'symbol github.com/acme/web@ src/a.ts Job.run FUNCTION 5',
    'md Done.',
  ])
  check('one line of a file', `${base}/r/-/blob/a.ts?L7`, ['file r@ a.ts 7-7'])
  check('columns with the lines', `${base}/r/-/blob/a.ts?L7:3-9:1`, ['file r@ a.ts 7-9'])
  check('a branch with a slash, an address in angle brackets', `<${base}/r@feature/x/-/blob/a%20b.ts>`, ['file r@feature/x a b.ts'])
  check('a commit', `${base}/r/-/commit/0123abc`, ['commit r 0123abc'])
  check('other links stay text', `https://example.com/x\n\n[a](${base}/r/-/blob/a.ts)\n\nsee ${base}/r/-/blob/a.ts`, [`md https://example.com/x\n\n[a](${base}/r/-/blob/a.ts)\n\nsee ${base}/r/-/blob/a.ts`])
  check('an address within a paragraph stays text', `Look:\n${base}/r/-/blob/a.ts\nthere`, [`md Look:\n${base}/r/-/blob/a.ts\nthere`])
  check('a query in a list stays text', '- first\n\n  ```sourcegraph\n  q\n  ```', ['md - first\n\n  ```sourcegraph\n  q\n  ```'])
  check('a query within a longer fence stays text', '````md\n```sourcegraph\nq\n```\n````\n\n```sourcegraph\nr\n```', ['md ````md\n```sourcegraph\nq\n```\n````', 'query r'])
  check('a query in a quote or comment stays text', '> ```sourcegraph\n> q\n> ```\n\n<!--\n```sourcegraph\nq\n```\n-->', ['md > ```sourcegraph\n> q\n> ```\n\n<!--\n```sourcegraph\nq\n```\n-->'])
  check('tildes, and a fence that never ends', '~~~sourcegraph\nq\n~~~\n\n```sourcegraph\nr\n', ['query q', 'query r\n'])
  check('other code stays text', '```ts\nconst a = 1\n```', ['md ```ts\nconst a = 1\n```'])
  check('Windows line ends', '# A\r\n\r\n```sourcegraph\r\nq\r\n```\r\n', ['md # A', 'query q'])
  check('nothing', '\n \n', [])
  check('a comment of ours that is not whole', '<!-- firebreak:block {"id":"a" -->\n\ntext', ['md <!-- firebreak:block {"id":"a" -->\n\ntext'])
})
