export type Phase = 'counting' | 'compressing' | 'receiving' | 'resolving'

/** How far a clone or fetch is. `percent` and `total` are null while git does not know the whole. `bytes` is what came over the network. */
export interface Progress {
  readonly phase: Phase
  readonly percent: number | null
  readonly done: number
  readonly total: number | null
  readonly bytes: number | null
}

const PHASES: Readonly<Record<string, Phase>> = {
  'remote: Enumerating objects': 'counting',
  'remote: Counting objects': 'counting',
  'remote: Compressing objects': 'compressing',
  'Receiving objects': 'receiving',
  'Resolving deltas': 'resolving',
}

const LINE = /^([A-Za-z: ]{1,40}): +(?:(\d{1,3})% \()?(\d{1,15})(?:\/(\d{1,15})\))?(?:, ([\d.]{1,12}) (bytes|[KMG]iB))?/
const UNIT: Readonly<Record<string, number>> = { bytes: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

/** One line of git's `--progress` as numbers; null for any other line. */
export function parseProgress(line: string): Progress | null {
  const match = LINE.exec(line)
  const phase = match && PHASES[match[1] ?? '']
  if (!phase) return null
  const [, , percent, done, total, amount, unit] = match
  return {
    phase, done: Number(done), total: total === undefined ? null : Number(total),
    percent: percent === undefined ? null : Math.min(100, Number(percent)),
    bytes: amount === undefined ? null : Math.round(Number(amount) * (UNIT[unit ?? ''] ?? 1)),
  }
}

/** Turns pieces of stderr into progress events. Git rewrites its line with a carriage return, and pieces end anywhere. */
export function progressReader(onProgress: (progress: Progress) => void): (text: string) => void {
  let rest = ''
  return text => {
    const lines = (rest + text).split(/[\r\n]/)
    rest = (lines.pop() ?? '').slice(0, 1024)
    for (const line of lines) {
      const progress = parseProgress(line)
      if (progress) onProgress(progress)
    }
  }
}
