import { findReferences, type Reference } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { promised, tellMissed, tellPlaces, type Missed } from '../named-places.ts'
import { positionNote, positionUsage, positionWords, readPosition } from '../position.ts'
import { connect } from '../server.ts'
import { counted } from '../table.ts'

const pageLength = 1000

export const refs = command({
  summary: 'Find where a name in code is used, over all repositories',
  usage: positionUsage,
  words: positionWords,
  flags: {},
  notes: [positionNote, 'All of them, definitions and imports among them. The exit code is 3 when something was not looked at: standard error names it.'],
  async run({ terminal, env }, { words, flags }) {
    const position = readPosition(words)
    const server = await connect(env)
    const all: Reference[] = []
    const missed: Missed[] = []
    for (let cursor: string | undefined | null; cursor !== null; ) {
      const page = await server.call(findReferences, { query: { ...position, limit: pageLength, ...(cursor === undefined ? {} : { cursor }) } })
      all.push(...page.places)
      missed.push(...page.notSearched)
      if (!flags.json) tellPlaces(terminal, page.places)
      if (page.note !== null) terminal.note(page.note)
      terminal.progress(counted(all.length, 'reference'))
      cursor = page.cursor
    }
    if (flags.json) terminal.printJson(all.map(promised))
    return tellMissed(terminal, missed)
  },
})
