import { listServices } from '../../src/impact/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns, counted } from '../table.ts'

export const services = command({
  summary: 'List services and what they have to do with each other, with the line that says so',
  usage: '[NAME]',
  words: { least: 0, most: 1 },
  flags: {
    rev: { type: 'string', value: 'PATTERN', doc: 'At this tracked branch or tag, or the highest that is so: release/*' },
    environment: { type: 'string', value: 'NAME', doc: 'As it runs there' },
  },
  notes: ['With --json: {"complete", "nodes": [{"id", "kind", "name", "owner", …}], "edges": [{"from", "to", "kind", "certainty", "places", "symbols"}], "revisions": [{"repo", "rev", "commit", "isFallback"}], "gaps"}; symbols are what code takes from the other, {"names", "count"}.', 'The exit code is 3 when something could not be read: standard error names it.'],
  async run({ terminal, env }, { words: [name], flags }) {
    const { rev, environment } = flags
    const query = Object.fromEntries(Object.entries({ rev, environment }).filter(([, value]) => value !== undefined))
    const told = await (await connect(env)).call(listServices, { query })
    const ids = new Set(told.nodes.filter((node) => name === undefined || node.name === name).map(({ id }) => id))
    const edges = told.edges.filter(({ from, to }) => ids.has(from) || ids.has(to))
    if (flags.json) terminal.printJson({ ...told, edges })
    else for (const line of columns(edges.map(rowOf))) terminal.print(line)
    terminal.note(`${counted(edges.length, 'edge')} in ${counted(told.repositories, 'repository', 'repositories')}`)
    const fallbacks = told.revisions.filter(({ isFallback }) => isFallback).map(({ repo }) => repo)
    if (fallbacks.length > 0) terminal.note(`${counted(fallbacks.length, 'repository', 'repositories')} without it, told at the default branch: ${fallbacks.slice(0, 5).join(', ')}${fallbacks.length > 5 ? ', …' : ''}`)
    for (const { repo, path, reason } of told.gaps) terminal.note({ text: `Not read: ${[repo, path].filter(Boolean).join(' ')}: ${reason}`, style: 'yellow' })
    return told.complete ? exit.done : exit.incomplete
  },
})

const rowOf = ({ from, to, kind, certainty, package: uses, places: [place], symbols }: Answer<typeof listServices>['edges'][number]): string[] =>
  [from, `${kind}${uses === null ? '' : ` (${uses})`}`, to, certainty, place ? `${place.repo} ${place.path}:${place.line}` : '', symbols === null || symbols.count === 0 ? '' : `takes ${symbols.names.slice(0, 5).join(', ')}${symbols.count > 5 ? ` and ${symbols.count - 5} more` : ''}`]
