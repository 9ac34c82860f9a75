/**
 * How long a question about a package takes, by how many repositories use it:
 *
 *     node bench/impact.ts [REPOSITORIES] [PACKAGES]
 *
 * Generated repositories (1,000) each use packages (1,000 each) that require two others, and tell of a service that needs ten others;
 * every tenth runs in production; all through the program itself on SQLite, without git. The same seed makes the same ones.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../src/app.ts'
import type { Dependency, Project } from '../src/impact/dependencies/project.ts'
import { READERS_VERSION } from '../src/impact/dependencies/readers.ts'
import type { ServiceFacts } from '../src/impact/services/facts.ts'
import { SERVICE_READERS_VERSION } from '../src/impact/services/readers.ts'
import { createServiceStore, type Told } from '../src/impact/services/store.ts'
import { createImpactStore } from '../src/impact/store.ts'
import { migrations } from '../src/migrations.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openDatabase, type Db } from '../src/platform/database.ts'
import { migrate } from '../src/platform/migrations.ts'
import { median, memoryOf } from './measure.ts'
import { RunRecord, today } from './record.ts'

const [repositories = 1_000, packages = 1_000] = process.argv.slice(2).map(Number)
const rounds = 7
/** Packages with one name each that so many repositories use, at the end of a way of three others. */
const spread = [1, 10, 100, repositories]

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const random = seeded(6)
const upTo = (limit: number) => Math.floor(random() * limit)

function projectOf(at: number): Project {
  const dependencies = Array.from({ length: packages }, (_, place): Dependency => ({
    name: `library-${upTo(20_000)}-${place}`, version: `${1 + upTo(4)}.${upTo(20)}.${upTo(10)}`, range: place < 40 ? '^1.0.0' : null, scope: 'runtime', direct: place < 40,
    requires: [place * 2 + 1, place * 2 + 2].filter((each) => each >= 40 && each < packages), at: { path: 'package-lock.json', line: place * 8 + 1 },
  }))
  for (const count of spread) {
    if (at >= count) continue
    const last = dependencies.push({ name: `in-${count}`, version: `1.${upTo(20)}.0`, range: null, scope: 'runtime', direct: false, requires: [], at: { path: 'package-lock.json', line: packages * 8 } }) - 1
    dependencies[packages - 1 - (count % 7)]?.requires.push(last)
  }
  return { ecosystem: 'npm', folder: '', name: `service-${at}`, version: '1.0.0', files: ['package-lock.json', 'package.json'], dependencies, graph: 'whole', gaps: [] }
}

/** As a catalogue and the code of a service tell it: an API, and ten others that it calls. */
function factsOf(at: number): ServiceFacts {
  const place = { path: 'catalog-info.yaml', line: 4 }
  const from = { kind: 'service', name: `service-${at}` } as const
  const own = { title: null, owner: `team-${at % 40}`, system: 'shop', definition: null, at: place }
  const called = Array.from({ length: 10 }, () => upTo(repositories))
  return {
    entities: [{ ...from, ...own }, { kind: 'api', name: `api-${at}`, ...own }],
    links: [
      { from, kind: 'provides', to: { kind: 'api', name: `api-${at}` }, certainty: 'declared', at: place },
      ...called.map((to, place) => (place % 2 === 0 ? { from, kind: 'consumes' as const, to: { kind: 'api' as const, name: `api-${to}` }, certainty: 'declared' as const, at: { path: 'catalog-info.yaml', line: 8 } }
        : { from: null, kind: 'calls' as const, to: { kind: 'service' as const, name: `service-${to}` }, certainty: 'inferred' as const, at: { path: 'src/main.ts', line: place } })),
    ],
    gaps: [],
  }
}

/** As many modules as a service of some size imports, three of them of other repositories. */
const modules = 300

function toldOf(at: number): Told {
  const names = [...Array.from({ length: modules - 3 }, (_, module) => `module-${module}`), ...Array.from({ length: 3 }, () => `@acme/service-${upTo(repositories)}`)]
  const uses = names.map((module, line) => ({ family: 'javascript' as const, module, home: '', lines: Array.from({ length: 4 }, (_, file) => ({ path: `src/file-${file}.ts`, line, names: ['get', 'put'] })), lineCount: 4, names: ['get', 'put'], nameCount: 2 }))
  const name = `@acme/service-${at}`
  return { files: factsOf(at), calls: { links: [], gaps: [] }, uses: { uses, indexed: [], gaps: [] }, published: { published: [{ family: 'javascript', name, package: name, folder: '' }] } }
}

async function fill(db: Db): Promise<number> {
  const store = createImpactStore(db)
  const services = createServiceStore(db)
  const table = db.withTables<Record<'repositories' | 'deployments', Record<string, string | number | null>>>()
  let edges = 0
  for (let at = 0; at < repositories; at++) {
    const [repositoryId, commit, now] = [`repo_${at}`, at.toString(16).padStart(40, '0'), '2026-01-01T00:00:00.000Z']
    const project = projectOf(at)
    edges += project.dependencies.reduce((sum, { requires, direct }) => sum + requires.length + (direct ? 1 : 0), 0)
    await table.insertInto('repositories').values({
      id: repositoryId, number: at + 1, name: `acme/service-${at}`, source: 'remote', origin: `remote:x/${at}`, url: null, description: '', fork: 0, archived: 0, default_branch: 'main', head: commit, object_format: 'sha1',
      clone_state: 'ready', uncompacted: 0, incomplete: 0, index_state: 'ready', index_files: 0, index_bytes: 0, created_at: now,
    }).execute()
    await store.putCommit({ repositoryId, commit, treeKey: String(at), gaps: [], projects: [{ project, owners: [`@team-${at % 40}`] }] })
    await store.putRefs(repositoryId, [{ repository_id: repositoryId, name: 'main', kind: 'branch', commit_oid: commit, is_default: 1 }])
    await store.putMainline({ repository_id: repositoryId, head: commit, read_to: commit, whole: 1, readers: READERS_VERSION, gaps: '[]' })
    await services.put({ repositoryId, commit, readers: `${SERVICE_READERS_VERSION} `, told: toldOf(at) }, { isTip: true })
    if (at % 10 !== 0) continue
    await table.insertInto('deployments').values({
      id: `dep_${at}`, sender_key: String(at), repository_id: repositoryId, commit_oid: commit, known: 1, service: `service-${at}`, environment: 'production', version: null, url: null, state: 'live',
      deployed_at: now, recorded_at: now, recorded_by: 'bench',
    }).execute()
  }
  return edges
}

const record = new RunRecord()
const dataDir = mkdtempSync(join(tmpdir(), 'firebreak-impact-'))
try {
  record.say(`${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC. ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.version}. Load average when it began: ${loadavg().map((value) => value.toFixed(1)).join(', ')}.`)
  record.say()
  record.say('Made by `node bench/impact.ts`.')
  const opened = openDatabase({ file: join(dataDir, 'firebreak.db') })
  await migrate(opened.db, opened.kind, migrations)
  const begun = performance.now()
  const edges = await fill(opened.db)
  const seconds = (performance.now() - begun) / 1000
  await opened.db.destroy()
  const megabytes = statSync(join(dataDir, 'firebreak.db')).size / 1e6
  record.say()
  record.say(`${repositories.toLocaleString('en')} repositories, ${(repositories * packages).toLocaleString('en')} packages in use, ${edges.toLocaleString('en')} edges between them: ${seconds.toFixed(0)} s to write, ${megabytes.toFixed(0)} MB on disk.`)
  const app = await createApp(loadConfig({ FIREBREAK_DATA: dataDir, LOG_LEVEL: 'silent' }))
  const owner = await app.auth.ensureOwner()
  const before = memoryOf(process.pid).nowMb
  const rows = []
  for (const name of ['nowhere', ...spread.map((count) => `in-${count}`)]) {
    const times: number[] = []
    let [places, dependents] = [0, 0]
    for (let round = 0; round < rounds; round++) {
      const from = performance.now()
      const { affected, around } = await app.impact.find(owner, { purl: `pkg:npm/${name}` }, new AbortController().signal)
      times.push(performance.now() - from)
      places = affected.length
      dependents = around.nodes.length
    }
    record.measured(name, 'firebreak', 'milliseconds', median(times))
    rows.push([name, places, dependents, (times[0] ?? NaN).toFixed(0), median(times).toFixed(0), Math.max(...times).toFixed(0)])
  }
  record.table(['package', 'places found', 'services and APIs around them', 'first, ms', 'median, ms', 'longest, ms'], rows)
  const after = memoryOf(process.pid)
  record.say(`Memory: ${before.toFixed(0)} MB before the questions, ${after.nowMb.toFixed(0)} MB after them, ${after.peakMb.toFixed(0)} MB at most (which was when the packages were generated and written).`)
  record.write(join(import.meta.dirname, 'runs', `${today()}-impact`))
  await app.close()
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
