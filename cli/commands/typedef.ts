import { findTypeDefinitions } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { promised, tellPlaces } from '../named-places.ts'
import { positionNote, positionUsage, positionWords, readPosition } from '../position.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'

export const typedef = command({
  summary: 'Find where the type of a name in code is defined',
  usage: positionUsage,
  words: positionWords,
  flags: {},
  notes: [positionNote, 'Without an index the type is known where the declaration names it.'],
  async run({ terminal, env }, { words, flags }) {
    const query = readPosition(words)
    const { places, note } = await (await connect(env)).call(findTypeDefinitions, { query })
    if (flags.json) terminal.printJson(places.map(promised))
    else tellPlaces(terminal, places)
    if (note !== null) terminal.note(note)
    return exit.done
  },
})
