import { z } from 'zod'
import { SYMBOL_KINDS } from '../../engine/query/symbol-kinds.ts'
import { endpoint } from '../platform/endpoint.ts'

/**
 * Search over HTTP. The stream speaks Sourcegraph's protocol, so its field names are theirs: offsets are bytes from the start
 * of the file, lines are 0-based, columns count Unicode code points, `offsetAndLengths` are code points within the line.
 */
export const Location = z.object({ offset: z.number().int(), line: z.number().int(), column: z.number().int() })
export const Range = z.object({ start: Location, end: Location })
export type Location = z.output<typeof Location>
export type Range = z.output<typeof Range>

const common = {
  repositoryID: z.number().int(),
  repository: z.string(),
  repoLastFetched: z.string().optional(),
  /** The revisions asked for; `['HEAD']` for the default branch. */
  branches: z.array(z.string()),
  commit: z.string(),
}

export const ContentMatch = z.object({
  type: z.literal('content'), ...common,
  path: z.string(),
  pathMatches: z.array(Range).optional(),
  lineMatches: z.array(z.object({ line: z.string(), lineNumber: z.number().int(), offsetAndLengths: z.array(z.tuple([z.number().int(), z.number().int()])) })).optional(),
  chunkMatches: z.array(z.object({ content: z.string(), contentStart: Location, contentTruncated: z.boolean().optional(), ranges: z.array(Range) })).optional(),
  hunks: z.null(),
  language: z.string().optional(),
})
export const PathMatch = z.object({ type: z.literal('path'), ...common, path: z.string(), pathMatches: z.array(Range).optional(), language: z.string().optional() })
export const RepoMatch = z.object({
  type: z.literal('repo'), ...common,
  repositoryMatches: z.array(Range).optional(),
  description: z.string().optional(),
  fork: z.boolean().optional(),
  archived: z.boolean().optional(),
})
/** A commit found by its message (`content` is a fenced block COMMIT_EDITMSG) or by the lines it changes (a fenced block diff). */
export const CommitMatch = z.object({
  type: z.literal('commit'), ...common,
  /** Markdown, with links to the repository, the author's commit and the subject. */
  label: z.string(),
  url: z.string(),
  detail: z.string(),
  oid: z.string(),
  message: z.string(),
  authorName: z.string(),
  authorDate: z.string(),
  committerName: z.string(),
  committerDate: z.string(),
  content: z.string(),
  /** [line, start, length] of each match: lines of `content` from 0, the fence being the first; characters are code points. */
  ranges: z.array(z.tuple([z.number().int(), z.number().int(), z.number().int()])),
  /** How many lines the commit adds and removes that match; null for a message. */
  changed: z.object({ added: z.number().int(), removed: z.number().int() }).nullable(),
  /** The diff shows only the first of its matching places. */
  truncated: z.boolean(),
  /** The commit brings another line of development into the mainline; the matching change was made by commits of that line. */
  merge: z.boolean(),
})
const owned = {
  /** How many of the files found are theirs, and in how many repositories. */
  files: z.number().int(),
  repositories: z.number().int(),
}
/** Symbols of one file that were found by their names. */
export const SymbolMatch = z.object({
  type: z.literal('symbol'), ...common,
  path: z.string(),
  language: z.string().optional(),
  /** `kind` is that of the Language Server Protocol in capitals (`FUNCTION`, `ENUMMEMBER`); `line` counts from 1; `url` is without the server. */
  symbols: z.array(z.object({ url: z.string(), name: z.string(), containerName: z.string(), kind: z.string(), line: z.number().int() })),
})
export type SymbolMatch = z.output<typeof SymbolMatch>
/** Only for `select:file.owners`. Names are without the sign in front. */
export const PersonMatch = z.object({ type: z.literal('person'), handle: z.string().optional(), email: z.string().optional(), ...owned })
export const TeamMatch = z.object({ type: z.literal('team'), name: z.string(), handle: z.string().optional(), ...owned })
export type OwnerMatch = z.output<typeof PersonMatch> | z.output<typeof TeamMatch>
export const Match = z.discriminatedUnion('type', [ContentMatch, PathMatch, RepoMatch, SymbolMatch, CommitMatch, PersonMatch, TeamMatch])
export type ContentMatch = z.output<typeof ContentMatch>
export type PathMatch = z.output<typeof PathMatch>
export type RepoMatch = z.output<typeof RepoMatch>
export type CommitMatch = z.output<typeof CommitMatch>
export type Match = z.output<typeof Match>

/** Why something was not searched. The set is closed: a new way to skip must be named here before it can happen. */
export const SkipReason = z.enum([
  'too_large', // above the size limit
  'too_much_work', // one file would take longer than all others together
  'binary',
  'missing', // the source lacks the object (partial clone) or the object is damaged
  'submodule', // points to another repository
  'timeout',
  'cancelled',
  'result_limit', // the search had its `count:` before it came here
  'match_limit', // more matches in one file than are shown
  'failed', // a defect on our side; the log has the details
  'cloning',
  'clone_failed',
  'no_revision', // the repository has no such branch, tag or commit
  'fork', // excluded unless fork:yes
  'archived', // excluded unless archived:yes
  'not_indexed', // left out by index:only
  'history_behind', // commits that are not in the history index yet
  'no_grammar', // in a language whose structure and symbols cannot be read
  'unparsable', // the grammar of its language failed on it
  'history_gap', // a change that the history index could not read (binary, too large, missing)
])
export type SkipReason = z.output<typeof SkipReason>

/** One repository at one revision: what was searched in it and what was not. */
export const LedgerRow = z.object({
  repository: z.string(),
  rev: z.string(),
  commit: z.string().nullable(),
  state: z.enum(['searched', 'partly', 'not_searched', 'excluded']),
  files: z.number().int(),
  /** In searches of commits. */
  commits: z.number().int().default(0),
  bytes: z.number().int(),
  /** Files left out, by reason, with up to five examples each. */
  skipped: z.array(z.object({ reason: SkipReason, count: z.number().int(), examples: z.array(z.string()) })),
  /** When the mirror was last brought up to date. */
  fetchedAt: z.string().nullable(),
})
export type LedgerRow = z.output<typeof LedgerRow>

/**
 * The coverage ledger. `complete` is true only when nothing that the query asked for was left out: no row is partly or not
 * searched. What the query itself leaves out (forks, archived) is listed as excluded and does not make it incomplete;
 * binary files and submodules hold no text of ours and are listed, but close the row.
 */
export const Ledger = z.object({
  complete: z.boolean(),
  repositories: z.number().int(),
  files: z.number().int(),
  commits: z.number().int().default(0),
  bytes: z.number().int(),
  rows: z.array(LedgerRow),
})
export type Ledger = z.output<typeof Ledger>

/** The part of the ledger that travels with each progress event: totals, and only the rows that are not plainly searched. */
export const Coverage = Ledger.extend({ gaps: z.number().int() })
export type Coverage = z.output<typeof Coverage>

export const Skipped = z.object({
  reason: z.string(),
  title: z.string(),
  message: z.string(),
  severity: z.enum(['info', 'warn', 'error']),
  suggested: z.object({ title: z.string(), queryExpression: z.string() }).optional(),
})
export type Skipped = z.output<typeof Skipped>

export const Progress = z.object({
  done: z.boolean(),
  repositoriesCount: z.number().int(),
  matchCount: z.number().int(),
  durationMs: z.number().int(),
  skipped: z.array(Skipped),
  coverage: Coverage,
  /** On the last event, if there are more results: where the next answer to the same query begins. */
  cursor: z.string().optional(),
})
export type Progress = z.output<typeof Progress>

/** At most so many filters of each kind are offered, those with the most results. */
export const maxFiltersOfAKind = 24

export const Filter = z.object({
  value: z.string(),
  label: z.string(),
  count: z.number().int(),
  exhaustive: z.boolean(),
  kind: z.enum(['repo', 'file', 'lang', 'utility', 'type', 'symbol type', 'author', 'commit date']),
})
export type Filter = z.output<typeof Filter>

export const Alert = z.object({
  title: z.string(),
  description: z.string().optional(),
  kind: z.string().optional(),
  proposedQueries: z.array(z.object({ description: z.string().optional(), query: z.string() })).optional(),
})
export type Alert = z.output<typeof Alert>

export const PatternType = z.enum(['keyword', 'standard', 'literal', 'regexp', 'structural'])
export type PatternType = z.output<typeof PatternType>

/** Server-sent events: matches, filters, progress, alert, error, done (`StreamEvent`). */
export const searchStream = endpoint({
  id: 'search.stream', method: 'get', path: '/.api/search/stream', needs: 'search.run',
  summary: "Search, as a stream of events (Sourcegraph's protocol with progress.coverage added)",
  query: z.object({
    q: z.string().optional(),
    v: z.string().optional(),
    t: z.string().optional(),
    display: z.coerce.number().int().optional(),
    cm: z.string().optional(),
    cl: z.coerce.number().int().min(0).max(50).optional(),
    'max-line-len': z.coerce.number().int().optional(),
    /** `rank` puts what was probably meant first; `path`, the default, keeps the order of repositories and paths. */
    order: z.enum(['rank', 'path']).default('path'),
    /** What an answer to the same query gave as its `cursor`: goes on behind its last result. With the order `path` only. */
    cursor: z.string().max(16384).optional(),
  }).loose(),
})

export type StreamEvent =
  | { event: 'matches'; data: Match[] }
  | { event: 'filters'; data: Filter[] }
  | { event: 'progress'; data: Progress }
  | { event: 'alert'; data: Alert }
  | { event: 'error'; data: { message: string } }
  | { event: 'done'; data: Record<string, never> }

/** One place of a frozen result: a line of a file, or a path, repository or commit without one (line null). `line` is 1-based. */
export const FrozenPlace = z.object({
  repository: z.string(),
  rev: z.string(),
  commit: z.string(),
  path: z.string(),
  line: z.number().int().nullable(),
  text: z.string(),
  /** Code points within the text. */
  ranges: z.array(z.tuple([z.number().int(), z.number().int()])),
})
export type FrozenPlace = z.output<typeof FrozenPlace>

/** A place without a path is a repository, whose text is its name, or else a commit, whose text is its subject: that is what was done to code, not where code stands. */
export const isCommitPlace = ({ path, repository, text }: Pick<FrozenPlace, 'path' | 'repository' | 'text'>): boolean => path === '' && text !== repository

/** A search as it was: the question, the answer, what was covered, and when. Never changes once made. */
export const FrozenSearch = z.object({
  query: z.string(),
  patternType: PatternType,
  at: z.string(),
  matchCount: z.number().int(),
  places: z.array(FrozenPlace),
  /** More places matched than are kept. */
  truncated: z.boolean(),
  alert: Alert.nullable(),
  ledger: Ledger,
})
export type FrozenSearch = z.output<typeof FrozenSearch>

/** `1 match`, `612 commits`: how much a frozen search found. */
export function foundWords({ matchCount, places }: Pick<FrozenSearch, 'matchCount' | 'places'>): string {
  const ofCommits = places.length > 0 && places.every(isCommitPlace)
  const [one, several] = ofCommits ? ['commit', 'commits'] : ['match', 'matches']
  return `${matchCount.toLocaleString('en-US')} ${matchCount === 1 ? one : several}`
}

/** Runs a search to its end and gives the answer as one value. */
export const freezeSearch = endpoint({
  id: 'search.freeze', method: 'post', path: '/api/v1/search', needs: 'search.run',
  summary: 'Run a search to its end and return the answer with its full coverage ledger',
  body: z.object({ query: z.string().max(65536), patternType: PatternType.default('keyword') }),
  answer: FrozenSearch,
})

/** What has changed between two answers to one question. A place is the same when repository, path and text are. */
export const SearchDelta = z.object({
  before: z.object({ at: z.string(), matchCount: z.number().int(), complete: z.boolean() }),
  after: z.object({ at: z.string(), matchCount: z.number().int(), complete: z.boolean() }),
  added: z.array(FrozenPlace),
  removed: z.array(FrozenPlace),
  /** Same text on another line. */
  moved: z.number().int(),
  unchanged: z.number().int(),
})
export type SearchDelta = z.output<typeof SearchDelta>

/** How many lines match, over the commits of a mainline: one point for each commit at which that number changed, oldest first. */
export const RepositorySeries = z.object({
  repo: z.string(),
  /** What the commit says and who wrote it are there when they were asked for, for the newest points of each repository. */
  points: z.array(z.object({ oid: z.string(), time: z.string(), count: z.number().int(), subject: z.string().optional(), author: z.string().optional() })),
})
export type RepositorySeries = z.output<typeof RepositorySeries>

/**
 * Counts over time. What is counted is lines that match, in files where the whole query holds, on the first-parent chain of each
 * default branch; only `repo:`, `file:`, `lang:`, `case:` and patterns have a meaning here, anything else is refused.
 */
