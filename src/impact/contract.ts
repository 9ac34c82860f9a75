import { z } from 'zod'
import { endpoint, type Parsed } from '../platform/endpoint.ts'

export const Ecosystem = z.enum(['npm', 'golang', 'maven', 'pypi', 'cargo', 'gem', 'nuget', 'composer'])
export const Scope = z.enum(['runtime', 'optional', 'dev'])

/** What could not be read, or not be told from the code alone. */
export const Gap = z.object({
  path: z.string(),
  /** One sentence without the path. */
  reason: z.string(),
})

/** A package that a project at a revision uses. */
export const UsedPackage = z.object({
  /** A package URL, with the version where one is resolved. */
  purl: z.string(),
  ecosystem: Ecosystem,
  name: z.string(),
  version: z.string().nullable(),
  /** As the project itself declares it; null for what is only needed by others. */
  range: z.string().nullable(),
  scope: Scope,
  direct: z.boolean(),
  /** The shortest way to it, each as "name version", from the project to the package itself; of these two only, where the way is not known. */
  via: z.array(z.string()),
  /** The folder of the project; empty for the root, else it ends with a slash. */
  project: z.string(),
  path: z.string(),
  line: z.number().int(),
})
export type UsedPackage = z.output<typeof UsedPackage>

const revision = { repo: z.string().min(1, 'name the repository').max(500), rev: z.string().max(500).default('') }

export const readDependencies = endpoint({
  id: 'impact.dependencies', method: 'get', path: '/api/v1/dependencies', needs: 'impact.read',
  summary: 'Every package that the projects of a repository use at a revision, direct and through others',
  query: z.object(revision),
  answer: z.object({
    repo: z.string(), rev: z.string(), commit: z.string(),
    /** False when something could not be read: see `gaps`. */
    complete: z.boolean(),
    projects: z.array(z.object({
      ecosystem: Ecosystem, folder: z.string(), name: z.string().nullable(), version: z.string().nullable(), files: z.array(z.string()),
      /** Whether it is known which package asks for which. */
      graph: z.enum(['whole', 'partial', 'none']),
    })),
    packages: z.array(UsedPackage),
    gaps: z.array(Gap),
  }),
})

/** The path under which places in a bill of materials are told, and back to its id; null for what is a file of the tree. */
export const pathOfSbom = (id: string): string => `sbom:${id}`
export const sbomOfPath = (path: string): string | null => (path.startsWith('sbom:') ? path.slice('sbom:'.length) : null)

/** The folder of the project whose manifest is the evidence; of a bill of materials the whole tree. */
export const projectFolder = (path: string): string => (sbomOfPath(path) === null ? path.slice(0, path.lastIndexOf('/') + 1) : '')

/** A bill of materials that was uploaded for a commit. */
export const UploadedSbom = z.object({
  id: z.string(), repo: z.string(), commit: z.string(), format: z.enum(['CycloneDX', 'SPDX']),
  /** Of what it is the bill, with its version. */
  name: z.string(), packages: z.number().int(),
  /** Parts of ecosystems that are not known here. */
  unread: z.number().int(),
  createdAt: z.string(), createdBy: z.string(),
})
export type UploadedSbom = z.output<typeof UploadedSbom>

export const uploadSbom = endpoint({
  id: 'impact.upload_sbom', method: 'post', path: '/api/v1/sboms', needs: 'intel.upload', status: 201,
  summary: 'Upload a CycloneDX or SPDX document for what git cannot show; its packages count at that commit',
  query: z.object({ ...revision, name: z.string().max(200).default('').describe('What it is the bill of; else what the document says') }),
  body: z.record(z.string(), z.unknown()),
  answer: UploadedSbom,
})

export const listSboms = endpoint({
  id: 'impact.sboms', method: 'get', path: '/api/v1/sboms', needs: 'impact.read', summary: 'Uploaded bills of materials, the newest first',
  query: z.object({ repo: z.string().min(1).max(500).optional() }),
  answer: z.object({ sboms: z.array(UploadedSbom) }),
})

export const readSbomDocument = endpoint({
  id: 'impact.sbom_document', method: 'get', path: '/api/v1/sboms/{id}', needs: 'impact.read', summary: 'An uploaded bill of materials as a file',
  params: z.object({ id: z.string().min(1).max(100) }),
})

export const removeSbom = endpoint({
  id: 'impact.remove_sbom', method: 'delete', path: '/api/v1/sboms/{id}', needs: 'intel.upload', summary: 'Remove an uploaded bill of materials', status: 204,
  params: z.object({ id: z.string().min(1).max(100) }),
})

