import { ActionIcon, Button, FileButton, Group, Table, Text, TextInput } from '@mantine/core'
import { IconTrash, IconUpload } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { listSboms, readSbomDocument, removeSbom, uploadSbom, type UploadedSbom } from '../../src/impact/contract.ts'
import { call, hrefOf } from '../../src/platform/endpoint.ts'
import { forget, reading, useChange, wordsOf } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { commitHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import classes from './impact-page.module.css'

/** Bills of materials for what git cannot show, such as what an image holds besides its code. */
export function SbomsPanel() {
  const { data } = useQuery(reading(listSboms, { query: {} }))
  const may = useMay('intel.upload')
  const sboms = data?.sboms ?? []
  if (!may && sboms.length === 0) return null
  return (
    <details className={classes.ledger}>
      <summary>Bills of materials{sboms.length > 0 && ` (${sboms.length.toLocaleString('en')})`}</summary>
      <Text size="sm" c="dimmed" my={8}>What git cannot show, such as the packages of an image: upload what the build wrote as CycloneDX or SPDX, and it counts at its commit.</Text>
      {may && <Upload />}
      {sboms.length > 0 && <Sboms sboms={sboms} may={may} />}
    </details>
  )
}

function Upload() {
  const client = useQueryClient()
  const [repo, setRepo] = useState('')
  const [rev, setRev] = useState('')
  const upload = useMutation({
    mutationFn: async (file: File) => call(uploadSbom, { query: { repo: repo.trim(), rev: rev.trim() }, body: JSON.parse(await file.text()) as Record<string, unknown> }),
    onSuccess: () => forget(client, listSboms),
  })
  return (
    <>
      <Group gap="xs" align="flex-end">
        <TextInput label="Repository" placeholder="acme/checkout" value={repo} onChange={(event) => setRepo(event.currentTarget.value)} spellCheck={false} />
        <TextInput label="Commit, branch or tag" placeholder="default branch" value={rev} onChange={(event) => setRev(event.currentTarget.value)} spellCheck={false} />
        <FileButton accept=".json" onChange={(file) => file && upload.mutate(file)}>
          {(props) => <Button {...props} variant="default" loading={upload.isPending} disabled={repo.trim() === ''} leftSection={<IconUpload size={14} />}>Upload</Button>}
        </FileButton>
      </Group>
      {upload.error && <Text size="sm" c="red" role="alert" mt={4}>{upload.error instanceof SyntaxError ? 'This is no JSON.' : wordsOf(upload.error)}</Text>}
      {upload.data && <Text size="sm" role="status" mt={4}>{upload.data.name}: {upload.data.packages.toLocaleString('en')} packages{upload.data.unread > 0 && `, and ${upload.data.unread.toLocaleString('en')} parts of kinds that are not read`}.</Text>}
    </>
  )
}

function Sboms({ sboms, may }: { sboms: readonly UploadedSbom[]; may: boolean }) {
  const { mutate } = useChange(removeSbom, { stale: [listSboms] })
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table aria-label="Bills of materials">
        <Table.Thead><Table.Tr><Table.Th>Of</Table.Th><Table.Th>At</Table.Th><Table.Th>Packages</Table.Th><Table.Th>Uploaded</Table.Th><Table.Th aria-label="Remove" /></Table.Tr></Table.Thead>
        <Table.Tbody>
          {sboms.map(({ id, name, format, repo, commit, packages, createdAt, createdBy }) => (
            <Table.Tr key={id}>
              <Table.Td className={classes.breakable}><a href={hrefOf(readSbomDocument, { params: { id } })}>{name}</a><Text size="xs" c="dimmed">{format}</Text></Table.Td>
              <Table.Td className={classes.breakable}>{repo} <PlaceLink className="fb-code" href={commitHref({ repo, oid: commit })}>{commit.slice(0, 10)}</PlaceLink></Table.Td>
              <Table.Td>{packages.toLocaleString('en')}</Table.Td>
              <Table.Td><Ago time={createdAt} /><Text size="xs" c="dimmed">{createdBy}</Text></Table.Td>
              <Table.Td>{may && <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={() => mutate({ params: { id } })}><IconTrash size={16} /></ActionIcon>}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
