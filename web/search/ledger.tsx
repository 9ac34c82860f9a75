import { Anchor, Drawer, ScrollArea, Stack, Table, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconLoader2, type Icon } from '@tabler/icons-react'
import type { Coverage, Ledger, LedgerRow } from '../../src/search/contract.ts'
import { repoHref } from '../repos/links.ts'
import { Ago } from '../ui/time.tsx'
import { columnsOf, countRepositories, isGap, type LedgerColumns, type LedgerSummary, reasonWords, sizeOf, sortRows, stateWords, summarise, unlisted } from './ledger-words.ts'
import classes from './ledger.module.css'

type Account = { ledger: Ledger; coverage?: undefined } | { coverage: Coverage; ledger?: undefined }

const icons: Record<LedgerSummary['state'], Icon> = {
  running: IconLoader2,
  complete: IconCircleCheck,
  incomplete: IconAlertTriangle,
  nothing: IconCircleDashed,
}

/** What was searched and what was left out, in one line; pressing it opens the whole account. */
export function LedgerLine({ running = false, ...account }: Account & { running?: boolean }) {
  const ledger = account.ledger ?? account.coverage
  const [opened, { open, close }] = useDisclosure(false)
  const { state, verdict, parts } = summarise(ledger, running)
  const StateIcon = icons[state]
  return (
    <>
      <UnstyledButton className={classes.line} data-state={state} onClick={open} aria-haspopup="dialog" title="Show what was searched and what was not">
        <StateIcon size={16} stroke={1.8} aria-hidden className={classes.icon} />
        <span className={classes.verdict}>{verdict}</span>
        <span className={classes.parts}>{parts.join(' · ')}</span>
      </UnstyledButton>
      <Drawer opened={opened} onClose={close} position="right" size="xl" title="What was searched">
        {opened && <LedgerTable ledger={ledger} running={running} />}
      </Drawer>
    </>
  )
}

/** The account itself: every repository at its revision, what of it was searched, and what was not, and why. */
export function LedgerTable({ ledger, running = false, summary = true }: { ledger: Ledger | Coverage; running?: boolean; summary?: boolean }) {
  const { verdict, parts } = summarise(ledger, running)
  const others = unlisted(ledger)
  const columns = columnsOf(ledger.rows)
  return (
    <Stack gap="md">
      {summary && (
        <Text>
          <b>{verdict}.</b> {parts.join(' · ')}
        </Text>
      )}
      {ledger.rows.length > 0 && (
        <ScrollArea type="auto">
          <Table className={classes.table} verticalSpacing={6} horizontalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Repository</Table.Th>
                <Table.Th>State</Table.Th>
                {columns.files && <Table.Th ta="right">Files</Table.Th>}
                {columns.commits && <Table.Th ta="right">Commits</Table.Th>}
                {columns.files && <Table.Th ta="right">Size</Table.Th>}
                <Table.Th>Not searched</Table.Th>
                <Table.Th>Fetched</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sortRows(ledger.rows).map((row) => (
                <Row key={`${row.repository}@${row.rev}`} row={row} columns={columns} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      {others > 0 && (
        <Text c="dimmed">
          {ledger.rows.length > 0 ? 'Another ' : ''}
          {countRepositories(others)} searched {running ? 'or waiting, with nothing left out so far' : 'wholly, with nothing left out'}.
        </Text>
      )}
    </Stack>
  )
}

function Row({ row, columns }: { row: LedgerRow; columns: LedgerColumns }) {
  return (
    <Table.Tr>
      <Table.Td className={classes.repository}>
        <Anchor href={repoHref({ repo: row.repository, rev: row.commit ?? '' })}>{row.repository}</Anchor>
        <Text size="xs" c="dimmed" className={classes.revision}>
          {revisionOf(row)}
        </Text>
      </Table.Td>
      <Table.Td>
        <span className={classes.state} data-gap={isGap(row) || undefined}>
          {isGap(row) && <IconAlertTriangle size={14} stroke={1.8} aria-hidden />}
          {stateWords[row.state]}
        </span>
      </Table.Td>
      {columns.files && <Table.Td ta="right">{row.files.toLocaleString('en-US')}</Table.Td>}
      {columns.commits && <Table.Td ta="right">{row.commits.toLocaleString('en-US')}</Table.Td>}
      {columns.files && <Table.Td ta="right" className={classes.size}>{sizeOf(row.bytes)}</Table.Td>}
      <Table.Td>
        <Skips skipped={row.skipped} />
      </Table.Td>
      <Table.Td>{row.fetchedAt ? <Ago time={row.fetchedAt} /> : '—'}</Table.Td>
    </Table.Tr>
  )
}

function revisionOf({ rev, commit }: LedgerRow): string {
  const name = rev === '' || rev === 'HEAD' ? 'default branch' : rev
  return commit === null ? name : `${name} at ${commit.slice(0, 10)}`
}

function Skips({ skipped }: { skipped: LedgerRow['skipped'] }) {
  if (skipped.length === 0) return <Text c="dimmed">nothing left out</Text>
  return (
    <Stack gap={4}>
      {skipped.map(({ reason, count, examples }) => (
        <div key={reason}>
          {count.toLocaleString('en-US')} {reasonWords[reason]}
          {examples.length > 0 && <code className={classes.examples}>{examples.join('\n')}</code>}
        </div>
      ))}
    </Stack>
  )
}
