import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'

/** Copies and says so. Where the browser refuses (a page without https), the text is shown to be copied by hand. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    notifications.show({ message: `${what} copied`, autoClose: 2000 })
  } catch {
    notifications.show({ title: `Copy ${what.toLowerCase()} by hand`, message: text, autoClose: false })
  }
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false)
  const copy = async () => {
    await copyText(text, what)
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  return (
    <Tooltip label={`Copy ${what.toLowerCase()}`}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Copy ${what.toLowerCase()}`} onClick={copy}>
        {done ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}
