import { Group, Text } from '@mantine/core'
import type { Answer } from '../../src/platform/endpoint.ts'
import type { readFile } from '../../src/repos/contract.ts'
import { FileOwners } from './file-owners.tsx'
import { counted, sizeWords } from './repo-state.ts'
import classes from './repo-page.module.css'

export type File = Answer<typeof readFile>

/** Lines, size, language and encoding, where they are known, and who owns the file. */
export function About({ file }: { file: File }) {
  const { lines, size, language, encoding } = file
  const parts = [lines === null ? '' : counted(lines, 'line'), sizeWords(size), language ?? '', encoding && encoding !== 'utf-8' ? encoding : ''].filter(Boolean)
  return (
    <Group gap="0 10px" className={classes.about}>
      <Text span size="xs" c="dimmed">{parts.join(' · ')}</Text>
      <FileOwners file={file} />
    </Group>
  )
}
