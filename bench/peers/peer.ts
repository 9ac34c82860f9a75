/** What each program that is measured can be asked. */

import type { Corpus } from '../corpus.ts'
import type { Cost } from '../measure.ts'
import type { Query } from '../queries.ts'

export interface Answer extends Cost {
  /** Lines that match. */
  lines: number
}

export interface IndexSize {
  bytes: number
  /** Of which a copy of the text. */
  textBytes: number
}

export interface Peer {
  name: string
  version: string
  /** What is run for a query, for the report. */
  command(query: Query): string
  /** Makes its index of the corpus; null if it has none. */
  build(): Promise<{ cost: Cost; size: IndexSize } | null>
  /** Gets ready to be asked. */
  start(): Promise<void>
  /** Every matching line, found once. */
  search(query: Query): Promise<Answer>
  /** How many lines match in each file, files with none left out. */
  countByFile(query: Query): Promise<Map<string, number>>
  /** Files that it leaves out, each with its reason. */
  leftOut(): Promise<Map<string, string>>
  /** Of the process that stays, if any does. */
  memory(): { nowMb: number; peakMb: number } | null
  stop(): Promise<void>
}

export interface Place {
  corpus: Corpus
  /** Where to put an index, all its own. */
  folder: string
}
