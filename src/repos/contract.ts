import { z } from 'zod'
import { endpoint } from '../platform/endpoint.ts'

/**
 * A repository as people see it. `name` is how queries and links call it: `host/owner/name` for a remote, the path below
 * the given folder for a local one, `acme/…` for the sample organisation.
 */
export const Repository = z.object({
  id: z.string(),
  /** The number that the stream protocol calls repositoryID. */
  number: z.number().int(),
  name: z.string(),
  source: z.enum(['remote', 'local', 'sample']),
  /** Without credentials; null for the sample organisation. For a local one the folder, shown to owners only. */
  url: z.string().nullable(),
  description: z.string(),
  fork: z.boolean(),
  archived: z.boolean(),
  defaultBranch: z.string().nullable(),
  /** The commit at the tip of the default branch. Null while cloning and for an empty repository. */
  head: z.string().nullable(),
  objectFormat: z.enum(['sha1', 'sha256']),
  clone: z.object({
    /**
     * Of the first clone; once there is a mirror it stays `ready`, or `failed` when the last fetch failed. What was mirrored
     * before stays readable either way: `head` says whether there is anything to read.
     */
    state: z.enum(['waiting', 'running', 'ready', 'failed']),
    /** What git is doing, with 0–100, while it runs; also while a mirror that is `ready` or `failed` is fetched. */
    phase: z.string().nullable(),
    percent: z.number().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    lastFetchedAt: z.string().nullable(),
    /** Objects that the source itself lacks (a partial clone): searches of it say so. */
    incomplete: z.boolean(),
  }),
  index: z.object({
    state: z.enum(['waiting', 'running', 'ready', 'failed', 'empty']),
    /** Of the default branch. */
    files: z.number().int(),
    bytes: z.number().int(),
    commit: z.string().nullable(),
    /** 0–100 while it runs, where that is known. Everything can be searched all the while, from git where the index is behind. */
    percent: z.number().nullable(),
  }),
  createdAt: z.string(),
})
export type Repository = z.output<typeof Repository>

const ids = z.object({ id: z.string() })

export const listRepositories = endpoint({
  id: 'repos.list', method: 'get', path: '/api/v1/repos', needs: 'repos.read',
  summary: 'Repositories with the state of their clone and index, by name',
  query: z.object({
    /** Part of the name, in any letter case. */
    query: z.string().max(200).optional(),
    state: z.enum(['ready', 'running', 'failed']).optional(),
    after: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
  }),
  answer: z.object({ repos: z.array(Repository), total: z.number().int(), next: z.string().nullable() }),
})

export const getRepository = endpoint({
  id: 'repos.get', method: 'get', path: '/api/v1/repos/{id}', needs: 'repos.read',
  summary: 'One repository', params: ids, answer: Repository,
})

/** 201 when the repository is known already and nothing was added, 202 when cloning has begun. */
export const addRepository = endpoint({
  id: 'repos.add', method: 'post', path: '/api/v1/repos', needs: 'repos.add', status: 202,
  summary: 'Add a repository by its address (https, ssh or git)',
  body: z.object({ url: z.string().min(1, 'give the address of a git repository').max(2000) }),
  answer: Repository,
})

/** Only the owner of the machine may name its folders. */
export const addFolder = endpoint({
  id: 'repos.add_folder', method: 'post', path: '/api/v1/repos/folder', needs: 'repos.add_local', status: 202,
  summary: 'Add every git repository in or below a folder of the server',
  body: z.object({ path: z.string().min(1, 'give a folder').max(4000) }),
  answer: z.object({
    repos: z.array(Repository),
    added: z.number().int(),
    /** Folders that look like repositories but cannot be used, and why. */
    refused: z.array(z.object({ path: z.string(), message: z.string() })),
  }),
})

export const addSample = endpoint({
  id: 'repos.add_sample', method: 'post', path: '/api/v1/repos/sample', needs: 'repos.add_local', status: 202,
  summary: 'Add the sample organisation',
  body: z.object({}),
  answer: z.object({ repos: z.array(Repository) }),
})

