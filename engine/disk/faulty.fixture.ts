import { realDisk, type Disk, type DiskFile } from './disk.ts'

/** The disk refused, or the power went. */
export class DiskFault extends Error {}

/** What happens at the step that goes wrong: an error that is told, a write that is cut in half, or the end of everything. */
export type Fault = 'refuse' | 'tear' | 'stop'

/** The real disk, but for syncing: a test does not pull the plug, and waiting for the platter is most of its time. */
export const quickDisk: Disk = {
  ...realDisk,
  create: (path) => ({ ...realDisk.create(path), sync: () => {} }),
  syncFolder: () => {},
}

/**
 * A disk on which the `at`-th step that changes anything goes wrong; `stop` lets no later step happen either, as a power cut
 * would. With `at` Infinity it counts the steps.
 */
export function faultyDisk(at: number, fault: Fault): Disk & { steps(): number } {
  let steps = 0
  const step = (act: () => void, tear: () => void = () => {}) => {
    steps += 1
    if (steps < at || (steps > at && fault !== 'stop')) return act()
    if (steps === at && fault === 'tear') tear()
    throw new DiskFault(`step ${steps}`)
  }
  const wrap = (file: DiskFile): DiskFile => ({
    write: (bytes) => step(() => file.write(bytes), () => file.write(bytes.subarray(0, bytes.length >> 1))),
    sync: () => step(() => file.sync()),
    close: () => file.close(),
  })
  return {
    ...quickDisk,
    create(path) {
      let created: DiskFile | null = null
      step(() => (created = quickDisk.create(path)))
      if (created === null) throw new DiskFault('no file')
      return wrap(created)
    },
    rename: (from, to) => step(() => quickDisk.rename(from, to)),
    remove: (path) => step(() => quickDisk.remove(path)),
    syncFolder: () => step(() => {}),
    steps: () => steps,
  }
}
