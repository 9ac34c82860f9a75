import { z } from 'zod'
import { endpoint, type Answer } from '../platform/endpoint.ts'

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

/** How a frame of a generated file was traced back to its source. */
export const FrameMapping = z.object({
  /** The map's file name, or that of the generated file which holds it: `app.js.map`. */
  map: z.string(),
  origin: z.enum(['repository', 'inline', 'upload']),
  /** Where the map lies in a repository; of an upload the repository that it was uploaded for. */
  repo: z.string().nullable(),
  path: z.string().nullable(),
  /** Of an upload, where it was told. */
  release: z.string().nullable(),
  /** The source as the map calls it, and the position in it; both from 1. */
  source: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  /** What the function is called in the source, where the map or its text tells it. */
  function: z.string().nullable(),
  /** What was compared to see that the map is of this build, in words: what agreed, what could not be compared, and what disagreed. */
  verified: z.array(z.string()),
  unverified: z.array(z.string()),
  contradicted: z.array(z.string()),
})
export type FrameMapping = z.output<typeof FrameMapping>

export const ResolvedFrame = z.object({
  raw: z.string(),
  /** Where the frame stands in the pasted text, UTF-16 offsets. */
  start: z.number().int(),
  end: z.number().int(),
  function: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  /** Where a source map was found: `function`, `file`, `line` and `column` are as printed all the same, `place` is that of the source. */
  mapped: FrameMapping.optional(),
  /** It points into a generated file for which no source map is known. */
  wantsMap: z.boolean().optional(),
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
    /** The revision that was running, for every repository that has it. Else what is known to run, and where nothing is the default branch. */
    rev: z.string().max(500).default(''),
    /** Where the signal comes from. Unless said: production, and of what does not run there whatever was deployed last. */
    environment: z.string().min(1).max(200).optional(),
    /** When the signal was seen, so that what ran then is read; now unless said. */
    at: z.iso.datetime({ offset: true, error: 'give a time such as 2026-03-01T10:00:00Z' }).optional(),
    /** Only repositories whose name matches this RE2 expression. */
    repo: z.string().max(1000).default(''),
  }),
  answer: Located,
})

// Suspects.

/** The chances from which on a suspect is called so, the surest first. `npm run score` holds them against how often each is right; docs/suspects.md has the figures. */
export const suspectBands = [{ from: 0.7, words: 'very likely' }, { from: 0.5, words: 'likely' }, { from: 0.15, words: 'possible' }, { from: 0, words: 'doubtful' }] as const

/** The chance of a suspect in words, and as filled quarters of a bar. */
export function suspectWords(chance: number): { words: string; quarters: 1 | 2 | 3 | 4 } {
  const band = Math.max(0, suspectBands.findIndex(({ from }) => chance >= from))
  return { words: suspectBands[band]?.words ?? '', quarters: ([4, 3, 2, 1] as const)[band] ?? 1 }
}

/** Why a change is suspected, in words; where a frame leads there, also the file and line to look at. */
export const SuspectReason = z.object({ text: z.string(), path: z.string().nullable(), line: z.number().int().nullable() })

export const Suspect = z.object({
  oid: z.string(),
  subject: z.string(),
  author: z.string(),
  /** When it was committed. */
  time: z.string(),
  /** `changed` since what was good last, or in the window; `latent`: it was there before. */
  list: z.enum(['changed', 'latent']),
  /** The higher the likelier; only good for comparing within one answer. */
  score: z.number(),
  /** 0–1: how often such a suspect was the culprit where it was measured, if the culprit is among those that were weighed. */
  confidence: z.number(),
  reasons: z.array(SuspectReason),
})
export type Suspect = z.output<typeof Suspect>

export const SuspectList = z.object({
  repo: z.string(),
  /** What stood on the mainline then; its files are those that frames were looked for in. Null if there was nothing yet. */
  commit: z.string().nullable(),
  /** Committed from this moment on (null: ever) and before that one. */
  from: z.string().nullable(),
  to: z.string(),
  /** How many changes were weighed. */
  considered: z.number().int(),
  /** False: some could not be; `notes` say which. */
  complete: z.boolean(),
  /** The likeliest first, over both lists. */
  suspects: z.array(Suspect),
  notes: z.array(z.string()),
})
export type SuspectList = z.output<typeof SuspectList>

export const findSuspects = endpoint({
  id: 'intel.suspects', method: 'post', path: '/api/v1/suspects', needs: 'intel.locate',
  summary: 'Rank the changes that may have caused what a trace, a message or a symptom tells',
  body: z.object({
    text: z.string().min(1, 'give a stack trace, a message or what was seen').max(16 * 1024 * 1024),
    repo: z.string().min(1).max(500),
    /** What it reaches is weighed; the default branch where it is empty. */
    rev: z.string().max(500).default(''),
    /** The moment of the signal, as git takes dates: no change of that moment or later is looked at. Empty: now. */
    before: z.string().max(100).default(''),
    /** Only changes of so long before it: `90d`, `12w`, `6m`, `1y`, `36h`. Empty: all. */
    window: z.string().max(20).default(''),
    /** The revision that was good last. Empty: what is of the window, or of 90 days, counts as changed. */
    since: z.string().max(500).default(''),
    limit: z.number().int().min(1).max(200).default(20),
  }),
  answer: SuspectList,
})

/** A change that brought lines which a repair mends. */
export const Culprit = z.object({
  oid: z.string(), subject: z.string(), author: z.string(),
  /** When it was committed. */
  time: z.string(),
  /** The part of the repair that points to it: 0–1. */
  share: z.number(),
  lines: z.number().int(),
  reason: z.string(),
})
export type Culprit = z.output<typeof Culprit>

export const findCulprits = endpoint({
  id: 'intel.culprits', method: 'get', path: '/api/v1/culprits', needs: 'intel.locate',
  summary: 'The changes that brought what a commit mends',
  query: z.object({ repo: z.string().min(1).max(500), rev: z.string().max(500).default('') }),
  answer: z.object({
    repo: z.string(), commit: z.string(), subject: z.string(),
    /** False: some lines could not be looked at; `notes` say which. */
    complete: z.boolean(), notes: z.array(z.string()),
    /** The likeliest first. */
    culprits: z.array(Culprit),
  }),
})

const LogPlace = z.object({ path: z.string(), line: z.number().int() })
/** A line of the log, from 1, and the time that stands on it, as it stands there. */
const LogMoment = z.object({ line: z.number().int(), time: z.string().nullable() })

/** A statement that wrote lines of a log. */
export const LogStatementLines = LogPlace.extend({
  /** That on which the statement ends. */
  endLine: z.number().int(),
  /** The function around it. */
  function: z.string().nullable(),
  level: z.string().nullable(),
  /** It is known to write logs; otherwise it only makes the text, of an exception say. */
  logs: z.boolean(),
  /** Where the function that it calls logs for it. */
  through: LogPlace.nullable(),
  count: z.number().int(),
  first: LogMoment,
  last: LogMoment,
  /** 0–1. */
  confidence: z.number(),
  /** Statements that can have written some of the lines just as well. */
  others: z.array(LogPlace),
})
export type LogStatementLines = z.output<typeof LogStatementLines>

export const matchLogLines = endpoint({
  id: 'intel.logLines', method: 'post', path: '/api/v1/log-lines', needs: 'intel.locate',
  summary: 'Find the logging statements that wrote the lines of a log',
  body: z.object({
    text: z.string().min(1, 'paste lines of a log').max(16 * 1024 * 1024),
    /** Whose program wrote the log. Empty: of all that may be seen the one whose statements account for most of it. */
    repo: z.string().max(500).default(''),
    /** The revision that was running; else what is known to run, and where nothing is the default branch. */
    rev: z.string().max(500).default(''),
  }),
  answer: z.object({
    /** Empty, with the next two, where no repository was named and none has statements that can have written any of the lines. */
    repo: z.string(),
    rev: z.string(),
    commit: z.string(),
    /** Where no repository was named: others with statements that can have written some of the lines, the likeliest first. */
    elsewhere: z.array(z.string()),
    /** For each line the index of its statement; null where no statement can have written it. */
    lines: z.array(z.object({ statement: z.number().int(), confidence: z.number() }).nullable()),
    /** Those with the most lines first. */
    statements: z.array(LogStatementLines),
    /** What was not looked at. */
    notes: z.array(z.string()),
  }),
})

