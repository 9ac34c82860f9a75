import { findDefinitions } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { promised, tellPlaces } from '../named-places.ts'
import { positionNote, positionUsage, positionWords, readPosition } from '../position.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'

export const def = command({
  summary: 'Find where a name in code is defined, over all repositories',
  usage: positionUsage,
  words: positionWords,
  flags: {},
  notes: [positionNote, 'The likeliest stands first. “precise” comes from an index that a compiler made, “search-based” from names and scopes.'],
  async run({ terminal, env }, { words, flags }) {
    const query = readPosition(words)
    const { places, note } = await (await connect(env)).call(findDefinitions, { query })
    if (flags.json) terminal.printJson(places.map(promised))
    else tellPlaces(terminal, places)
    if (note !== null) terminal.note(note)
    return exit.done
  },
})
