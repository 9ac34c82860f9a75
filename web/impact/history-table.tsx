import { Table, Text } from '@mantine/core'
import type { DeployedSpan, Impact, UseSpan } from '../../src/impact/contract.ts'
import { commitHref, fileHref } from '../repos/links.ts'
import { shortOid } from '../repos/repo-state.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { utc } from '../ui/time.tsx'
import classes from './impact-page.module.css'

/** Since when until when it stood on the default branches, and ran somewhere. */
export function HistoryTable({ history: { mainlines, deployed } }: Pick<Impact, 'history'>) {
  if (mainlines.length + deployed.length === 0) return null
  return (
    <section aria-label="Since when">
      <h2 className={classes.section}>Since when</h2>
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label="Since when, until when">
          <Table.Thead><Table.Tr><Table.Th>Where</Table.Th><Table.Th>What</Table.Th><Table.Th>From</Table.Th><Table.Th>Until</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {deployed.map((span, at) => <DeployedRow key={`d${at}`} span={span} />)}
            {mainlines.map((span, at) => <MainlineRow key={`m${at}`} span={span} />)}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  )
}

function DeployedRow({ span: { repo, service, environment, package: name, version, from, until } }: { span: DeployedSpan }) {
  return (
    <Table.Tr>
      <Table.Td className={classes.breakable}><b>{service}</b> in {environment}</Table.Td>
      <Table.Td className={classes.breakable}>{name === null ? 'the commit' : `${name} ${version ?? ''}`}</Table.Td>
      <Table.Td><Moment repo={repo} moment={from} /></Table.Td>
      <Table.Td>{until ? <Moment repo={repo} moment={until} /> : <b>still runs</b>}</Table.Td>
    </Table.Tr>
  )
}

function MainlineRow({ span: { repo, project, package: name, version, kind, path, line, from, until } }: { span: UseSpan }) {
  return (
    <Table.Tr>
      <Table.Td className={classes.breakable}>{repo}{project === '' ? '' : ` ${project}`}<Text size="xs" c="dimmed">default branch</Text></Table.Td>
      <Table.Td className={classes.breakable}><PlaceLink href={fileHref({ repo, rev: from.commit, path, lines: { start: line, end: line } })}>{name} {version ?? ''}</PlaceLink><Text size="xs" c="dimmed">{kind}</Text></Table.Td>
      <Table.Td><Moment repo={repo} moment={from} /></Table.Td>
      <Table.Td>{until ? <Moment repo={repo} moment={until} /> : <b>still there</b>}</Table.Td>
    </Table.Tr>
  )
}

function Moment({ repo, moment: { commit, time } }: { repo: string; moment: { commit: string; time: string } }) {
  return (
    <>
      {utc(time).replace(/:\d\d UTC$/, ' UTC')}
      <Text size="xs"><PlaceLink className="fb-code" href={commitHref({ repo, oid: commit })}>{shortOid(commit)}</PlaceLink></Text>
    </>
  )
}
