import { CallFailed } from '../src/platform/endpoint.ts'
import { commands } from './commands.ts'
import { readArguments } from './command.ts'
import { helpOf, helpOfCommand } from './help.ts'
import { nearest } from './near.ts'
import { badUse, exit, Failure, type ExitCode } from './problem.ts'
import { createTerminal } from './terminal.ts'

const { env, stdin, stdout, stderr } = process
const terminal = createTerminal({ stdout, stderr, env })

// Whoever reads us (`| head`) may have had enough: nothing is left to do then, and nothing went wrong.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exit.done)
    if (stream === stdout) stderr.write(`firebreak: the answer cannot be written: ${error.message}\n`)
    process.exit(exit.failed)
  })
}

const groups = new Set(Object.keys(commands).flatMap((name) => (name.includes(' ') ? [name.split(' ', 1)[0] ?? ''] : [])))

async function run(args: string[]): Promise<ExitCode> {
  const [first = 'help', second] = args
  if (first === 'help') return explain(args.slice(1))
  if (first === '--help' || first === '-h') return explain([])
  if (first === '--version') return run(['version', ...args.slice(1)])
  if (groups.has(first) && (second === undefined || second === '--help' || second === '-h')) return explain([first])
  const name = groups.has(first) ? `${first} ${second}` : first
  const target = await load(name)
  const { help, given } = readArguments(name, target, args.slice(name.split(' ').length))
  if (help) return say(helpOfCommand(name, target))
  return target.run({ terminal, env, stdin }, given)
}

async function explain(words: string[]): Promise<ExitCode> {
  const name = words.filter((word) => !word.startsWith('-')).join(' ')
  if (name === '' || groups.has(name)) return say(await helpOf(name))
  return say(helpOfCommand(name, await load(name)))
}

function say(text: string): ExitCode {
  terminal.printText(`${text}\n`)
  return exit.done
}

async function load(name: string) {
  const found = Object.hasOwn(commands, name) ? await commands[name]?.() : undefined
  if (found) return found
  const near = nearest(name, Object.keys(commands))
  throw badUse(`There is no command ${name}.${near ? ` Did you mean ${near}?` : ''} firebreak help lists them all.`)
}

function complain(error: unknown): ExitCode {
  const { message, code, exitCode } = failureOf(error)
  if (process.argv.includes('--json')) terminal.note(JSON.stringify({ code, message }))
  else terminal.note({ text: 'firebreak: ', style: 'red' }, message)
  return exitCode
}

/** What the server refuses is told in its own words. */
function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof CallFailed) return new Failure(error.message, { code: error.body.code })
  return new Failure(`something broke on our side: ${error instanceof Error ? error.message : String(error)}`, { code: 'cli.defect' })
}

process.exitCode = await run(process.argv.slice(2)).catch(complain)
terminal.progress(null)
