import type { Ecosystem, Project } from './dependencies/project.ts'

/** A package that a project of the mainline uses for a time. */
export interface Span {
  ecosystem: Ecosystem
  name: string
  folder: string
  version: string | null
  /** Only where no version is resolved: what is declared else changes nothing about what is used. */
  range: string | null
  direct: boolean
  path: string
  line: number
}

/** What a commit of the mainline begins and ends. */
export interface SpanChange {
  commit: { oid: string; time: number }
  began: Span[]
  ended: Span[]
}

/** What makes two spans the same one, which goes on: where the package is declared may change meanwhile. */
const keyOf = ({ ecosystem, name, folder, version, range, direct }: Span): string => JSON.stringify([ecosystem, name, folder, version, range, direct])

export type SpansByKey = ReadonlyMap<string, Span>

export const byKey = (spans: readonly Span[]): SpansByKey => new Map(spans.map((span) => [keyOf(span), span]))

/** What these projects use; twice in one project, it is direct if one of them is. */
export function spansOf(projects: readonly Project[]): SpansByKey {
  const spans = new Map<string, Span>()
  for (const { ecosystem, folder, dependencies } of projects) {
    const direct = new Set(dependencies.flatMap((each) => (each.direct ? [`${each.name} ${each.version}`] : [])))
    for (const { name, version, range, at } of dependencies) {
      const span: Span = { ecosystem, name, folder, version, range: version === null ? range : null, direct: direct.has(`${name} ${version}`), path: at.path, line: at.line }
      const key = keyOf(span)
      if (!spans.has(key)) spans.set(key, span)
    }
  }
  return spans
}

/** Null where nothing changes. */
export function changeBetween(before: SpansByKey, after: SpansByKey, commit: SpanChange['commit']): SpanChange | null {
  const began = [...after].flatMap(([key, span]) => (before.has(key) ? [] : [span]))
  const ended = [...before].flatMap(([key, span]) => (after.has(key) ? [] : [span]))
  return began.length + ended.length > 0 ? { commit, began, ended } : null
}
