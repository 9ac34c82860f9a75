import { Textarea } from '@mantine/core'
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react'

interface Props {
  field: RefObject<HTMLTextAreaElement | null>
  submit: () => void
  label?: string
}

/**
 * A field for megabytes: the text stays in the element and is read from it when it is needed. A paste into the empty field
 * is all that is meant, so it is submitted at once.
 */
export function PasteBox({ field, submit, label = 'Paste a stack trace, a log or an alert' }: Props) {
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    submit()
  }
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    if (event.currentTarget.value === '') setTimeout(submit) // once the text is in the field
  }
  return <Textarea ref={field} label={label} placeholder={placeholder} autosize={false} rows={8} autoFocus spellCheck={false} onKeyDown={press} onPaste={paste} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }} />
}

const placeholder = `TypeError: Cannot read properties of undefined (reading 'rate')
    at taxFor (/srv/app/src/tax.js:14:31)
    …`
