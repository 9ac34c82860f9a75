import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { addNote, declareIncident, getIncident, pinEvidence, type Evidence, type Incident } from '../src/incidents/contract.ts'
import { getNotebook, saveNotebook, type Block } from '../src/notebooks/contract.ts'
import { call, type Answer, type Endpoint, type Input } from '../src/platform/endpoint.ts'
import { addRepository, fetchRepository, listRepositories } from '../src/repos/contract.ts'
import { makeRepository, rawGit, serveGit, type GitServer } from '../src/repos/git/testing.ts'
import { getReport } from '../src/reports/contract.ts'
import { compiled } from './support/programs.ts'
import { seeded, type Random } from './support/random.ts'

/** How often the server is killed, over one and the same data; more by FIREBREAK_CRASHES. */
const kills = Number(process.env['FIREBREAK_CRASHES'] ?? 6)
const seed = Number(process.env['FIREBREAK_CRASH_SEED'] ?? 1)
/** Long enough for some of everything, short enough that much is cut off. */
const longestLifeMs = 700

const folder = mkdtempSync(join(tmpdir(), 'firebreak-crash-'))
let dataDir: string
let git: GitServer

beforeAll(async () => {
  await makeRepository(join(folder, 'served', 'seed.git'), [{ files: [['a.ts', 'needle\n'.repeat(50)]] }])
  git = await serveGit(join(folder, 'served'), { pauseMs: 1 })
})
afterAll(async () => {
  await git.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The real program, as `npm start` runs it. */
class Server {
  readonly url: string
  private readonly child: ChildProcess
  private readonly token: string

  constructor(child: ChildProcess, url: string) {
    this.child = child
    this.url = url
    this.token = readFileSync(join(dataDir, 'admin-token'), 'utf8').trim()
  }

  static async start(): Promise<Server> {
    const env = { ...compiled, PATH: process.env['PATH'], HOME: folder, FIREBREAK_DATA: dataDir, PORT: '0', FIREBREAK_ALLOW_LOOPBACK: 'yes', FIREBREAK_FETCH_EVERY: '0', LOG_LEVEL: 'error' }
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'src', 'start.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    const url = await new Promise<string>((ready, fail) => {
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const found = /ready on (http:\S+)/.exec(said)?.[1]
        if (found) ready(found)
      })
      child.on('exit', () => fail(new Error(`the server ended without being ready: ${said}`)))
    })
    return new Server(child, url)
  }

  call<E extends Endpoint>(target: E, input: Input<E>): Promise<Answer<E>> {
    return call(target, input, { base: this.url, headers: { authorization: `token ${this.token}` } })
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.child.kill(signal)
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit')
  }
}

/** Everything that was acknowledged, which must be there for ever. */
interface Ledger {
  incidents: Map<string, Incident>
  /** By their keys. A key without evidence was sent and not answered. */
  pins: Map<string, { incident: string; evidence: Evidence | null }>
  notes: { incident: string; text: string }[]
  /** By notebook: the last text that was acknowledged, and the last that was sent. */
  texts: Map<string, { acknowledged: number; sent: number }>
  /** Addresses of repositories. */
  repositories: Set<string>
}

const what = { kind: 'search', query: 'needle' } as const
const md = (text: number): Block => ({ id: 'b', type: 'markdown', text: `${text} ${'x'.repeat(20_000)}` })

/** Does the same kinds of work as people at once, writing down what is acknowledged, until the server is gone. */
async function work(server: Server, ledger: Ledger, round: number): Promise<void> {
  const untilGone = (act: (turn: number) => Promise<unknown>) => (async () => {
    for (let turn = 0; ; turn++) await act(turn)
  })().catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error // fetch failed: the connection was cut
  })
  const declared = server.call(declareIncident, { body: { title: `Round ${round}`, key: `round ${round}` } })
  await Promise.all([
    untilGone(async (turn) => {
      if (turn > 0) return stopAfterFirst()
      const name = `repo${round}`
      await makeRepository(join(folder, 'served', `${name}.git`), [{ files: Array.from({ length: 40 }, (_, i) => [`f${i}.txt`, `needle ${round} ${i}\n`.repeat(200)] as const) }])
      await server.call(addRepository, { body: { url: `${git.url}/${name}.git` } })
      ledger.repositories.add(`${git.url}/${name}.git`)
    }),
    untilGone(async () => {
      const [first] = (await server.call(listRepositories, { query: { query: 'seed' } })).repos
      commit(join(folder, 'served', 'seed.git'))
      if (first) await server.call(fetchRepository, { params: { id: first.id }, body: {} })
      await sleep(30)
    }),
    untilGone(async (turn) => {
      const { id } = await declared
      ledger.incidents.set(id, await declared)
      const key = `${round} ${turn}`
      ledger.pins.set(key, { incident: id, evidence: null })
      ledger.pins.set(key, { incident: id, evidence: await server.call(pinEvidence, { params: { id }, body: { what, key } }) })
      const text = `note ${key}`
      await server.call(addNote, { params: { id }, body: { text } })
      ledger.notes.push({ incident: id, text })
    }),
    untilGone(async (turn) => {
      const { notebookId: id, title } = await declared
      const { version } = await server.call(getNotebook, { params: { id }, query: {} })
      const known = ledger.texts.get(id) ?? { acknowledged: 0, sent: 0 }
      ledger.texts.set(id, { ...known, sent: turn + 1 })
      await server.call(saveNotebook, { params: { id }, body: { baseVersion: version, title, blocks: [md(turn + 1)] } })
      ledger.texts.set(id, { acknowledged: turn + 1, sent: turn + 1 })
    }),
    untilGone(async () => void (await server.call(getReport, { params: { id: (await declared).id } }))),
  ])
}