/** What the sample organisation has to try the product with: traces of its fault, and advisories about what it uses. */
export const listSampleTraces = endpoint({
  id: 'repos.sample_traces', method: 'get', path: '/api/v1/repos/sample/traces', needs: 'repos.read',
  summary: 'Traces and advisories to try Firebreak with; none unless the sample organisation was added',
  answer: z.object({
    traces: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })),
    /** `text` is an OSV record. */
    advisories: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })),
  }),
})

export const updateRepository = endpoint({
  id: 'repos.update', method: 'patch', path: '/api/v1/repos/{id}', needs: 'repos.manage',
  summary: 'Mark as fork or archived, describe', params: ids,
  body: z.object({ fork: z.boolean().optional(), archived: z.boolean().optional(), description: z.string().max(500).optional() }),
  answer: Repository,
})

export const fetchRepository = endpoint({
  id: 'repos.fetch', method: 'post', path: '/api/v1/repos/{id}/fetch', needs: 'repos.fetch', status: 202,
  summary: 'Fetch now, or clone again after a failure', params: ids, body: z.object({}), answer: Repository,
})

export const removeRepository = endpoint({
  id: 'repos.remove', method: 'delete', path: '/api/v1/repos/{id}', needs: 'repos.manage',
  summary: 'Remove a repository and its mirror', params: ids, status: 204,
})

// Access to private repositories over https: a user name and a password or token for all addresses below one.

export const Credential = z.object({
  id: z.string(),
  /** `https://github.com` or `https://github.com/acme`: it is used for this address and all below it; of several, the longest. */
  address: z.string(),
  username: z.string(),
  addedAt: z.string(),
  addedBy: z.string(),
  /** `unreadable`: sealed under a secret that this data folder has not (a restored backup, say); it has to be given again. */
  state: z.enum(['ready', 'unreadable']),
})
export type Credential = z.output<typeof Credential>

export const listCredentials = endpoint({
  id: 'repos.credentials', method: 'get', path: '/api/v1/credentials', needs: 'repos.manage',
  summary: 'Addresses with their user names; passwords and tokens are never given back', answer: z.object({ credentials: z.array(Credential) }),
})

export const putCredential = endpoint({
  id: 'repos.put_credential', method: 'put', path: '/api/v1/credentials', needs: 'repos.manage',
  summary: 'Keep the password or token for an address and all below it, instead of the one that was there; what could not be cloned is tried again',
  body: z.object({
    address: z.string().trim().min(1, 'give the address of a server or of an organisation there, such as https://github.com/acme').max(2048),
    /** Forges that take tokens mostly take any name with them. */
    username: z.string().trim().max(200).default('git'),
    password: z.string().min(1, 'give a password or token').max(10_000),
  }),
  answer: Credential,
})

export const removeCredential = endpoint({
  id: 'repos.remove_credential', method: 'delete', path: '/api/v1/credentials/{id}', needs: 'repos.manage',
  summary: 'Forget a password or token', params: ids, status: 204,
})

// Reading code. Repositories are named, not numbered, here: these are the addresses that links are made of.

const repo = z.string().min(1).max(500)
/** A branch, tag, commit or HEAD; empty or absent is the default branch. */
const rev = z.string().max(500).default('')
const path = z.string().max(8000)

/** `code.*` answers carry the commit that was read, so that a link can be made to stay true. */
const At = { repo: z.string(), rev: z.string(), commit: z.string() }

export const Signature = z.object({ name: z.string(), email: z.string(), time: z.string() })

export const Commit = z.object({
  oid: z.string(),
  parents: z.array(z.string()),
  author: Signature,
  committer: Signature,
  subject: z.string(),
  body: z.string(),
})
export type Commit = z.output<typeof Commit>

export const Ref = z.object({ name: z.string(), kind: z.enum(['branch', 'tag']), commit: z.string(), time: z.string(), isDefault: z.boolean() })
export type Ref = z.output<typeof Ref>

export const listRefs = endpoint({
  id: 'code.refs', method: 'get', path: '/api/v1/code/refs', needs: 'repos.read',
  summary: 'Branches and tags, newest first',
  query: z.object({ repo, query: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
  answer: z.object({ refs: z.array(Ref), total: z.number().int() }),
})

export const resolveRevision = endpoint({
  id: 'code.revision', method: 'get', path: '/api/v1/code/revision', needs: 'repos.read',
  summary: 'The commit that a revision names',
  query: z.object({ repo, rev }),
  answer: z.object({ ...At, kind: z.enum(['branch', 'tag', 'commit']), isDefault: z.boolean() }),
})

export const TreeEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['directory', 'file', 'symlink', 'submodule']),
  size: z.number().int().nullable(),
})
export type TreeEntry = z.output<typeof TreeEntry>

