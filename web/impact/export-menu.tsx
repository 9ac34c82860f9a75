import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { exportImpact, type ExportFormat } from '../../src/impact/contract.ts'
import { CallFailed, hrefOf, type ProblemBody } from '../../src/platform/endpoint.ts'
import { sayFailed } from '../ui/undo.tsx'
import type { Question } from './question.ts'

const formats: Record<ExportFormat, { label: string; file: string }> = {
  csv: { label: 'CSV, a table', file: 'impact.csv' },
  md: { label: 'Markdown, to read', file: 'impact.md' },
  json: { label: 'JSON, everything', file: 'impact.json' },
  cyclonedx: { label: 'CycloneDX 1.6', file: 'impact.cdx.json' },
  openvex: { label: 'OpenVEX 0.2.0', file: 'impact.openvex.json' },
  sarif: { label: 'SARIF 2.1.0', file: 'impact.sarif' },
}
const names = Object.keys(formats) as ExportFormat[]

/** Saves the answer to the question in a format of the trade. */
export function ExportMenu({ question }: { question: Question }) {
  const [busy, setBusy] = useState(false)
  const save = async (format: ExportFormat) => {
    setBusy(true)
    await download(question, format).catch((error: unknown) => sayFailed(error, 'Not exported'))
    setBusy(false)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" size="compact-sm" leftSection={<IconDownload size={14} />} loading={busy}>Export</Button></Menu.Target>
      <Menu.Dropdown>
        {names.map((format) => <Menu.Item key={format} onClick={() => void save(format)}>{formats[format].label}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  )
}

async function download(question: Question, format: ExportFormat): Promise<void> {
  const response = await fetch(hrefOf(exportImpact, { query: { format }, body: question }), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question), credentials: 'same-origin' })
  if (!response.ok) throw new CallFailed(response.status, (await response.json()) as ProblemBody)
  const url = URL.createObjectURL(await response.blob())
  const link = Object.assign(document.createElement('a'), { href: url, download: formats[format].file })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
