import { Problem } from '../../platform/errors.ts'
import type { Question } from '../contract.ts'
import { rowsOf, type Asking, type CodeAnswer, type CodeDeps, type Place } from './rows.ts'
import { findSymbol } from './symbol.ts'

type LinesQuestion = Extract<Question, { lines: unknown }>['lines']

/** As many copies are told. */
const maxCopies = 1000
/** What shares less is no copy that anybody would mend with it. */
const leastShare = 0.5
/** As many of the names that the lines define are followed. */
const maxNames = 20

/** Every copy of some lines, at every tracked revision, and every place that refers to what they define. */
export async function findLines(deps: CodeDeps, { from, to, ...file }: LinesQuestion, asking: Asking): Promise<CodeAnswer> {
  const copies = await copiesOf(deps, { from, to, ...file }, asking)
  const { symbols } = await deps.search.symbols(asking.viewer, file, asking.signal)
  const defined = symbols.filter(({ line, kind }) => from <= line && line <= to && kind !== 'package' && kind !== 'namespace') // what a file says it lies in is not defined there
  if (defined.length > maxNames) asking.account.gap({ repo: file.repo, rev: file.rev, path: file.path, reason: `The lines define ${defined.length} names; the first ${maxNames} were followed.` })
  const found: CodeAnswer[] = [copies]
  for (const { line, column } of defined.slice(0, maxNames)) found.push(await findSymbol(deps, { ...file, line, column }, asking))
  const rows = found.flatMap(({ affected }) => affected)
  const once = new Map(rows.map((row) => [`${row.repo}\0${row.rev}\0${row.path}\0${row.line}\0${row.environment}\0${row.service}`, row]))
  return { affected: [...once.values()], looked: { repositories: Math.max(...found.map(({ looked }) => looked.repositories)), revisions: Math.max(...found.map(({ looked }) => looked.revisions)) } }
}

/** Too few lines have no copies that could be told from chance, which the ledger says. */
async function copiesOf(deps: CodeDeps, { from, to, ...file }: LinesQuestion, asking: Asking): Promise<CodeAnswer> {
  const { viewer, account, signal, standings } = asking
  try {
    const { copies, total, gaps } = await deps.copies.find(viewer, { ...file, lines: { from, to }, revs: 'tracked', minimum: leastShare, limit: maxCopies }, signal)
    for (const { repo, reason } of gaps) account.gap({ repo: repo ?? '', rev: '', path: '', reason })
    if (total > copies.length) account.gap({ repo: '', rev: '', path: '', reason: `There are ${total.toLocaleString('en')} copies; the first ${copies.length.toLocaleString('en')} are told.` })
    const places = copies.map(({ repo, rev, commit, path, share, ranges }): Place => ({ repo, rev, commit, path, line: ranges[0]?.from ?? null, text: `${Math.round(share * 100)} % of the lines` }))
    return { affected: await rowsOf(deps, places, asking), looked: { repositories: standings.repositories.length, revisions: [...standings.all()].length } }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'copies.too_short') throw error
    account.gap({ repo: file.repo, rev: file.rev, path: file.path, reason: error.message })
    return { affected: [], looked: { repositories: 0, revisions: 0 } }
  }
}
