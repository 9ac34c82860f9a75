/** What runs in the processes of `processes.test.ts`: does as it is told. */

import { setTimeout as wait } from 'node:timers/promises'
import { answerParent } from './processes.ts'

const acts = {
  echo: ({ text }: Asked) => text,
  echoLater: ({ text }: Asked) => wait(10, text),
  pid: () => `${process.pid}`,
  linger: ({ text }: Asked) => wait(60_000, text),
  throw: ({ text }: Asked) => {
    throw new Error(text)
  },
  throwLater: async ({ text }: Asked) => {
    await wait(10)
    throw new Error(text)
  },
}

export type Asked = { act: keyof typeof acts; text: string }

answerParent((asked: Asked) => acts[asked.act](asked))
