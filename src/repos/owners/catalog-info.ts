import { setImmediate } from 'node:timers/promises'
import { isAlias, isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import type { OwnedBy, Owner } from '../contract.ts'
import type { LineProblem } from './rule.ts'

/** A larger file is not read. */
export const maxCatalogBytes = 512 * 1024
/** In characters, of one document: what is nested as deep as that allows holds the server up for a moment only. */
const maxDocument = 32 * 1024
const maxDocuments = 500

export const catalogName = 'catalog-info.yaml'

export interface Catalog {
  owned: OwnedBy[]
  problems: LineProblem[]
}

/**
 * Who owns what a folder has, after Backstage's descriptors: the `spec.owner` of each entity in the file ("Descriptor Format of Catalog
 * Entities"). Nothing is built from the file, so its aliases cannot grow. Other work may run between two documents. Never throws.
 */
export async function readCatalog(text: string, file: string): Promise<Catalog> {
  const catalog: Catalog = { owned: [], problems: [] }
  let from = 1
  for (const source of text.split(/^---(?=\s|$)/m).slice(0, maxDocuments)) {
    if (source.length > maxDocument) catalog.problems.push({ line: from, message: 'This document is too long to be read.' })
    else readDocument(source, { file, from, catalog })
    from += source.split('\n').length - 1
    await setImmediate()
  }
  return catalog
}

function readDocument(source: string, { file, from, catalog }: { file: string; from: number; catalog: Catalog }): void {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false, schema: 'core' })
  const lineOf = (at: number) => from + lines.linePos(at).line - 1
  const [error] = document.errors
  if (error) catalog.problems.push({ line: lineOf(error.pos[0]), message: `This is no YAML: ${error.code.toLowerCase().replaceAll('_', ' ')}.` })
  else catalog.owned.push(...ownedBy(document, { file, lineOf }))
}

function ownedBy(document: Document.Parsed, { file, lineOf }: { file: string; lineOf: (at: number) => number }): OwnedBy[] {
  if (!isMap(document.contents)) return []
  const spec = resolved(document, document.get('spec', true))
  const node = isMap(spec) ? spec.get('owner', true) : undefined
  const value = resolved(document, node)
  if (!isScalar(value) || typeof value.value !== 'string' || value.value.trim() === '') return []
  return [{ owners: [ownerOf(value.value.trim())], reason: { kind: 'catalog', file, line: lineOf(node?.range?.[0] ?? 0), entity: entityOf(document) } }]
}

const resolved = (document: Document.Parsed, node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)

/** A reference to an entity; without a kind it is a group. */
const ownerOf = (name: string): Owner => ({ kind: /^user:/i.test(name) ? 'person' : 'team', name })

function entityOf(document: Document.Parsed): string {
  const metadata = resolved(document, document.get('metadata', true))
  const name = isMap(metadata) ? metadata.get('name') : undefined
  return [document.get('kind'), name].filter((part) => typeof part === 'string').join(' ')
}
