import { findHover, provenanceOf, type Hover } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { promised } from '../named-places.ts'
import { positionNote, positionUsage, positionWords, readPosition } from '../position.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import type { Terminal } from '../terminal.ts'

export const hover = command({
  summary: 'Show how a name in code is declared and what is written about it',
  usage: positionUsage,
  words: positionWords,
  flags: {},
  notes: [positionNote],
  async run({ terminal, env }, { words, flags }) {
    const { hover: found } = await (await connect(env)).call(findHover, { query: readPosition(words) })
    if (flags.json) terminal.printJson(found ? [{ ...promised(found.definedAt), kind: found.kind, signature: found.signature, documentation: found.documentation }] : [])
    else if (found) tell(terminal, found)
    if (!found) terminal.note('Nothing is known of a name at this position.')
    return exit.done
  },
})

function tell(terminal: Terminal, { signature, documentation, kind, container, definedAt, precise }: Hover): void {
  for (const line of signature.split('\n')) terminal.print({ text: line, style: 'bold' })
  for (const line of documentation === '' ? [] : documentation.split('\n')) terminal.print(line)
  terminal.print({ text: `${kind}${container === '' ? '' : ` of ${container}`} · ${definedAt.repo} ${definedAt.path}:${definedAt.line} · ${provenanceOf({ precise })}`, style: 'dim' })
}
