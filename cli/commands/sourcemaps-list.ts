import { listSourceMaps, type UploadedMap } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns, counted, shownTime } from '../table.ts'

export const sourceMapsList = command({
  summary: 'List the source maps that were uploaded',
  usage: '[REPO]',
  words: { least: 0, most: 1 },
  flags: { release: { type: 'string', value: 'NAME', doc: 'Only those of a release' } },
  async run({ terminal, env }, { words: [repo], flags }) {
    const server = await connect(env)
    const { maps, total } = await server.call(listSourceMaps, { query: { ...(repo === undefined ? {} : { repo }), ...(flags.release === undefined ? {} : { release: flags.release }) } })
    if (flags.json) terminal.printJson({ maps })
    else for (const line of columns(maps.map(rowOf))) terminal.print(line)
    if (total === 0) terminal.note('No source maps yet. Upload those of a build with firebreak source-maps upload.')
    if (total > maps.length) terminal.note(`Only the newest ${maps.length} of ${total} are listed.`)
    return exit.done
  },
})

const rowOf = ({ id, repo, release, file, debugId, sources, createdAt, createdBy }: UploadedMap): string[] => [id, repo ?? 'any repository', release || '-', file || debugId || '-', counted(sources, 'source'), shownTime(createdAt), createdBy]
