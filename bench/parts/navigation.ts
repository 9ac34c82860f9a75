/** What search alone tells of definitions, references and implementations, held against the SCIP indexes that compilers make of the same repositories. */

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readHouse } from '../../src/intel/navigate/houses.fixture.ts'
import { checkOut, indexAll, indexers } from '../../test/navigation/indexers.ts'
import { scoreImplementations } from '../navigation/implementations.ts'
import { readOracle, type Named, type Oracle, type Place } from '../navigation/oracle.ts'
import { distances, scoreDefinitions, scoreReferences, type Asked, type Miss, type Scores } from '../navigation/score.ts'
import { precisionOf, recallOf, sumOf, type Tally } from '../navigation/tally.ts'
import { addAll, startServer, type Server } from '../real/server.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

const seed = 4
/** So many places are asked about for each symbol. */
const perSymbol = 5
const atOnce = 4

const houses = join(import.meta.dirname, '../../test/navigation/houses')

/** Repositories that see one another, in work trees below one folder. */
interface World {
  language: string
  title: string
  folder: string
  repositories: string[]
}

export async function navigation(setting: Setting, record: RunRecord): Promise<void> {
  record.say('# Navigation by search, held against SCIP indexes')
  record.say()
  describeMachine(record, [])
  record.say()
  for (const rule of rulesFor(setting)) record.say(`* ${rule}`)
  const definitions: Cell[][] = []
  const references: Cell[][] = []
  const implementations: Cell[][] = []
  for (const world of worldsOf(setting)) {
    const { oracle, scores } = await scoreWorld(world, setting)
    const title = [world.language, `${world.title} (${oracle.indexers.join(', ')})`]
    definitions.push([...title, ...definitionCells(scores.definitions)])
    references.push([...title, ...referenceCells(scores.references)])
    implementations.push([...title, ...implementationCells(scores.implementations)])
    for (const [kind, each] of Object.entries(scores)) for (const distance of distances) for (const [what, count] of Object.entries(each[distance])) record.measured(`${world.language} ${world.title} ${kind} ${distance}`, 'Firebreak', what, count)
  }
  const header = ['precision', 'recall', 'local: precision', 'recall', 'same repository: precision', 'recall', 'across: precision', 'recall']
  record.say()
  record.say('## Definitions')
  record.table(['', 'of', 'questions', ...header, 'outside: told wrongly'], definitions)
  record.say('## References')
  record.table(['', 'of', 'symbols', 'places', ...header], references)
  record.say('## Implementations')
  record.table(['', 'of', 'symbols', 'places', ...header.slice(0, 2), ...header.slice(4)], implementations)
}

const rulesFor = ({ navigation: { questions } }: Setting) => [
  `A question about a definition is a place at which an index has a name: all of them, or ${questions} that are chosen by a seed. Firebreak has the repositories and none of the indexes.`,
  'A place that it tells is right when repository, path and the whole range are those of one of the definitions in an index. Precision is right places ÷ all that are told; recall is the share of questions, of those that an index has an answer to, with a right place.',
  'A name that the indexes do not define (of a standard library, say) has no right answer: every place told is wrong, and counts. Where an index names a symbol of one of the repositories, and none of them defines it, the index has a gap, and nothing is asked or judged; nor where a name is a property and a variable at once, as in `{ amount }`, of which indexes tell one, or a variable and what a module is, as in `const app = require("./app")`.',
  `A question about references is a symbol that is defined under a name, asked there: all of them, or ${questions / perSymbol} chosen by a seed. Every place told is compared with every place at which an index has the symbol, the definition included in both.`,
  'A constructor counts as its type, and need not be told among its references. Where an index has several symbols at the definition, the places of the others are neither missing nor wrong. A module has no place of its own: any place in one of its files is right as its definition, and references to it are not asked for.',
  'What overrides a symbol, or is overridden by it, is neither missing nor wrong among its references. Files that no index has are not judged. What stands in a file that an index has, where the index has nothing, is wrong.',
  `A question about implementations is a symbol that an index says something of the repositories implements, extends or overrides, asked where it is defined: all of them, or ${questions / perSymbol} chosen by a seed. What implements it in any number of steps is right; all else is wrong. Where an index tells it both ways, nothing is asked.`,
  'What stands behind `def` is defined there, whatever an index says: scip-python tells of several definitions of one name, as overloads are, only the first as such. The parameters of overloads are several variables; where an index has them for one, nobody is asked for its references. Of `Store as Shelf` both names may be told, where an index takes them for one.',
  'An index of C or C++ is of one configuration, and a branch of `#if` in which it has no name was not compiled: what is told there is not judged.',
  'Local: of a variable, a parameter or a type parameter. Across: from one repository into another.',
]