export const searchSeries = endpoint({
  id: 'search.series', method: 'post', path: '/api/v1/search/series', needs: 'search.run',
  summary: 'How many lines matched at every commit of each mainline',
  body: z.object({
    query: z.string().max(65536),
    patternType: PatternType.default('keyword'),
    /** `named`: the points tell the subject and the author of their commits. */
    commits: z.enum(['bare', 'named']).default('bare'),
  }),
  answer: z.object({
    series: z.array(RepositorySeries),
    /** Over all repositories by time: the sum of the last counts, one point for each change, oldest first, at most 2,000 of them evenly left out. */
    total: z.array(z.object({ time: z.string(), count: z.number().int() })),
    alert: Alert.nullable(),
    ledger: Ledger,
  }),
})

const LineEvent = z.object({
  oid: z.string(),
  subject: z.string(),
  author: z.string(),
  time: z.string(),
  /** The commit merges another line of development, which `commits` of it are from; they changed the line there. */
  merge: z.boolean(),
  commits: z.array(z.object({ oid: z.string(), subject: z.string(), author: z.string(), time: z.string() })),
})
export type LineEvent = z.output<typeof LineEvent>

/** Since when a line stands, until when, and in which branches and tags it is. */
export const lineHistory = endpoint({
  id: 'search.line', method: 'get', path: '/api/v1/search/line', needs: 'search.run',
  summary: 'Which commit brought a line and which took it away, and the branches and tags that contain it',
  query: z.object({ repo: z.string().min(1).max(500), rev: z.string().max(500).default(''), path: z.string().min(1).max(8000), line: z.coerce.number().int().min(1) }),
  answer: z.object({
    text: z.string(),
    /** Null where the line is older than what could be read. */
    introduced: LineEvent.nullable(),
    /** Null while it stands at the tip of the default branch, and where that is not known. */
    removed: LineEvent.nullable(),
    /** It stands at the tip of the default branch. */
    stands: z.boolean(),
    /** Branches and tags that contain the introducing commit and not the removing one (as far as that is known), newest first, at most 100. */
    releases: z.array(z.object({ name: z.string(), kind: z.enum(['branch', 'tag']) })),
    releasesTotal: z.number().int(),
    /** The oldest of the tags. */
    firstRelease: z.string().nullable(),
    /** Other places where the same line stood on this mainline, newest first, at most 20. */
    elsewhere: z.array(z.object({ path: z.string(), introduced: z.string(), removed: z.string().nullable() })),
    note: z.string().nullable(),
  }),
})

/** A symbol in a file. Lines and columns count from 1, columns in code points; the definition has the lines `startLine` to `endLine`. */
export const SymbolPlace = z.object({
  name: z.string(),
  kind: z.enum(SYMBOL_KINDS),
  /** The names of what it stands in, outermost first, with dots; empty at the top. */
  container: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  startLine: z.number().int(),
  endLine: z.number().int(),
})
export type SymbolPlace = z.output<typeof SymbolPlace>

/** What one file defines, at any revision. */
export const fileSymbols = endpoint({
  id: 'search.symbols', method: 'get', path: '/api/v1/search/symbols', needs: 'search.run',
  summary: 'The symbols that a file defines, in the order of their positions',
  query: z.object({ repo: z.string().min(1).max(500), rev: z.string().max(500).default(''), path: z.string().min(1).max(8000) }),
  answer: z.object({
    commit: z.string(),
    /** `failed`: the grammar of its language could not read it; `missing`: the source lacks the file. */
    state: z.enum(['done', 'no_grammar', 'failed', 'missing']),
    symbols: z.array(SymbolPlace),
  }),
})

/** Symbols by what somebody types of their names, for an answer at every letter. */
export const goToSymbol = endpoint({
  id: 'search.goToSymbol', method: 'get', path: '/api/v1/search/go-to-symbol', needs: 'search.run',
  summary: 'Symbols of all default branches whose names fit what is typed, the best first',
  query: z.object({
    /** Parts of a name in their order, with what it stands in before it if that is wanted: `Server.handle`. */
    q: z.string().max(200),
    /** Only in this repository. */
    repo: z.string().max(500).default(''),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({
    symbols: z.array(SymbolPlace.extend({ repo: z.string(), commit: z.string(), path: z.string() })),
    /** False while some files are not indexed yet. */
    complete: z.boolean(),
  }),
})