/** The same or nearly the same code at another place. */
export const Copy = z.object({
  repo: z.string(),
  rev: z.string(),
  commit: z.string(),
  path: z.string(),
  /** The part of what was asked about that stands there, whatever its names are: from 0 to 1. */
  share: z.number(),
  /** The part that stands there as it is spelled. */
  exact: z.number(),
  /** Lines of the file, from 1, both included. */
  ranges: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
})
export type Copy = z.output<typeof Copy>

/** Something that was not compared; `repo` is null where it concerns all. */
export const CopyGap = z.object({ repo: z.string().nullable(), reason: z.string() })
export type CopyGap = z.output<typeof CopyGap>

export const findCopies = endpoint({
  id: 'intel.copies', method: 'post', path: '/api/v1/copies', needs: 'intel.locate',
  summary: 'Find the same or nearly the same code elsewhere',
  body: z.object({
    repo: z.string().min(1, 'name the repository').max(500),
    rev: z.string().max(500).default(''),
    path: z.string().min(1, 'name the file').max(8000),
    /** Both included; the whole file unless said. */
    lines: z.object({ from: z.number().int().min(1), to: z.number().int().min(1) }).refine(({ from, to }) => from <= to, 'the first line comes before the last').optional(),
    /** Of which revisions of each repository: only the default branch, or all that are tracked. */
    revs: z.enum(['default', 'tracked']).default('default'),
    /** What shares less is left out. */
    minimum: z.number().min(0.05).max(1).default(0.3),
    limit: z.number().int().min(1).max(1000).default(100),
  }),
  answer: z.object({
    repo: z.string(),
    commit: z.string(),
    path: z.string(),
    /** How many were compared: names, numbers, texts, key words and signs. */
    tokens: z.number().int(),
    complete: z.boolean(),
    gaps: z.array(CopyGap),
    total: z.number().int(),
    /** Those that share most first. */
    copies: z.array(Copy),
  }),
})
export type CopyList = Answer<typeof findCopies>

// Navigating. Positions are lines and columns from 1; columns count code points, and an end column stands behind the last one.

/** Where somebody points in a file. `rev` is a branch, tag or commit; empty is the default branch. */
const position = {
  repo: z.string().min(1).max(500),
  rev: z.string().max(500).default(''),
  path: z.string().min(1).max(8000),
  line: z.coerce.number().int().min(1),
  column: z.coerce.number().int().min(1).default(1),
}

/** A name in code. */
export const NamedPlace = z.object({
  repo: z.string(),
  /** As asked for in the repository that was asked about; elsewhere the branch that was looked into. */
  rev: z.string(),
  commit: z.string(),
  path: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
  /** From an index that a compiler made, rather than from names and scopes. */
  precise: z.boolean(),
  /** The index's name for it, or its own name behind those of what it stands in, with dots. */
  symbol: z.string(),
  /** The line that it stands on, cut to 400 code points. */
  text: z.string(),
  /** In words: “imported from ./cart”, “same package”, “only definition of this name”. */
  reason: z.string(),
})
export type NamedPlace = z.output<typeof NamedPlace>

/** How sure a place, an edge or a hover is, as it is said to people. */
export const provenanceOf = ({ precise }: { precise: boolean }): 'precise' | 'search-based' => (precise ? 'precise' : 'search-based')

export const findDefinitions = endpoint({
  id: 'intel.definitions', method: 'get', path: '/api/v1/intel/definitions', needs: 'repos.read',
  summary: 'Where the name at a position is defined, best first',
  query: z.object(position),
  answer: z.object({
    places: z.array(NamedPlace),
    /** Why there are none, or what was not looked at. */
    note: z.string().nullable(),
  }),
})

/** `definition`: the name is introduced here. `import`: it is brought into the file here. */
export const ReferenceRole = z.enum(['definition', 'import', 'reference'])
export type ReferenceRole = z.output<typeof ReferenceRole>

export const Reference = NamedPlace.extend({ role: ReferenceRole })
export type Reference = z.output<typeof Reference>

const NotSearched = z.object({ repo: z.string(), rev: z.string(), path: z.string().nullable(), reason: z.string() })

/**
 * All of them, a page at a time, the likeliest first: those of an index, then those of the same file, repository, of
 * repositories that depend on it, and of others. Ask with `cursor` until it is null.
 */
