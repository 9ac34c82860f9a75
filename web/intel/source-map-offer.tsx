import { Alert, Button, FileButton, Group, Text, TextInput } from '@mantine/core'
import { IconMap, IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { uploadSourceMap, type Located } from '../../src/intel/contract.ts'
import { CallFailed, hrefOf, type ProblemBody } from '../../src/platform/endpoint.ts'
import { wordsOf } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { fileOfMap, filesWithoutMap } from './trace-words.ts'

interface Props {
  located: Located
  /** Locates the same text again. */
  again: () => void
}

/** Offers to upload the source maps of minified files for which none is known. */
export function SourceMapOffer({ located, again }: Props) {
  const may = useMay('intel.upload')
  const [release, setRelease] = useState('')
  const files = filesWithoutMap(located)
  const upload = useMutation({ mutationFn: (maps: File[]) => sendAll(maps, { release: release.trim(), files }), onSuccess: again })
  if (files.length === 0) return null
  return (
    <Alert color="gray" variant="light" icon={<IconMap size={18} />} title={files.length === 1 ? 'A minified file has no source map here' : `${files.length} minified files have no source map here`}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {files.slice(0, 5).join(', ')}{files.length > 5 && `, and ${files.length - 5} more`}. With the map that the build wrote beside it, its frames lead to the source. It is kept here, and nothing is fetched from anywhere.
      </Text>
      {may && (
        <Group gap="xs" align="flex-end" mt="xs">
          <TextInput size="xs" label="Release" placeholder="1.4.0" maxLength={200} spellCheck={false} value={release} onChange={(event) => setRelease(event.currentTarget.value)} />
          <FileButton multiple accept=".map,.json" onChange={(maps) => maps.length > 0 && upload.mutate(maps)}>
            {(props) => <Button {...props} size="xs" loading={upload.isPending} leftSection={<IconUpload size={14} />}>Upload source maps</Button>}
          </FileButton>
        </Group>
      )}
      {upload.error && <Text size="sm" c="red" role="alert" mt="xs">{wordsOf(upload.error)}</Text>}
    </Alert>
  )
}

async function sendAll(maps: readonly File[], { release, files }: { release: string; files: readonly string[] }): Promise<void> {
  for (const map of maps) {
    const response = await fetch(hrefOf(uploadSourceMap, { query: { release, file: fileOfMap(map.name, files) } }), { method: 'POST', body: map, credentials: 'same-origin' })
    if (!response.ok) throw new CallFailed(response.status, (await response.json()) as ProblemBody)
  }
}
