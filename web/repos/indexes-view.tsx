import { Badge, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { listScipUploads, readAutomatic, type ScipUpload } from '../../src/intel/contract.ts'
import { reading } from '../app/api.ts'
import { CopyButton } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { AutomaticPanel } from './automatic-panel.tsx'
import classes from './indexes-view.module.css'
import { indexers, uploadCommand } from './indexers.ts'
import { commitHref } from './links.ts'
import { shortOid } from './repo-state.ts'
import { walledBy } from './walls.ts'

const colours: Record<ScipUpload['state'], string> = { waiting: 'gray', indexing: 'blue', uploading: 'gray', queued: 'gray', processing: 'blue', completed: 'green', failed: 'red' }
const lookAgainMs = 3_000

const isUnderWay = ({ state }: ScipUpload) => state !== 'completed' && state !== 'failed'

/** The SCIP indexes of a repository, the newest first. */
export function IndexesView({ repo, upload }: { repo: string; upload: number | null }) {
  const isAutomatic = useQuery(reading(readAutomatic, { query: { repo } })).data?.on === true
  const listed = useQuery({ ...reading(listScipUploads, { query: { repo } }), refetchInterval: ({ state }) => (isAutomatic || state.data?.uploads.some(isUnderWay) ? lookAgainMs : false) })
  return (
    <div className={classes.body}>
      <Text size="sm" c="dimmed">Indexes that a compiler's own knowledge went into. Definitions, references and hovers of what they hold are precise; all else is found by search.</Text>
      <AutomaticPanel repo={repo} />
      <Read query={listed}>{({ uploads }) => (uploads.length === 0 ? <NoIndexes /> : <List repo={repo} uploads={uploads} marked={upload} />)}</Read>
    </div>
  )
}

function List({ repo, uploads, marked }: { repo: string; uploads: readonly ScipUpload[]; marked: number | null }) {
  return (
    <div className={classes.scroll}>
      <Table aria-label="SCIP indexes" className={classes.table}>
        <Table.Thead>
          <Table.Tr><Table.Th>State</Table.Th><Table.Th>Indexer</Table.Th><Table.Th>Folder</Table.Th><Table.Th>Commit</Table.Th><Table.Th>Holds</Table.Th><Table.Th>Made</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>{uploads.map((upload) => <Row key={upload.id} repo={repo} upload={upload} isMarked={upload.id === marked} />)}</Table.Tbody>
      </Table>
    </div>
  )
}

function Row({ repo, upload, isMarked }: { repo: string; upload: ScipUpload; isMarked: boolean }) {
  const { state, indexer, indexerVersion, root, commit, createdAt, origin, walls } = upload
  return (
    <Table.Tr aria-current={isMarked || undefined} className={isMarked ? classes.marked : undefined}>
      <Table.Td><Badge className={classes.state} color={colours[state]} variant="light">{state}</Badge></Table.Td>
      <Table.Td>{indexer || 'not known yet'} <Text span size="xs" c="dimmed">{indexerVersion}</Text></Table.Td>
      <Table.Td className="fb-code">{root || '/'}</Table.Td>
      <Table.Td><PlaceLink className="fb-code" href={commitHref({ repo, oid: commit })}>{shortOid(commit)}</PlaceLink></Table.Td>
      <Table.Td className={classes.holds}>{contentOf(upload)}</Table.Td>
      <Table.Td>{origin === 'automatic' ? 'automatically' : 'uploaded'} <Ago time={createdAt} />{walls && <Text size="xs" c="dimmed">within {walledBy[walls]}</Text>}</Table.Td>
    </Table.Tr>
  )
}

/** What an index holds, or why it holds nothing. */
function contentOf({ state, failure, documents, symbols, illFormed }: ScipUpload): string {
  if (failure !== null) return failure
  if (state !== 'completed') return ''
  const left = illFormed > 0 ? `; ${illFormed.toLocaleString('en')} occurrences without a proper range were left out` : ''
  return `${documents.toLocaleString('en')} files, ${symbols.toLocaleString('en')} symbols${left}`
}

function NoIndexes() {
  return (
    <Empty title="No index yet">
      <p>Code can be navigated without one. To make it precise, run the indexer of the language at the top of a checkout, best in the build of each commit, and upload what it wrote:</p>
      <ul className={classes.commands}>
        {indexers.map(({ languages, command }) => <Command key={command} label={languages} command={command} />)}
        <Command label="then" command={uploadCommand} />
      </ul>
      <p>Sourcegraph's <code>src code-intel upload</code> works too.</p>
    </Empty>
  )
}

function Command({ label, command }: { label: string; command: string }) {
  return (
    <li className={classes.command}>
      <span>{label}</span>
      <code>{command}</code>
      <CopyButton text={command} what="Command" />
    </li>
  )
}
