import { listSboms, type UploadedSbom } from '../../src/impact/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns, counted, shownTime } from '../table.ts'

export const sbomList = command({
  summary: 'List the bills of materials that were uploaded',
  usage: '[REPO]',
  words: { least: 0, most: 1 },
  flags: {},
  async run({ terminal, env }, { words: [repo], flags }) {
    const { sboms } = await (await connect(env)).call(listSboms, { query: repo === undefined ? {} : { repo } })
    if (flags.json) terminal.printJson({ sboms })
    else for (const line of columns(sboms.map(rowOf))) terminal.print(line)
    if (sboms.length === 0) terminal.note('No bills of materials yet. Upload one with firebreak sbom upload FILE.')
    return exit.done
  },
})

const rowOf = ({ id, repo, commit, format, name, packages, createdAt, createdBy }: UploadedSbom): string[] => [id, `${repo}@${commit.slice(0, 10)}`, name, format, counted(packages, 'package'), shownTime(createdAt), createdBy]
