import type { Block } from '../../src/notebooks/contract.ts'

export type Kind = Block['type']

export const kindWords: Record<Kind, { label: string; detail: string }> = {
  markdown: { label: 'Text', detail: 'Markdown' },
  query: { label: 'Search', detail: 'A query with its live or frozen results' },
  file: { label: 'File', detail: 'Lines of a file at a revision' },
  symbol: { label: 'Symbol', detail: 'Where a function or type is defined' },
  commit: { label: 'Commit', detail: 'One change' },
}

export function emptyBlock(kind: Kind, id: string): Block {
  switch (kind) {
    case 'markdown': return { id, type: kind, text: '' }
    case 'query': return { id, type: kind, query: '', patternType: 'keyword', frozen: null }
    case 'file': return { id, type: kind, repo: '', rev: '', path: '', lines: null, frozen: null }
    case 'symbol': return { id, type: kind, repo: '', rev: '', path: '', name: '', container: '', kind: '', lineContext: 3 }
    case 'commit': return { id, type: kind, repo: '', oid: '' }
  }
}

/** Whether a block says nothing yet, so that leaving it removes it without a word. */
export function isEmpty(block: Block): boolean {
  switch (block.type) {
    case 'markdown': return block.text.trim() === ''
    case 'query': return block.query.trim() === ''
    case 'file': return block.path === ''
    case 'symbol': return block.name === ''
    case 'commit': return block.oid === ''
  }
}
