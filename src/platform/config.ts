import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** Every setting, its environment variable, its default and what it is for. The manual prints this list. */
export const settings = {
  host: { env: 'HOST', default: '127.0.0.1', doc: 'Address to listen on.' },
  port: { env: 'PORT', default: '7171', doc: 'Port to listen on; 0 takes a free one.' },
  dataDir: { env: 'FIREBREAK_DATA', default: join(homedir(), '.firebreak'), doc: 'Where everything is kept.' },
  databaseUrl: { env: 'DATABASE_URL', default: '', doc: 'PostgreSQL address; empty keeps the records in SQLite in the data folder.' },
  publicUrl: { env: 'FIREBREAK_PUBLIC_URL', default: '', doc: 'How people reach the server, when it is behind a proxy.' },
  fetchEveryMinutes: { env: 'FIREBREAK_FETCH_EVERY', default: '5', doc: 'Minutes between fetches of each repository; 0 turns the schedule off.' },
  allowLoopbackRemotes: { env: 'FIREBREAK_ALLOW_LOOPBACK', default: 'no', doc: 'yes lets repository addresses point at this machine (for tests and forges on the same host).' },
  searchWorkers: { env: 'FIREBREAK_SEARCH_WORKERS', default: '0', doc: 'Worker threads that search; 0 chooses by the number of cores.' },
  tracked: { env: 'FIREBREAK_TRACK', default: 'refs/tags/* refs/heads/release* refs/heads/*-stable', doc: 'Branches and tags that are indexed beside the default branch, as globs with spaces between. All others are searched exactly too, only slower.' },
  maxTracked: { env: 'FIREBREAK_TRACK_MAX', default: '100', doc: 'How many of these are indexed for each repository, the newest first.' },
  maxFileBytes: { env: 'FIREBREAK_MAX_FILE_BYTES', default: '10485760', doc: 'Files above this size are not searched and stand in the ledger instead.' },
  scipMaxUploadBytes: { env: 'FIREBREAK_SCIP_MAX_UPLOAD_BYTES', default: '2147483648', doc: 'The largest SCIP index that is accepted, as it is sent: mostly packed.' },
  scipMaxIndexBytes: { env: 'FIREBREAK_SCIP_MAX_INDEX_BYTES', default: '8589934592', doc: 'The largest SCIP index that is accepted, unpacked.' },
  scipKeep: { env: 'FIREBREAK_SCIP_KEEP', default: '5', doc: 'How many SCIP indexes are kept for each root and indexer of a repository, the newest first; those of tracked revisions are kept too.' },
  autoIndexTracked: { env: 'FIREBREAK_AUTO_INDEX_TRACKED', default: '10', doc: 'How many tracked revisions are indexed automatically for each repository where that is switched on, the default branch first, then the newest.' },
  autoIndexSeconds: { env: 'FIREBREAK_AUTO_INDEX_SECONDS', default: '1800', doc: 'Seconds of a processor that one run of an indexer may take.' },
  autoIndexMemoryMb: { env: 'FIREBREAK_AUTO_INDEX_MEMORY_MB', default: '4096', doc: 'Megabytes of memory that one run of an indexer may take.' },
  autoIndexNice: { env: 'FIREBREAK_AUTO_INDEX_NICE', default: '19', doc: 'How far indexers give way to all else that runs on the machine: 0 (not at all) to 19 (the furthest).' },
  autoIndexSourceBytes: { env: 'FIREBREAK_AUTO_INDEX_SOURCE_BYTES', default: '1073741824', doc: 'How much code one run of an indexer is given at most; it lies on the disk meanwhile.' },
  logLevel: { env: 'LOG_LEVEL', default: 'info', doc: 'debug, info, warn, error or silent.' },
} as const

const yesNo = z.enum(['yes', 'no']).transform((value) => value === 'yes')
const schema = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65535),
  // Git is not started where the server was, so a path from there would lead elsewhere.
  dataDir: z.string().min(1).transform((path) => resolve(path)),
  databaseUrl: z.union([z.literal(''), z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://')]),
  publicUrl: z.union([z.literal(''), z.url()]).transform((url) => url.replace(/\/+$/, '')),
  fetchEveryMinutes: z.coerce.number().min(0),
  allowLoopbackRemotes: yesNo,
  searchWorkers: z.coerce.number().int().min(0).max(64),
  tracked: z.string(),
  maxTracked: z.coerce.number().int().min(0).max(10_000),
  maxFileBytes: z.coerce.number().int().min(1024),
  scipMaxUploadBytes: z.coerce.number().int().min(1),
  scipMaxIndexBytes: z.coerce.number().int().min(1),
  scipKeep: z.coerce.number().int().min(1).max(10_000),
  autoIndexTracked: z.coerce.number().int().min(1).max(10_000),
  autoIndexSeconds: z.coerce.number().int().min(1).max(86_400),
  autoIndexMemoryMb: z.coerce.number().int().min(256).max(1_048_576),
  autoIndexNice: z.coerce.number().int().min(0).max(19),
  autoIndexSourceBytes: z.coerce.number().int().min(1024),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
})

export type Config = z.output<typeof schema>

/** Reads the settings from the environment. Throws one error that names every setting that is wrong. */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const raw = Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, env[setting.env] || setting.default]))
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `${settings[issue.path[0] as keyof Config].env}: ${issue.message}`)
  throw new Error(`These settings are wrong.\n  ${lines.join('\n  ')}`)
}