function worldsOf({ navigation: { folder, languages }, work }: Setting): World[] {
  const isWanted = (language: string) => languages?.includes(language) ?? true
  const own = readdirSync(houses).map((file) => file.replace(/\.txt$/, '')).filter(isWanted).flatMap((language) => houseWorld(language, work))
  const real = folder === null ? [] : readdirSync(folder).filter(isWanted).map((language): World => {
    const repositories = readdirSync(join(folder, language)).filter((name) => existsSync(join(folder, language, name, 'index.scip')))
    return { language, title: repositories.join(', '), folder: join(folder, language), repositories }
  })
  return [...own, ...real].toSorted((a, b) => (a.language < b.language ? -1 : 1))
}

/** The house of a language that the tests stand on; none where its indexer is not on this machine. */
function houseWorld(language: string, work: string): World[] {
  const indexer = indexers[language]
  if (!indexer?.find()) return []
  const checkouts = checkOut(emptyFolder(work, 'navigation', language), readHouse(`${language}.txt`, language, houses))
  for (const { folder, files } of checkouts) {
    const git = (...args: string[]) => execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], { cwd: folder, stdio: 'pipe' })
    git('init', '--quiet')
    git('add', '--', ...files.keys())
    git('commit', '--quiet', '--message', 'All')
  }
  indexAll(indexer, checkouts)
  return [{ language, title: 'the tests’ house', folder: join(work, 'navigation', language, language), repositories: checkouts.map(({ name }) => name.replace(`${language}/`, '')) }]
}

async function scoreWorld(world: World, { work, navigation: { questions } }: Setting): Promise<{ oracle: Oracle; scores: Record<'definitions' | 'references' | 'implementations', Scores> }> {
  const oracle = await readOracle(world.folder, world.repositories)
  const server = await startServer(emptyFolder(work, 'data'))
  const misses: Miss[] = []
  const options = { most: { definitions: questions, references: questions / perSymbol, implementations: questions / perSymbol }, seed, atOnce, onMiss: (miss: Miss) => void misses.push(miss) }
  try {
    const names = namesOf(await addAll(server, world.folder), world.repositories)
    const asked = asking(server, names)
    return { oracle, scores: { definitions: await scoreDefinitions(oracle, asked, options), references: await scoreReferences(oracle, asked, options), implementations: await scoreImplementations(oracle, asked, options) } }
  } finally {
    await server.stop()
    writeFileSync(join(work, `navigation-${world.language}-${world.title.replace(/[^\w]+/g, '-')}.txt`), `${misses.map(showMiss).join('\n')}\n`)
  }
}

/** What the server calls the repositories, by their folders. */
function namesOf(added: readonly { name: string }[], folders: readonly string[]): Map<string, string> {
  return new Map(folders.map((folder) => [folder, added.find(({ name }) => name === folder || name.endsWith(`/${folder}`))?.name ?? folder]))
}

function asking(server: Server, names: ReadonlyMap<string, string>): Asked {
  const folders = new Map([...names].map(([folder, name]) => [name, folder]))
  const query = ({ repo, path, line, column }: Place) => new URLSearchParams({ repo: names.get(repo) ?? repo, path, line: String(line), column: String(column) })
  // The server closes a connection that was idle, which may be when it is used again.
  const get = <T>(path: string) => server.get<T>(path).catch(() => server.get<T>(path))
  const own = (places: readonly Place[]) => places.map((place) => ({ ...place, repo: folders.get(place.repo) ?? place.repo }))
  return {
    implementations: async (place) => own((await get<{ places: Place[] }>(`/api/v1/intel/implementations?${query(place)}`)).places),
    definitions: async (place) => own((await get<{ places: Place[] }>(`/api/v1/intel/definitions?${query(place)}`)).places),
    async references(place) {
      const found: Place[] = []
      for (let cursor = ''; ; ) {
        const page = await get<{ places: Place[]; cursor: string | null }>(`/api/v1/intel/references?${query(place)}&limit=1000${cursor}`)
        found.push(...own(page.places))
        if (page.cursor === null) return found
        cursor = `&cursor=${encodeURIComponent(page.cursor)}`
      }
    },
  }
}

const show = ({ repo, path, line, column }: Place) => `${repo} ${path}:${line}:${column}`

function showMiss({ kind, distance, asked, symbol, wrong, missing }: Miss): string {
  return [`${kind} ${distance} ${show(asked as Named)} ${symbol}`, ...wrong.map((place) => `  wrong ${show(place)}`), ...missing.map((place) => `  missing ${show(place)}`)].join('\n')
}

const share = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(3))
const pair = (tally: Tally) => [share(precisionOf(tally)), share(recallOf(tally))]

function definitionCells(scores: Scores): Cell[] {
  const all = sumOf(distances.map((distance) => scores[distance]))
  return [all.questions, ...pair(all), ...pair(scores.local), ...pair(scores.repository), ...pair(scores.across), `${scores.outside.wrong} at ${scores.outside.questions}`]
}

/** Types and members alone: there are no local ones. */
const implementationCells = (scores: Scores): Cell[] => referenceCells(scores).toSpliced(4, 2)

function referenceCells(scores: Scores): Cell[] {
  const all = sumOf(distances.map((distance) => scores[distance]))
  return [all.questions, all.answered + all.unanswered, ...pair(all), ...pair(scores.local), ...pair(scores.repository), ...pair(scores.across)]
}
