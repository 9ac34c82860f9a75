import { Text } from '@mantine/core'
import type { Answer } from '../../src/platform/endpoint.ts'
import type { readFile } from '../../src/repos/contract.ts'
import { counted, sizeWords } from './repo-state.ts'
import classes from './repo-page.module.css'

export type File = Answer<typeof readFile>

/** Lines, size, language and encoding, where they are known. */
export function About({ file: { lines, size, language, encoding } }: { file: File }) {
  const parts = [lines === null ? '' : counted(lines, 'line'), sizeWords(size), language ?? '', encoding && encoding !== 'utf-8' ? encoding : ''].filter(Boolean)
  return <Text size="xs" c="dimmed" className={classes.about}>{parts.join(' · ')}</Text>
}
