import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeIndex, type DocumentDraft, type OccurrenceDraft, type SymbolDraft } from '../../src/intel/scip/scip.fixture.ts'
import type { Marked } from '../../src/intel/navigate/houses.fixture.ts'
import type { Checkout } from './indexers.ts'

/**
 * Writes what the marks of a house say as the index of a repository, for languages whose indexer is not to be had as a package: the truth is
 * that of whoever wrote the marks, the way from it into the program is that of any index.
 */
export function writeMarkedIndex({ name, folder, marks }: Checkout, all: readonly Checkout[]): void {
  const homes = new Map(all.flatMap((each) => each.marks.filter(({ isDefinition }) => isDefinition).map(({ id }) => [id, each.name] as const)))
  const own = Map.groupBy(marks.filter((mark) => mark.name !== '' && mark.preciseId !== '?'), ({ path }) => path)
  const documents = [...own].map(([path, here]) => documentOf(path, here, (id) => homes.get(id) ?? name))
  writeFileSync(join(folder, 'index.scip'), encodeIndex({ tool: 'marks', documents }))
}

function documentOf(path: string, marks: readonly Marked[], homeOf: (id: string) => string): DocumentDraft {
  const symbolOf = (id: string) => `marks house ${homeOf(id)} 1.0.0 \`${id}\`.`
  const occurrences = marks.map(({ line, column, name, preciseId, isDefinition }): OccurrenceDraft => ({
    range: [line - 1, column - 1, column - 1 + [...name].length],
    symbol: preciseId === null ? `marks elsewhere language 1.0.0 \`${name}\`.` : symbolOf(preciseId),
    roles: isDefinition ? 1 : 0,
  }))
  const symbols = marks.flatMap(({ preciseId, name, isDefinition, implemented }): SymbolDraft[] => {
    if (!isDefinition || preciseId === null) return []
    return [{ symbol: symbolOf(preciseId), displayName: name, relationships: implemented === null ? [] : [{ symbol: symbolOf(implemented), implementation: true }] }]
  })
  return { path, encoding: 3, occurrences, symbols }
}
