import type { Grammar } from './grammars.ts'
import { parseSource, type Source } from './source.ts'

/** About a hundred bytes are kept for each unit of a text. */
const maxLength = 1024 * 1024

/**
 * Reads texts, and keeps those last asked about, up to so many UTF-16 units in all: questions about one file follow one another,
 * and a tree that was walked before is walked several times as fast as a new one.
 */
export function keepSources(most = maxLength): (grammar: Grammar, text: string) => Source {
  const kept: Source[] = []

  function forgetOldest(): void {
    let length = 0
    const last = kept.findIndex(({ text }) => (length += text.length) > most)
    if (last >= 0) kept.length = last
  }

  return (grammar, text) => {
    const at = kept.findIndex((source) => source.grammar === grammar && source.text === text)
    const [source = parseSource(grammar, text)] = at < 0 ? [] : kept.splice(at, 1)
    kept.unshift(source)
    forgetOldest()
    return source
  }
}
