import { findImplementations } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { promised, tellMissed, tellPlaces } from '../named-places.ts'
import { positionNote, positionUsage, positionWords, readPosition } from '../position.ts'
import { connect } from '../server.ts'

export const impls = command({
  summary: 'Find what implements or overrides a name in code, over all repositories',
  usage: positionUsage,
  words: positionWords,
  flags: { up: { type: 'boolean', doc: 'What the name implements or overrides itself' } },
  notes: [positionNote, 'Types for a type, members for a member, over any number of steps. The exit code is 3 when something was not looked at: standard error names it.'],
  async run({ terminal, env }, { words, flags }) {
    const query = { ...readPosition(words), direction: flags.up ? 'up' : 'down' } as const
    const { places, notSearched, note } = await (await connect(env)).call(findImplementations, { query })
    if (flags.json) terminal.printJson(places.map(promised))
    else tellPlaces(terminal, places)
    if (note !== null) terminal.note(note)
    return tellMissed(terminal, notSearched)
  },
})