export const findReferences = endpoint({
  id: 'intel.references', method: 'get', path: '/api/v1/intel/references', needs: 'repos.read',
  summary: 'Where the name at a position is used, over all repositories',
  query: z.object({ ...position, limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.string().max(4096).optional() }),
  answer: z.object({
    places: z.array(Reference),
    cursor: z.string().nullable(),
    /** What was not looked at on the way to this page: it can hold further references. */
    notSearched: z.array(NotSearched),
    note: z.string().nullable(),
  }),
})

/**
 * `down`: the types that implement, extend or embed the type at a position, or the members that override the member; `up`: what these
 * implement or override themselves. Over any number of steps, the nearest first, at most a thousand.
 */
export const findImplementations = endpoint({
  id: 'intel.implementations', method: 'get', path: '/api/v1/intel/implementations', needs: 'repos.read',
  summary: 'What implements or overrides the name at a position, or is implemented by it, over all repositories',
  query: z.object({ ...position, direction: z.enum(['down', 'up']).default('down') }),
  answer: z.object({
    places: z.array(NamedPlace),
    /** It can hold further ones. */
    notSearched: z.array(NotSearched),
    /** Why there are none. */
    note: z.string().nullable(),
  }),
})

export const findTypeDefinitions = endpoint({
  id: 'intel.typeDefinitions', method: 'get', path: '/api/v1/intel/type-definitions', needs: 'repos.read',
  summary: 'Where the type of the name at a position is defined',
  query: z.object(position),
  answer: z.object({ places: z.array(NamedPlace), note: z.string().nullable() }),
})

export const Hover = z.object({
  /** The declaration without its body, as it stands there. */
  signature: z.string(),
  /** linguist's name, for colouring the signature. */
  language: z.string(),
  /** Markdown from a repository: to be shown without trust. Empty where there is none. */
  documentation: z.string(),
  kind: z.string(),
  container: z.string(),
  definedAt: NamedPlace,
  precise: z.boolean(),
})
export type Hover = z.output<typeof Hover>

export const findHover = endpoint({
  id: 'intel.hover', method: 'get', path: '/api/v1/intel/hover', needs: 'repos.read',
  summary: 'Signature and documentation of the name at a position',
  query: z.object(position),
  answer: z.object({ hover: Hover.nullable() }),
})

/** A function, or a file where code stands outside of any. */
export const CallNode = z.object({
  id: z.string(),
  repo: z.string(),
  rev: z.string(),
  commit: z.string(),
  path: z.string(),
  /** Where its name stands. */
  line: z.number().int(),
  column: z.number().int(),
  name: z.string(),
  container: z.string(),
})
export type CallNode = z.output<typeof CallNode>

/** `from` calls `to`; the rest is where. */
export const CallEdge = z.object({
  from: z.string(),
  to: z.string(),
  repo: z.string(),
  rev: z.string(),
  path: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  text: z.string(),
  precise: z.boolean(),
})
export type CallEdge = z.output<typeof CallEdge>

export const CallGraph = z.object({
  /** The function that was asked about comes first; none where there is no function at the position. */
  nodes: z.array(CallNode),
  edges: z.array(CallEdge),
  /** What was left out, in words; null when the graph is whole to the depth asked for. */
  cut: z.string().nullable(),
})
export type CallGraph = z.output<typeof CallGraph>

const walk = { ...position, depth: z.coerce.number().int().min(1).max(20).default(1), nodes: z.coerce.number().int().min(1).max(500).default(100) }

export const findCallers = endpoint({
  id: 'intel.callers', method: 'get', path: '/api/v1/intel/callers', needs: 'repos.read',
  summary: 'Who calls the function at a position, and who calls those, over all repositories',
  query: z.object(walk), answer: CallGraph,
})

export const findCallees = endpoint({
  id: 'intel.callees', method: 'get', path: '/api/v1/intel/callees', needs: 'repos.read',
  summary: 'What the function at a position calls, and what those call, over all repositories',
  query: z.object(walk), answer: CallGraph,
})