export const readTree = endpoint({
  id: 'code.tree', method: 'get', path: '/api/v1/code/tree', needs: 'repos.read',
  summary: 'One folder: directories first, then files, each by name',
  query: z.object({ repo, rev, path: path.default('') }),
  answer: z.object({
    ...At, path: z.string(), entries: z.array(TreeEntry), truncated: z.boolean(),
    /** The path of this folder's README, if it has one. */
    readme: z.string().nullable(),
    /** The newest commit that touched this folder. */
    lastCommit: Commit.nullable(),
  }),
})

export const findFiles = endpoint({
  id: 'code.files', method: 'get', path: '/api/v1/code/files', needs: 'repos.read',
  summary: 'Paths that contain the letters of the query in order, best first',
  query: z.object({ repo, rev, query: z.string().max(200).default(''), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: z.object({ ...At, paths: z.array(z.string()), total: z.number().int() }),
})

export const readFile = endpoint({
  id: 'code.file', method: 'get', path: '/api/v1/code/file', needs: 'repos.read',
  summary: 'A file as text, or what it is instead',
  query: z.object({ repo, rev, path }),
  answer: z.object({
    ...At, path: z.string(), oid: z.string(), size: z.number().int(),
    kind: z.enum(['text', 'binary', 'image', 'symlink', 'submodule', 'too_large']),
    /** Of text; for a symlink the path it holds, for a submodule its commit. */
    text: z.string().nullable(),
    encoding: z.enum(['utf-8', 'utf-16', 'latin-1']).nullable(),
    lines: z.number().int().nullable(),
    language: z.string().nullable(),
    /** Lines that hold characters which hide or reorder text (bidirectional or other control characters), 1-based. */
    suspiciousLines: z.array(z.number().int()),
  }),
})

/** Bytes as they are: text as text/plain, images as images, all else as a download; never run by the browser. */
export const readRaw = endpoint({
  id: 'code.raw', method: 'get', path: '/api/v1/code/raw', needs: 'repos.read',
  summary: 'The bytes of a file',
  query: z.object({ repo, rev, path }),
})

export const OwnersDialect = z.enum(['github', 'gitlab', 'bitbucket'])
export type OwnersDialect = z.output<typeof OwnersDialect>

/** A person or team as it is written where it is named: `@name`, `@organisation/team`, an address, `group:default/payments`. */
export const Owner = z.object({
  kind: z.enum(['person', 'team']),
  name: z.string(),
  /** Of a group that the file itself defines. */
  members: z.array(z.string()).optional(),
})
export type Owner = z.output<typeof Owner>

/** Why somebody is named: a rule of a CODEOWNERS file, an entity of a `catalog-info.yaml`, or commits. Lines are 1-based. */
export const OwnerReason = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('codeowners'), dialect: OwnersDialect, file: z.string(), line: z.number().int(), pattern: z.string(),
    /** In GitLab's dialect: the section, in each of which one rule decides, and whether its approval is optional. */
    section: z.string().nullable(),
    optional: z.boolean(),
  }),
  z.object({ kind: z.literal('catalog'), file: z.string(), line: z.number().int(), entity: z.string() }),
  z.object({
    kind: z.literal('authors'),
    /** So many of the last commits that changed the file are theirs. */
    commits: z.number().int(), of: z.number().int(),
    /** When the newest of all was written. */
    newest: z.string(),
  }),
])
export type OwnerReason = z.output<typeof OwnerReason>

/** What one source says of a path. Without owners, it leaves the path to nobody. */
export const OwnedBy = z.object({ owners: z.array(Owner), reason: OwnerReason })
export type OwnedBy = z.output<typeof OwnedBy>

