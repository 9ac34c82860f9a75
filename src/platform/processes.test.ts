/** Time, memory, death, signals and closing are tested with what stands on it, in `syntax/syntax.test.ts`. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Asked } from './processes.fixture.ts'
import { startProcesses } from './processes.ts'

/** Acts of one process, asked together, and what comes of each. */
const check = (acts: readonly Asked['act'][], expected: readonly string[]) =>
  test(`${acts.join()} → ${expected.join()}`, async () => {
    const processes = startProcesses<Asked, string>({ module: new URL('./processes.fixture.ts', import.meta.url), processes: 1 })
    onTestFinished(() => processes.close())
    const told = acts.map(async (act, at) => {
      const ran = await processes.run({ act, text: `${at}` }, { limitMs: 10_000 })
      return 'lost' in ran ? ran.lost : `${ran.answer} by ${ran.process}`
    })
    expect(await Promise.all(told.map((one) => one.catch(String)))).toEqual(expected)
  })

check(['echo', 'echo'], ['0 by 1', '1 by 1'])
check(['echoLater', 'echo'], ['0 by 1', '1 by 1'])
check(['throw', 'echo'], ['Error: 0', '1 by 1'])
check(['throwLater', 'echo'], ['Error: 0', '1 by 1'])

test('a process that has nothing to do is ended, and another one started for what comes then', async () => {
  const processes = startProcesses<Asked, string>({ module: new URL('./processes.fixture.ts', import.meta.url), processes: 1, idleMs: 50 })
  onTestFinished(() => processes.close())
  const ask = (act: Asked['act']) => processes.run({ act, text: '' }, { limitMs: 10_000 })
  const asked = [await ask('pid'), await ask('echoLater')]
  expect(asked).toMatchObject([{ process: 1 }, { process: 1 }])
  const pid = Number(asked.map((ran) => ('answer' in ran ? ran.answer : ''))[0])
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000 })
  expect(await ask('echo')).toMatchObject({ process: 2 })
})

/** A parent that has a process linger, and tells its number. */
const parent = `
  import { startProcesses } from '${new URL('./processes.ts', import.meta.url)}'
  const processes = startProcesses({ module: new URL('${new URL('./processes.fixture.ts', import.meta.url)}'), processes: 1 })
  const { answer } = await processes.run({ act: 'pid', text: '' }, { limitMs: 60_000 })
  void processes.run({ act: 'linger', text: '' }, { limitMs: 60_000 })
  console.log(answer)
`

test('a process ends when its parent is killed, whatever it waits for', async () => {
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', parent], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void killed.kill('SIGKILL'))
  const [told] = await once(killed.stdout, 'data') as [Buffer]
  killed.kill('SIGKILL')
  await vi.waitFor(() => expect(() => process.kill(Number(told), 0)).toThrow('ESRCH'), { timeout: 20_000 })
})