/** A commit and when it was committed. */
const Moment = z.object({ commit: z.string(), time: z.string() })

/**
 * Why a place is affected. `direct`: the project asks for the package itself; `transitive`: through others; `commit`: it contains the commit;
 * `code`: a line of its code matches or refers to the symbol.
 */
export const AffectedKind = z.enum(['direct', 'transitive', 'commit', 'code'])
export type AffectedKind = z.output<typeof AffectedKind>

/** One place that is hit: a package, a commit or a line at a revision of a repository, as it runs in one environment, or anywhere else. */
export const Affected = z.object({
  repo: z.string(),
  /** The branch or tag, else the id of the commit; a default branch before other names of the same commit. */
  rev: z.string(),
  /** The full id. */
  commit: z.string(),
  path: z.string(),
  /** Null for what is no line of a file. */
  line: z.number().int().nullable(),
  /** As its ecosystem compares names; null where the question is about no package. */
  package: z.string().nullable(),
  version: z.string().nullable(),
  /** A package URL. */
  purl: z.string().nullable(),
  /** The shortest way to it, each as "name version", from the project to the package itself. */
  via: z.array(z.string()),
  scope: Scope.nullable(),
  /** The first of those who own the project or file. */
  owner: z.string().nullable(),
  owners: z.array(z.string()),
  /** What runs at that commit, or else the service that the file belongs to; null where neither is known. */
  service: z.string().nullable(),
  environment: z.string().nullable(),
  kind: AffectedKind,
  /** `default`: the tip of the default branch; `branch`, `tag`; `deployed`: a commit under no name, which runs somewhere. */
  at: z.enum(['default', 'branch', 'tag', 'deployed']),
  /** The line of code, where the question is about code. */
  text: z.string().nullable(),
  /** The advisories that name the package, where the question is about such. */
  advisories: z.array(z.string()),
  /** What of the package is vulnerable, where its advisories say so. */
  symbols: z.array(z.string()),
})
export type Affected = z.output<typeof Affected>

/** A line that shows something. */
export const Evidence = z.object({ repo: z.string(), commit: z.string(), path: z.string(), line: z.number().int() })
export type Evidence = z.output<typeof Evidence>

/** `declared`: somebody wrote it down as such; `precise`: a tool resolves it so; `inferred`: a name or an address suggests it. */
export const Certainty = z.enum(['declared', 'precise', 'inferred'])

/** Something that runs, or that what runs has to do with. */
export const ServiceNode = z.object({
  /** Its kind and name, such as `service:checkout`. */
  id: z.string(),
  kind: z.enum(['service', 'api', 'image', 'topic', 'resource', 'system']),
  name: z.string(),
  /** What people call it; null where that is its name. */
  title: z.string().nullable(),
  /** Where it is described; null for what comes from elsewhere, such as a public image. */
  at: Evidence.nullable(),
  /** The first of those who own it. */
  owner: z.string().nullable(),
  system: z.string().nullable(),
  /** Services that no catalogue names are inferred from their repositories. */
  certainty: Certainty,
})
export type ServiceNode = z.output<typeof ServiceNode>

export const EdgeKind = z.enum(['depends_on', 'part_of', 'provides', 'consumes', 'sends', 'receives', 'based_on', 'builds', 'runs', 'calls', 'uses_package', 'imports'])
export type EdgeKind = z.output<typeof EdgeKind>

/** A line that says that one has to do with another. */
export const EdgePlace = Evidence.extend({
  certainty: Certainty,
  /** What it takes from the other's code: the first few names. */
  names: z.array(z.string()),
})
export type EdgePlace = z.output<typeof EdgePlace>

/** What one has to do with another, with the lines that say so. */
export const ServiceEdge = z.object({
  from: z.string(), to: z.string(), kind: EdgeKind,
  /** The surest of its places. */
  certainty: Certainty,
  /** For `uses_package`: the package with its version; for `imports`: the package that no manifest asks for, where one of the other names it. */
  package: z.string().nullable(),
  /** The surest first, at most ten: where it is asked for, and where code says so. */
  places: z.array(EdgePlace),
  placeCount: z.number().int(),
  /** What code takes from the other: the first twenty names, and how many there are. Null where no code is known to. */
  symbols: z.object({ names: z.array(z.string()), count: z.number().int() }).nullable(),
})
export type ServiceEdge = z.output<typeof ServiceEdge>

