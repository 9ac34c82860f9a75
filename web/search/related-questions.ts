import { compileQuery, type FieldName } from '../../engine/query/index.ts'
import { withFilter, withoutField } from './query-edit.ts'
import type { Question } from './use-search.ts'

export interface Related {
  label: string
  question: Question
}

/** What only a search of commits understands. */
const ofCommits = ['author', 'committer', 'message', 'before', 'after'] as const satisfies FieldName[]
const ofKind = ['type', 'select'] as const satisfies FieldName[]

/** What one asks next about the same pattern: how it came and went, where it stands, and who is asked about it. None for a query without a pattern. Structure has only what files hold, now or in a change. */
export function relatedTo({ query, patternType }: Question): Related[] {
  const { branches } = compileQuery(query, { patternType }).plan
  if (branches.length === 0 || branches.some(({ pattern, symbols, structure }) => pattern === null && !symbols?.pattern && !structure)) return []
  const ask = (label: string, fields: readonly FieldName[], ...fragments: string[]): Related => {
    const bare = fields.reduce((text, field) => withoutField(text, field, patternType), query)
    return { label, question: { query: fragments.reduce((text, fragment) => withFilter(text, fragment, patternType), bare), patternType } }
  }
  const types = new Set(branches.flatMap((branch) => [...branch.types]))
  const standing = ask('Where does it stand now?', [...ofKind, ...ofCommits])
  if (types.has('diff')) return [ask('Who added it?', ofKind, 'type:diff', 'select:commit.diff.added'), ask('Who removed it?', ofKind, 'type:diff', 'select:commit.diff.removed'), standing]
  if (types.has('commit')) return [ask('Who changed such a line?', ofKind, 'type:diff'), standing]
  const owned = ask('Who owns these files?', ['select'], 'select:file.owners')
  const owners = owned.question.query === query.trim() ? [] : [owned]
  if (branches.some(({ structure }) => structure)) return [inHistory({ query, patternType }), ...owners]
  const defined = types.has('symbol') ? [ask('Where is it used?', ofKind, 'type:file')] : [ask('Where is it defined?', ofKind, 'type:symbol')]
  return [...defined, inHistory({ query, patternType }), ask('Which commits speak of it?', [...ofKind, 'rev'], 'type:commit'), ...owners]
}

/** The same pattern in the changes of the default branches: a tag or another branch named in the query would leave most of them out. */
export function inHistory({ query, patternType }: Question): Related {
  const bare = [...ofKind, 'rev' as const].reduce((text, field) => withoutField(text, field, patternType), query)
  return { label: 'Who added or removed this?', question: { query: withFilter(bare, 'type:diff', patternType), patternType } }
}