export const Guard = z.object({
  /** `condition`, `loop`, `case`, `early-exit`, `try`, `handler`, `lock`, … */
  kind: z.string(),
  /** The line is reached where the condition does not hold. */
  negated: z.boolean(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
  /** The condition, or what is caught, as it stands there. */
  text: z.string(),
})
export type Guard = z.output<typeof Guard>

export const findGuards = endpoint({
  id: 'intel.guards', method: 'get', path: '/api/v1/intel/guards', needs: 'repos.read',
  summary: 'The conditions and handlers around a line, up to its function, outermost first',
  query: z.object(position),
  answer: z.object({
    function: CallNode.nullable(),
    guards: z.array(Guard),
  }),
})

/** A way from where a program is entered down to a line. */
export const EntryPath = z.object({
  /** `main`, `route`, `consumer`, `schedule` or `command`. */
  kind: z.string(),
  /** What is told of it: `GET /orders/{id}`. */
  label: z.string(),
  /** From the entry point to the function around the line. */
  nodes: z.array(CallNode),
  /** One fewer than nodes, in the same direction. */
  edges: z.array(CallEdge),
})
export type EntryPath = z.output<typeof EntryPath>

export const findEntryPaths = endpoint({
  id: 'intel.entryPaths', method: 'get', path: '/api/v1/intel/entry-paths', needs: 'repos.read',
  summary: 'How a line is reached from routes, consumers, schedules, commands and main functions',
  query: z.object({ ...position, depth: z.coerce.number().int().min(1).max(20).default(8) }),
  answer: z.object({ paths: z.array(EntryPath), cut: z.string().nullable() }),
})

// Indexes that compilers make (SCIP), and their uploads.

export const ScipUploadState = z.enum(['waiting', 'indexing', 'uploading', 'queued', 'processing', 'completed', 'failed'])

/**
 * What kept an indexer from doing anything else, beside Node's permissions: `bubblewrap` (its own files, processes and network), `namespaces`
 * (its own processes and network), `none` (the system lets us do neither).
 */
export const IndexerWalls = z.enum(['bubblewrap', 'namespaces', 'none'])
export type IndexerWalls = z.output<typeof IndexerWalls>

/** An index that was uploaded, or that Firebreak made: then it waits and is made before it is processed as those that are uploaded. */
export const ScipUpload = z.object({
  id: z.number().int(),
  repo: z.string(),
  commit: z.string(),
  /** The folder that it is of; empty for the whole repository. */
  root: z.string(),
  /** The program that made it, `scip-typescript` say; empty until that is known. */
  indexer: z.string(),
  indexerVersion: z.string(),
  state: ScipUploadState,
  origin: z.enum(['upload', 'automatic']),
  /** Of the run that made it; null for an upload, and while it waits. */
  walls: IndexerWalls.nullable(),
  /** Why it failed, in a sentence. */
  failure: z.string().nullable(),
  uploadBytes: z.number().int(),
  indexBytes: z.number().int(),
  documents: z.number().int(),
  symbols: z.number().int(),
  occurrences: z.number().int(),
  /** Occurrences that were left out because their range is none. */
  illFormed: z.number().int(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
})
export type ScipUpload = z.output<typeof ScipUpload>

const flag = z.enum(['true', 'false']).optional().transform((value) => value === 'true')

/** What `src code-intel upload` sends beside the body; its tokens of code hosts are not needed here and are not looked at. */
const scipUpload = {
  method: 'post', needs: 'intel.upload', rawBody: true, status: 202,
  query: z.object({
    repository: z.string().min(1).max(500).optional(),
    commit: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'give the full id of a commit, 40 or 64 hexadecimal digits').optional(),
    root: z.string().max(4000).default(''),
    indexerName: z.string().max(200).default(''),
    indexerVersion: z.string().max(200).default(''),
    multiPart: flag,
    numParts: z.coerce.number().int().min(1).max(10_000).optional(),
    uploadId: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    index: z.coerce.number().int().min(0).max(10_000).optional(),
    done: flag,
  }),
  answer: z.object({ id: z.string() }),
} as const

/** The body is the index, or a part of it, as it is or packed with gzip. A repository of another name is 404. */
export const uploadScip = endpoint({ ...scipUpload, id: 'scip.upload', path: '/.api/scip/upload', summary: 'Upload a SCIP index, whole or in parts, as Sourcegraph\'s src does' })

/** Older programs upload here. Only the format SCIP is read. */
export const uploadScipByOldName = endpoint({ ...scipUpload, id: 'scip.uploadByOldName', path: '/.api/lsif/upload', summary: 'The same, where older programs look for it' })

export const listScipUploads = endpoint({
  id: 'scip.list', method: 'get', path: '/api/v1/scip/uploads', needs: 'repos.read',
  summary: 'SCIP indexes with their states, the newest first',
  query: z.object({ repo: z.string().min(1).max(500).optional(), state: ScipUploadState.optional() }),
  answer: z.object({ uploads: z.array(ScipUpload), total: z.number().int() }),
})

const scipId = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) })

