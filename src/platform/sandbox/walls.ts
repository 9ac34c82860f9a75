/**
 * What the kernel puts around a program, as far as this machine lets us: without it the network is not cut off, and files are kept away by
 * Node's permissions alone (sandbox.ts).
 */
import { spawn } from 'node:child_process'

/** `bubblewrap`: its own files, processes and network. `namespaces`: its own processes and network. `none`: the system lets us do neither. */
export type Walls = 'bubblewrap' | 'namespaces' | 'none'

export interface Enclosed {
  /** Files and folders that may be read. */
  reads: readonly string[]
  /** The only folder that may be written to. */
  writes: string
  cwd: string
}

/** Where programs and the libraries that they need are on every Linux; a system with other places fails the probe. */
const systemFolders = ['/usr', '/lib', '/lib64', '/bin']

/** The first process of a namespace passes over signals that end others, and `unshare` tells of none that ended its child: so a shell goes first. */
const inShell = '"$@"; exit $?'

/** The beginning of a command line that runs what follows it within the walls. */
const commands: Record<Walls, (enclosed: Enclosed) => string[]> = {
  bubblewrap: ({ reads, writes, cwd }) => [
    'bwrap', '--unshare-all', '--die-with-parent', '--cap-drop', 'ALL', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp',
    ...systemFolders.flatMap((folder) => ['--ro-bind-try', folder, folder]),
    ...reads.flatMap((path) => ['--ro-bind', path, path]),
    '--bind', writes, writes, '--chdir', cwd, '--',
  ],
  namespaces: () => ['unshare', '--user', '--map-root-user', '--net', '--ipc', '--uts', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--', '/bin/sh', '-c', inShell, 'sh'],
  none: () => [],
}

export const enclose = (walls: Walls, enclosed: Enclosed): string[] => commands[walls](enclosed)

const probeMs = 10_000

/** The best walls that stand on this machine: found by starting Node within them, as containers and distributions forbid them in many ways. */
export async function findWalls(writes: string): Promise<Walls> {
  for (const walls of ['bubblewrap', 'namespaces'] as const) {
    const [program = '', ...args] = enclose(walls, { reads: [process.execPath], writes, cwd: writes })
    if (await succeeds(program, [...args, process.execPath, '--version'])) return walls
  }
  return 'none'
}

function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { PATH: process.env['PATH'] }, stdio: 'ignore', timeout: probeMs, killSignal: 'SIGKILL' })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}