export const ServiceGraph = z.object({ nodes: z.array(ServiceNode), edges: z.array(ServiceEdge) })
export type ServiceGraph = z.output<typeof ServiceGraph>

export const listServices = endpoint({
  id: 'impact.services', method: 'get', path: '/api/v1/services', needs: 'impact.read',
  summary: 'Services, and what they have to do with each other, as the default branches tell, or other tracked revisions, or what runs in an environment',
  query: z.object({
    rev: z.string().max(500).default('').describe('A tracked branch or tag, or a pattern of such, as release/*; of several the one with the highest number'),
    environment: z.string().max(200).default('').describe('What runs there'),
  }),
  answer: ServiceGraph.extend({
    complete: z.boolean(), repositories: z.number().int(), gaps: z.array(Gap.extend({ repo: z.string() })),
    /** At which each repository is told; as a fallback where it has none that was asked for: then that is its default branch. */
    revisions: z.array(z.object({ repo: z.string(), rev: z.string(), commit: z.string(), isFallback: z.boolean() })),
  }),
})

/** When a mainline used a package, and when what ran somewhere did. */
export const UseSpan = z.object({
  repo: z.string(),
  project: z.string(),
  package: z.string(),
  version: z.string().nullable(),
  kind: z.enum(['direct', 'transitive']),
  /** Where it stood when it came. */
  path: z.string(),
  line: z.number().int(),
  from: Moment,
  /** Null while it is still used. */
  until: Moment.nullable(),
})
export type UseSpan = z.output<typeof UseSpan>

/** A service that ran with what is asked about in an environment, between two deployments. */
export const DeployedSpan = z.object({
  repo: z.string(), service: z.string(), environment: z.string(),
  /** Null where the question is about a commit. */
  package: z.string().nullable(),
  version: z.string().nullable(),
  from: Moment.extend({ deployment: z.string().nullable() }),
  /** Null while it runs. */
  until: Moment.nullable(),
})
export type DeployedSpan = z.output<typeof DeployedSpan>

/** What was not looked at, or cannot be told. */
export const LedgerGap = z.object({ repo: z.string(), rev: z.string(), path: z.string(), reason: z.string() })
export type LedgerGap = z.output<typeof LedgerGap>

/** `affected`: it has what is asked about; `fixed`: an older release has it, and this one has not; `before`: no older one has it either. */
export const Release = z.object({ tag: z.string(), state: z.enum(['affected', 'fixed', 'before']) })
export type Release = z.output<typeof Release>

export const ImpactLedger = z.object({
  /** Repositories and revisions that were looked at. */
  repositories: z.number().int(),
  revisions: z.number().int(),
  /** Everything that was not, at most a thousand by name. */
  gaps: z.array(LedgerGap),
  gapCount: z.number().int(),
})
export type ImpactLedger = z.output<typeof ImpactLedger>

export const Impact = z.object({
  /** True only when nothing that the question speaks of was left out. */
  complete: z.boolean(),
  /** The question in words. */
  question: z.string(),
  affected: z.array(Affected),
  totals: z.object({
    places: z.number().int(), repositories: z.number().int(), services: z.number().int(), environments: z.number().int(), owners: z.number().int(), revisions: z.number().int(),
    direct: z.number().int(), transitive: z.number().int(),
    /** Services that are not hit themselves, and depend on such. */
    dependents: z.number().int(),
  }),
  /** Services that are hit on a branch or where they run, and all that depend on them, through others too. */
  around: ServiceGraph.extend({
    /** The id of each, with the places of its first hundred rows in `affected`. */
    hit: z.array(z.object({ id: z.string(), rows: z.array(z.number().int()) })),
    /** Whether every repository was read for services, whole. */
    complete: z.boolean(),
  }),
  /** The tracked tags of each repository that is or was hit, older versions first. None for questions about code. */
  releases: z.array(z.object({ repo: z.string(), releases: z.array(Release) })),
  /** For questions about packages, and where a commit ran: oldest first. */
  history: z.object({ mainlines: z.array(UseSpan), deployed: z.array(DeployedSpan) }),
  ledger: ImpactLedger,
})
export type Impact = z.output<typeof Impact>

const one = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape)

/** The most that one file of advisories may hold. */
export const maxOsvRecords = 5_000

