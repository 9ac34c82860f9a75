import { z } from 'zod'
import { endpoint } from '../platform/endpoint.ts'

/** A place in code that a frame may mean. `line` is 1-based. */
export const Candidate = z.object({
  repo: z.string(),
  rev: z.string(),
  commit: z.string(),
  path: z.string(),
  line: z.number().int().nullable(),
  /** 0–1. */
  confidence: z.number(),
  /** In words: the same path, the function's name stands on this line, … */
  reasons: z.array(z.string()),
})
export type Candidate = z.output<typeof Candidate>

/** Confidence is said in words; the number stays in the data. */
export function confidenceWords(confidence: number): string {
  if (confidence >= 0.85) return 'certain as can be'
  if (confidence >= 0.6) return 'likely'
  return confidence >= 0.35 ? 'possible' : 'a guess'
}

export const ResolvedFrame = z.object({
  raw: z.string(),
  /** Where the frame stands in the pasted text, UTF-16 offsets. */
  start: z.number().int(),
  end: z.number().int(),
  function: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  /** Code of one of our repositories, rather than of a library or the language. */
  inApp: z.boolean(),
  /** The best candidate and the line that fits best; null when no repository holds such a file. */
  place: Candidate.nullable(),
  alternatives: z.array(Candidate),
  /** The lines around the place, at that commit. */
  excerpt: z.object({ startLine: z.number().int(), lines: z.array(z.string()) }).nullable(),
})
export type ResolvedFrame = z.output<typeof ResolvedFrame>

export const ResolvedException = z.object({
  type: z.string().nullable(),
  message: z.string().nullable(),
  relation: z.string().nullable(),
  thread: z.string().nullable(),
  frames: z.array(ResolvedFrame),
})

export const ResolvedTrace = z.object({
  language: z.string(),
  format: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  truncated: z.boolean(),
  exceptions: z.array(ResolvedException),
  /** The frame to look at first: the innermost in-app frame of the exception that began it. Indexes into exceptions and frames. */
  focus: z.object({ exception: z.number().int(), frame: z.number().int() }).nullable(),
  /** A search that finds the same fault elsewhere, made from the line at the focus. */
  searches: z.array(z.object({ title: z.string(), query: z.string(), patternType: z.enum(['keyword', 'standard', 'literal', 'regexp']) })),
  notes: z.array(z.string()),
})
export type ResolvedTrace = z.output<typeof ResolvedTrace>

export const Located = z.object({
  traces: z.array(ResolvedTrace),
  /** What was understood, and what was not. */
  notes: z.array(z.string()),
  /** Repositories and revisions whose files were considered. */
  considered: z.array(z.object({ repo: z.string(), rev: z.string(), commit: z.string() })),
})
export type Located = z.output<typeof Located>

export const locate = endpoint({
  id: 'intel.locate', method: 'post', path: '/api/v1/locate', needs: 'intel.locate',
  summary: 'Find stack traces in a text and the code that their frames come from',
  body: z.object({
    text: z.string().min(1, 'paste a stack trace, a log or an alert').max(16 * 1024 * 1024),
    /** The revision that was running, for every repository that has it; else the default branch. */
    rev: z.string().max(500).default(''),
    /** Only repositories whose name matches this RE2 expression. */
    repo: z.string().max(1000).default(''),
  }),
  answer: Located,
})