/** `CODEOWNERS line 12, *.js`: a reason in words. */
export function ownerReasonWords(reason: OwnerReason): string {
  switch (reason.kind) {
    case 'codeowners':
      return `${reason.file}:${reason.line}, ${reason.pattern}${reason.section === null ? '' : ` in [${reason.section}]${reason.optional ? ', optional' : ''}`}`
    case 'catalog':
      return `${reason.file}:${reason.line}${reason.entity === '' ? '' : `, ${reason.entity}`}`
    case 'authors':
      return `${reason.commits} of the last ${reason.of} ${reason.of === 1 ? 'commit' : 'commits'}, the newest of ${reason.newest.slice(0, 10)}`
  }
}

/** Who is asked about a file: the owners that are declared, and where there are none, the authors of its last commits. */
export const readOwners = endpoint({
  id: 'code.owners', method: 'get', path: '/api/v1/code/owners', needs: 'repos.read',
  summary: 'Who owns a file, and why: by CODEOWNERS, by the nearest catalog-info.yaml, else its recent authors',
  query: z.object({ repo, rev, path: path.min(1) }),
  answer: z.object({
    ...At, path: z.string(), owned: z.array(OwnedBy),
    /** Lines of the files that say so which cannot be read, 1-based; 0 for the whole file. */
    problems: z.array(z.object({ file: z.string(), line: z.number().int(), message: z.string() })),
  }),
})

export const BlameHunk = z.object({
  start: z.number().int(),
  end: z.number().int(),
  commit: z.string(),
  author: z.string(),
  email: z.string(),
  time: z.string(),
  summary: z.string(),
  /** Where these lines stood before this commit, if it did not create them. */
  previous: z.object({ commit: z.string(), path: z.string() }).nullable(),
})
export type BlameHunk = z.output<typeof BlameHunk>

export const readBlame = endpoint({
  id: 'code.blame', method: 'get', path: '/api/v1/code/blame', needs: 'repos.read',
  summary: 'Which commit brought each line; lines are 1-based, both ends included',
  query: z.object({ repo, rev, path, start: z.coerce.number().int().min(1).optional(), end: z.coerce.number().int().min(1).optional() }),
  answer: z.object({ ...At, path: z.string(), hunks: z.array(BlameHunk) }),
})

export const readHistory = endpoint({
  id: 'code.history', method: 'get', path: '/api/v1/code/history', needs: 'repos.read',
  summary: 'Commits that touched a path (followed through renames for a file), newest first',
  query: z.object({ repo, rev, path: path.default(''), skip: z.coerce.number().int().min(0).max(1_000_000).default(0), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: z.object({ ...At, path: z.string(), commits: z.array(Commit), more: z.boolean() }),
})

export const DiffLine = z.object({
  kind: z.enum(['context', 'added', 'removed']),
  /** 1-based; null on the side where the line does not stand. */
  oldLine: z.number().int().nullable(),
  newLine: z.number().int().nullable(),
  text: z.string(),
  noNewline: z.boolean().optional(),
})
export const DiffHunk = z.object({ header: z.string(), lines: z.array(DiffLine) })
export const FileDiff = z.object({
  status: z.enum(['added', 'deleted', 'modified', 'renamed', 'copied', 'type_changed']),
  oldPath: z.string().nullable(),
  newPath: z.string().nullable(),
  binary: z.boolean(),
  added: z.number().int(),
  removed: z.number().int(),
  hunks: z.array(DiffHunk),
  /** The hunks were left out because they are too long. */
  truncated: z.boolean(),
})
export type FileDiff = z.output<typeof FileDiff>
const Diff = z.object({ files: z.array(FileDiff), added: z.number().int(), removed: z.number().int(), filesChanged: z.number().int(), truncated: z.boolean() })
export type Diff = z.output<typeof Diff>

export const readCommit = endpoint({
  id: 'code.commit', method: 'get', path: '/api/v1/code/commit', needs: 'repos.read',
  summary: 'A commit and its difference from its first parent',
  query: z.object({ repo, rev }),
  answer: z.object({ repo: z.string(), commit: Commit, diff: Diff }),
})

export const compareRevisions = endpoint({
  id: 'code.compare', method: 'get', path: '/api/v1/code/compare', needs: 'repos.read',
  summary: 'What head has that base has not: commits, and the difference from their merge base',
  query: z.object({ repo, base: rev, head: rev }),
  answer: z.object({
    repo: z.string(), base: z.string(), head: z.string(), mergeBase: z.string().nullable(),
    commits: z.array(Commit), moreCommits: z.boolean(), diff: Diff,
  }),
})