const stopAfterFirst = () => Promise.reject(new TypeError('enough'))

/** What was acknowledged is there, whole; what was not is there whole or not at all, and can be asked for again. */
async function verify(server: Server, ledger: Ledger): Promise<void> {
  const { repos } = await server.call(listRepositories, { query: {} })
  expect([...ledger.repositories].filter((url) => !repos.some((repo) => repo.url === url))).toEqual([])
  for (const [key, { incident, evidence }] of ledger.pins) {
    const again = await server.call(pinEvidence, { params: { id: incident }, body: { what, key } })
    if (evidence) expect(again).toEqual(evidence)
    ledger.pins.set(key, { incident, evidence: again })
  }
  for (const { id, number, title } of ledger.incidents.values()) await verifyIncident(server, ledger, { id, number, title })
  for (const [id, { acknowledged, sent }] of ledger.texts) {
    const { blocks } = await server.call(getNotebook, { params: { id }, query: {} })
    const text = blocks[0]?.type === 'markdown' ? Number(blocks[0].text.split(' ')[0]) : 0
    expect(acknowledged === 0 || (text >= acknowledged && text <= sent), `notebook ${id}: ${acknowledged} was acknowledged, ${sent} sent, ${text} is there`).toBe(true)
    if (text > 0) expect(blocks).toEqual([md(text)])
  }
}

async function verifyIncident(server: Server, ledger: Ledger, known: Pick<Incident, 'id' | 'number' | 'title'>): Promise<void> {
  const found = await server.call(getIncident, { params: { id: known.id } })
  expect(found).toMatchObject(known)
  const pins = [...ledger.pins.values()].filter(({ incident }) => incident === known.id)
  expect(found.evidence.map(({ id }) => id).toSorted()).toEqual(pins.flatMap(({ evidence }) => evidence?.id ?? []).toSorted())
  expect(found.timeline.filter(({ kind }) => kind === 'evidence').map(({ evidenceId }) => evidenceId).toSorted()).toEqual(found.evidence.map(({ id }) => id).toSorted())
  for (const note of ledger.notes.filter(({ incident }) => incident === known.id)) expect(found.timeline.filter(({ text }) => text === note.text)).toHaveLength(1)
  const report = await server.call(getReport, { params: { id: known.id } })
  expect(report.evidence).toHaveLength(found.evidence.length)
}

/** Every repository comes to rest, as its source is now. */
async function settled(server: Server): Promise<void> {
  for (;;) {
    const { repos } = await server.call(listRepositories, { query: {} })
    const behind = repos.filter(({ url, head, clone, index }) => clone.state !== 'ready' || clone.phase !== null || index.commit !== head || head !== headOf(url ?? ''))
    if (behind.length === 0) return
    await sleep(50)
  }
}

const sourceOf = (url: string) => join(folder, 'served', url.slice(url.lastIndexOf('/') + 1))
const headOf = (url: string) => rawGit(sourceOf(url), ['rev-parse', 'main'])

function commit(dir: string): void {
  const tree = rawGit(dir, ['rev-parse', 'main^{tree}'])
  rawGit(dir, ['update-ref', 'refs/heads/main', rawGit(dir, ['commit-tree', tree, '-p', 'main', '-m', 'Next'])])
}

function assertWhole(): void {
  const mirrors = join(dataDir, 'mirrors')
  for (const name of readdirSync(mirrors)) expect([name, rawGit(join(mirrors, name), ['fsck', '--connectivity-only'])]).toEqual([name, ''])
  const database = new DatabaseSync(join(dataDir, 'firebreak.db'))
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  expect(database.prepare("select state, last_error from jobs where state <> 'waiting'").all()).toEqual([])
  database.close()
}

const lifeOf = (random: Random) => random(longestLifeMs)

test(`a server killed ${kills} times in the middle of everything loses nothing and leaves nothing half-done (seed ${seed})`, { timeout: 60_000 + kills * 20_000 }, async () => {
  dataDir = mkdtempSync(join(folder, 'data-'))
  const random = seeded(seed)
  const ledger: Ledger = { incidents: new Map(), pins: new Map(), notes: [], texts: new Map(), repositories: new Set() }
  let server = await Server.start()
  onTestFinished(() => server.end('SIGKILL'))
  await server.call(addRepository, { body: { url: `${git.url}/seed.git` } })
  ledger.repositories.add(`${git.url}/seed.git`)
  for (let round = 0; round < kills; round++) {
    const working = work(server, ledger, round)
    await sleep(lifeOf(random))
    await server.end('SIGKILL')
    await working
    server = await Server.start()
    await verify(server, ledger)
  }
  expect(ledger.incidents.size).toBeGreaterThan(0)
  await settled(server)
  await verify(server, ledger)
  await server.end('SIGTERM')
  assertWhole()
})
