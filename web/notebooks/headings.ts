import type { Block } from '../../src/notebooks/contract.ts'

export interface Heading {
  block: string
  /** Which heading of its block it is, from 0. */
  at: number
  level: number
  text: string
}

/** The headings of the text blocks, in order. Those inside fences are code. */
export function outlineOf(blocks: readonly Block[]): Heading[] {
  return blocks.flatMap((block) => (block.type === 'markdown' ? headingsOf(block.text).map((heading, at) => ({ block: block.id, at, ...heading })) : []))
}

function headingsOf(text: string): { level: number; text: string }[] {
  let fence: string | null = null
  return text.split('\n').flatMap((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark && (fence === null || (mark[0] === fence[0] && mark.length >= fence.length))) fence = fence === null ? mark : null
    const heading = fence === null ? /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line) : null
    return heading?.[1] && heading[2] ? [{ level: heading[1].length, text: heading[2].replace(/[*_`]/g, '') }] : []
  })
}
