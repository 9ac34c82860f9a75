import { downloadReport } from '../../src/reports/contract.ts'
import { command } from '../command.ts'
import { saveAs } from '../files.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'

export const report = command({
  summary: 'Write the report of an incident',
  usage: 'N',
  words: { least: 1, most: 1 },
  flags: {
    format: { type: 'string', value: 'FORMAT', doc: 'Markdown unless said', choices: ['md', 'csv', 'json', 'pdf'] },
    output: { type: 'string', value: 'FILE', doc: 'Write to this file instead of standard output' },
  },
  notes: ['N is the number (12 or INC-12) or the id. --json is the same as --format json.'],
  async run({ terminal, env }, { words: [id = ''], flags }) {
    if (flags.json && flags.format && flags.format !== 'json') throw badUse(`--json and --format ${flags.format} do not go together.`)
    const format = flags.json ? 'json' : (flags.format ?? 'md')
    if (format === 'pdf' && !flags.output && terminal.isInteractive) throw badUse('A PDF cannot be shown on a terminal. Add --output report.pdf, or pipe it on.')
    const response = await (await connect(env)).open(downloadReport, { params: { id }, query: { format } })
    if (flags.output) terminal.note(`Wrote ${flags.output}, ${await saveAs(flags.output, response)} bytes`)
    else if (terminal.isInteractive) terminal.printText(await response.text())
    else await terminal.write(await response.bytes())
    return exit.done
  },
})
