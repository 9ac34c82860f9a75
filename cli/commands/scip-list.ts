import { listScipUploads, type ScipUpload } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns, counted, shownTime } from '../table.ts'

export const scipList = command({
  summary: 'List the SCIP indexes with their states',
  usage: '[REPO]',
  words: { least: 0, most: 1 },
  flags: {},
  async run({ terminal, env }, { words: [repo], flags }) {
    const server = await connect(env)
    const { uploads, total } = await server.call(listScipUploads, { query: repo === undefined ? {} : { repo } })
    if (flags.json) terminal.printJson({ uploads })
    else for (const line of columns(uploads.map(rowOf))) terminal.print(line)
    if (total === 0) terminal.note('No SCIP indexes yet. Make one, for example with scip-typescript index, and upload it with firebreak scip upload.')
    if (total > uploads.length) terminal.note(`Only the newest ${uploads.length} of ${total} are listed.`)
    return exit.done
  },
})

const rowOf = ({ id, repo, root, commit, indexer, state, origin, failure, documents, createdAt }: ScipUpload): string[] =>
  [String(id), repo, root || '.', commit.slice(0, 10), `${indexer || 'unknown'}${origin === 'automatic' ? ', automatic' : ''}`, shownTime(createdAt), failure ?? (state === 'completed' ? counted(documents, 'document') : state)]
