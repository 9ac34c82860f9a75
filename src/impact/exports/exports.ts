import { download } from '../../platform/http.ts'
import type { ExportFormat, Impact } from '../contract.ts'
import type { KnownReach } from '../reach/reaches.ts'
import { toCsv } from './csv.ts'
import { toCycloneDx } from './cyclonedx.ts'
import { toMarkdown } from './markdown.ts'
import { toOpenVex } from './openvex.ts'
import { toSarif } from './sarif.ts'

interface Writer {
  fileName: string
  type: string
  /** The same answer gives the same text. */
  write(impact: Impact, reaches: readonly KnownReach[]): string
}

/** An answer, and what is known of whether code refers to what it names. */
export interface Exported {
  impact: Impact
  reaches: readonly KnownReach[]
}

const writers: Record<ExportFormat, Writer> = {
  csv: { fileName: 'impact.csv', type: 'text/csv; charset=utf-8', write: toCsv },
  json: { fileName: 'impact.json', type: 'application/json', write: (impact) => `${JSON.stringify(impact, null, 2)}\n` },
  md: { fileName: 'impact.md', type: 'text/markdown; charset=utf-8', write: toMarkdown },
  cyclonedx: { fileName: 'impact.cdx.json', type: 'application/vnd.cyclonedx+json', write: toCycloneDx },
  openvex: { fileName: 'impact.openvex.json', type: 'application/json', write: toOpenVex },
  sarif: { fileName: 'impact.sarif', type: 'application/sarif+json', write: toSarif },
}

/** An answer as a file; the header `x-complete` tells programs whether anything was left out. */
export function exportImpact({ impact, reaches }: Exported, format: ExportFormat): Response {
  const { write, ...file } = writers[format]
  const response = download(write(impact, reaches), file)
  response.headers.set('x-complete', impact.complete ? 'yes' : 'no')
  return response
}

/** For tests, and for whoever needs the text itself. */
export const textOf = ({ impact, reaches }: Exported, format: ExportFormat): string => writers[format].write(impact, reaches)