export const Question = z.union([
  one({
    purl: z.string().min(1).max(2000).describe('A package URL, such as pkg:npm/event-stream; with a version, that one only'),
    range: z.string().max(1000).optional().describe('Versions as the ecosystem writes them, such as >=2.0.0 <2.17.1'),
  }),
  one({ osv: z.union([z.string().max(30_000_000), z.array(z.unknown()).max(maxOsvRecords), z.record(z.string(), z.unknown())]).describe('OSV records: the text of a file, or the JSON') }),
  one({ commit: z.object({ repo: z.string().min(1).max(500), oid: z.string().min(1).max(200) }) }),
  one({ symbol: z.object({ repo: z.string().min(1).max(500), rev: z.string().max(500).default(''), path: z.string().min(1).max(8000), line: z.number().int().min(1), column: z.number().int().min(1) }) }),
  one({
    lines: z.object({ repo: z.string().min(1).max(500), rev: z.string().max(500).default(''), path: z.string().min(1).max(8000), from: z.number().int().min(1), to: z.number().int().min(1) })
      .refine(({ from, to }) => from <= to, 'the first line comes before the last')
      .describe('Lines of a file: who has a copy of them, and who refers to what they define'),
  }),
  one({ query: z.string().min(1).max(65536) }),
], { error: 'Give one of purl (with range), osv, commit, symbol, lines or query.' })
export type Question = z.output<typeof Question>

/** An answer as it was: the question, what was hit, what was covered, and when. Never changes once made. */
export const FrozenImpact = Impact.extend({
  /** Null for advisories, which may be far longer than their answer. */
  asked: Question.nullable(),
  at: z.string(),
  /** More places are hit than are kept. */
  truncated: z.boolean(),
})
export type FrozenImpact = z.output<typeof FrozenImpact>

export const findImpact = endpoint({
  id: 'impact.find', method: 'post', path: '/api/v1/impact', needs: 'impact.read',
  summary: 'Which repositories, releases, services, environments and owners a package, advisory, commit, symbol or pattern hits',
  body: Question,
  answer: Impact,
})

/**
 * Whether code refers to a package. `referenced`: it speaks of what is vulnerable in it; `imported`: it imports the package; `not_referenced`,
 * `not_imported`: all of it was searched, and it does not; `unknown`: that cannot be told, for the reason given.
 */
export const ReachState = z.enum(['referenced', 'imported', 'not_referenced', 'not_imported', 'unknown'])
export type ReachState = z.output<typeof ReachState>

export const Reach = z.object({
  state: ReachState,
  /** One sentence. */
  reason: z.string(),
  /** The search that backs it, to be asked again; empty where there is none. */
  query: z.string(),
  /** The first lines that say so. */
  places: z.array(Evidence.extend({ text: z.string() })),
  placeCount: z.number().int(),
  /** Whether everything that the search speaks of was searched. */
  complete: z.boolean(),
  /** Ways from where the program is entered to such lines, as far as they were followed. */
  entries: z.array(z.object({ kind: z.string(), label: z.string(), path: z.string(), line: z.number().int(), steps: z.array(z.string()), to: z.object({ path: z.string(), line: z.number().int() }) })),
})
export type Reach = z.output<typeof Reach>

export const findReach = endpoint({
  id: 'impact.reach', method: 'post', path: '/api/v1/impact/reach', needs: 'impact.read',
  summary: 'Whether the code of a project refers to a package that it uses, and from which entry points',
  body: z.object({
    repo: z.string().min(1).max(500), rev: z.string().max(500).default(''), purl: z.string().min(1).max(2000),
    project: z.string().max(8000).default('').describe('The folder of the project; with its slash'),
    direct: z.boolean().default(true).describe('Whether the project itself asks for the package'),
    symbols: z.array(z.string().min(1).max(500)).max(200).default([]).describe('What of the package is vulnerable'),
  }),
  answer: Reach,
})
export type ReachAsked = Parsed<typeof findReach>['body']

export const ExportFormat = z.enum(['csv', 'json', 'md', 'cyclonedx', 'openvex', 'sarif'])
export type ExportFormat = z.output<typeof ExportFormat>

export const exportImpact = endpoint({
  id: 'impact.export', method: 'post', path: '/api/v1/impact/export', needs: 'impact.read',
  summary: 'The same answer as a file: CSV, JSON, Markdown, CycloneDX 1.6, OpenVEX 0.2.0 or SARIF 2.1.0',
  query: z.object({ format: ExportFormat }), body: Question,
})

/** A link to an answer about a package as a file. */
export const downloadImpact = endpoint({
  id: 'impact.download', method: 'get', path: '/api/v1/impact/export', needs: 'impact.read',
  summary: 'The impact of a package as a file',
  query: z.object({ format: ExportFormat, purl: z.string().min(1).max(2000), range: z.string().max(1000).optional() }),
})