export const removeScipUpload = endpoint({ id: 'scip.remove', method: 'delete', path: '/api/v1/scip/uploads/{id}', needs: 'intel.upload', summary: 'Remove a SCIP index', params: scipId, status: 204 })

const AutomaticIndexing = z.object({
  repo: z.string(),
  on: z.boolean(),
  /** When and by whom it was switched on. */
  since: z.string().nullable(),
  by: z.string().nullable(),
  indexers: z.array(z.object({ name: z.string(), version: z.string() })),
  /** Those that stand on this machine. */
  walls: IndexerWalls,
})
export type AutomaticIndexing = z.output<typeof AutomaticIndexing>

export const readAutomatic = endpoint({
  id: 'scip.automatic', method: 'get', path: '/api/v1/scip/automatic', needs: 'repos.read',
  summary: 'Whether Firebreak makes the indexes of a repository itself',
  query: z.object({ repo: z.string().min(1).max(500) }), answer: AutomaticIndexing,
})

/** Off for every repository until somebody switches it on: indexers read what a stranger wrote. */
export const setAutomatic = endpoint({
  id: 'scip.set_automatic', method: 'put', path: '/api/v1/scip/automatic', needs: 'repos.manage',
  summary: 'Have Firebreak index JavaScript, TypeScript and Python of a repository itself, or no longer',
  body: z.object({ repo: z.string().min(1).max(500), on: z.boolean() }), answer: AutomaticIndexing,
})

// Source maps that were uploaded.

export const UploadedMap = z.object({
  id: z.string(),
  /** Null: of no repository in particular. */
  repo: z.string().nullable(),
  /** Empty where none was told. */
  release: z.string(),
  /** The generated file that it is of: `assets/app.js`. */
  file: z.string(),
  debugId: z.string().nullable(),
  /** Of the map's bytes, in hexadecimal digits. */
  sha256: z.string(),
  bytes: z.number().int(),
  sources: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string(),
})
export type UploadedMap = z.output<typeof UploadedMap>

/** The body is the map as it is, or packed with gzip; 64 MB at most. One of the same repository, release and file takes the place of the older one. */
export const uploadSourceMap = endpoint({
  id: 'sourceMaps.upload', method: 'post', path: '/api/v1/source-maps', needs: 'intel.upload', rawBody: true, status: 201,
  summary: 'Upload the source map of a generated file, so that its frames lead to the source',
  query: z.object({
    /** The generated file's path or address as traces print it, or the end of it; else what the map says. */
    file: z.string().max(2000).default(''),
    release: z.string().max(200).default(''),
    /** Where the sources lie. Without it everybody who may locate can be led through the map. */
    repo: z.string().min(1).max(500).optional(),
    /** What the generated file's `//# debugId=` says; else what the map says. */
    debugId: z.string().max(64).default(''),
  }),
  answer: UploadedMap,
})

export const listSourceMaps = endpoint({
  id: 'sourceMaps.list', method: 'get', path: '/api/v1/source-maps', needs: 'repos.read',
  summary: 'Uploaded source maps, the newest first',
  query: z.object({ repo: z.string().min(1).max(500).optional(), release: z.string().max(200).optional(), file: z.string().max(2000).optional() }),
  answer: z.object({ maps: z.array(UploadedMap), total: z.number().int() }),
})

export const removeSourceMap = endpoint({
  id: 'sourceMaps.remove', method: 'delete', path: '/api/v1/source-maps/{id}', needs: 'intel.upload', summary: 'Remove an uploaded source map',
  params: z.object({ id: z.string().min(1).max(100) }), status: 204,
})
