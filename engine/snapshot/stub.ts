import { parseRegex, NO_FLAGS } from '../regex/index.ts'
import { mayCrossLines } from '../regex/literals.ts'
import { gramOf, ALL, type GramQuery } from '../grams/index.ts'
export function gramQueryOfPattern({ pattern, regex, caseSensitive }: { pattern: string; regex: boolean; caseSensitive: boolean }): { query: GramQuery; crossesLines: boolean; maxBytes: number } {
  if (regex) { const p = parseRegex(pattern, { ...NO_FLAGS, multiLine: true, ignoreCase: !caseSensitive }); return { query: ALL, crossesLines: p.ok ? mayCrossLines(p.ast) : true, maxBytes: Infinity } }
  const b = Buffer.from(pattern)
  if (!caseSensitive && /[^\x00-\x7f]/.test(pattern)) return { query: ALL, crossesLines: false, maxBytes: Infinity }
  if (b.length < 3) return { query: ALL, crossesLines: false, maxBytes: Infinity }
  return { query: { kind: 'and', grams: [...b].slice(2).map((c, i) => gramOf(b[i], b[i + 1], c)), nodes: [] }, crossesLines: false, maxBytes: b.length }
}
