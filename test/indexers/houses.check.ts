import { vi } from 'vitest'
import { describeHouse } from '../navigation/house-checks.ts'

/** For a machine that is busy with other tests; nothing here waits for time to pass. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })

// Of indexers that npm does not bring: run.mjs gets them where it can.
describeHouse('go')
describeHouse('rust')
describeHouse('java')
describeHouse('scala')
describeHouse('c')
describeHouse('cpp')
