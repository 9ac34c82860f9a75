import { adviceFor, Problem } from './problem.mjs'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** A terminal sees one turning line with the time; the returned function stops it and erases the line. */
function spin(stream, title, since) {
  let frame = 0
  const draw = () => stream.write(`\r\x1b[2K${frames[frame++ % frames.length]} ${title} … ${seconds(since)}`)
  draw()
  const timer = setInterval(draw, 100)
  return () => {
    clearInterval(timer)
    stream.write('\r\x1b[2K')
  }
}

/** A log sees a line now, and one every 15 s so that nobody takes a slow network for a hang. */
function announce(stream, title, since) {
  stream.write(`${title} …\n`)
  const timer = setInterval(() => stream.write(`${title} … ${seconds(since)}\n`), 15_000)
  return () => clearInterval(timer)
}

/**
 * Runs one step of the bootstrap while showing that it goes on. Standard error carries it: standard output belongs to
 * the program that is started afterwards.
 */
export async function step(title, work, stream = process.stderr) {
  const since = performance.now()
  const stop = (stream.isTTY ? spin : announce)(stream, title, since)
  try {
    const result = await work()
    stop()
    stream.write(`${stream.isTTY ? '✓ ' : ''}${title}: done in ${seconds(since)}\n`)
    return result
  } catch (error) {
    stop()
    throw error
  }
}

/** Prints a failure for a person and ends the process; an error that is our own mistake keeps its stack. */
export function fail(error) {
  const problem = asProblem(error)
  const output = problem.output && `${problem.output.replace(/^/gm, '  │ ')}\n`
  process.stderr.write(`${output}✗ ${problem.message}\n  ${problem.mend}\n`)
  process.exit(1)
}

/** The system's refusals (no space, no permission) are a person's to mend, too. */
function asProblem(error) {
  if (error instanceof Problem) return error
  if (!error.syscall) throw error
  return new Problem(`The checkout could not be prepared: ${error.message}.`, adviceFor(error.message))
}
