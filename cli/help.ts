import { commands } from './commands.ts'
import { commonFlags, type Command, type Flag } from './command.ts'
import { columns } from './table.ts'

/** The help of the whole program, or of a group such as `repos`. */
export async function helpOf(group = ''): Promise<string> {
  const names = Object.keys(commands).filter((name) => group === '' || name.startsWith(`${group} `))
  const rows = await Promise.all(names.map(async (name) => [`  ${name}`, (await commands[name]?.())?.summary ?? '']))
  const heading = group === '' ? 'Firebreak: from the alert to the line, to everywhere else it burns.' : `firebreak ${group}`
  return [
    heading,
    '',
    `Usage: firebreak ${group === '' ? 'COMMAND' : `${group} COMMAND`} [FLAGS]`,
    '',
    ...columns(rows),
    '',
    'firebreak COMMAND --help shows how a command is used. Every command but serve knows --json.',
    'Exit codes: 0 done, 1 failed, 2 bad use, 3 done but incomplete (something was not searched).',
    'Server and token of this machine are found by themselves; FIREBREAK_URL and FIREBREAK_TOKEN name others.',
  ].join('\n')
}

export function helpOfCommand(name: string, { summary, usage, flags, notes = [] }: Command): string {
  const rows = Object.entries({ ...flags, ...commonFlags }).map(([flag, about]) => [`  --${flag}${valueOf(about)}`, docOf(about)])
  return [`${summary}.`, '', `Usage: firebreak ${name} ${usage}`.trimEnd(), '', ...columns(rows), ...notes.flatMap((note) => ['', note])].join('\n')
}

const valueOf = (flag: Flag) => (flag.type === 'string' ? ` ${flag.value}` : '')
const docOf = (flag: Flag) => (flag.type === 'string' && flag.choices ? `${flag.doc} (${flag.choices.join(', ')})` : flag.doc)
