import type { z } from 'zod'
import type { Candidate as Schema } from '../../src/intel/contract.ts'
import { fileHref } from '../repos/links.ts'

export type Candidate = z.output<typeof Schema>

/** The line at the very commit that was looked at. */
export const candidateHref = ({ repo, commit, path, line }: Candidate): string => fileHref({ repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } })
