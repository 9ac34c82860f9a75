import { Textarea } from '@mantine/core'
import { useEffect, useRef, type ClipboardEvent, type KeyboardEvent, type RefObject } from 'react'

interface Props {
  field: RefObject<HTMLTextAreaElement | null>
  submit: () => void
  label?: string
}

/** Browsers take minutes to type thousands of lines into a field; put there at once they are there at once, but cannot be undone. */
const longText = 20_000

/**
 * A field for megabytes: the text stays in the element and is read from it when it is needed. A paste into the empty field,
 * or anywhere on the page where nothing is being typed, is all that is meant, so it is submitted at once. The field does not
 * take the focus by itself, so that the keys of the page work.
 */
export function PasteBox({ field, submit, label = 'Paste a stack trace, a log or an alert' }: Props) {
  usePasteAnywhere(field, submit)
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    submit()
  }
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    if (event.currentTarget.value !== '') return
    const text = event.clipboardData.getData('text')
    if (text.length > longText) {
      event.preventDefault()
      event.currentTarget.value = text
    }
    setTimeout(submit) // once the text is in the field
  }
  return <Textarea ref={field} label={label} placeholder={placeholder} autosize={false} rows={8} spellCheck={false} onKeyDown={press} onPaste={paste} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }} />
}

function usePasteAnywhere(field: RefObject<HTMLTextAreaElement | null>, submit: () => void): void {
  const latest = useRef(submit)
  latest.current = submit
  useEffect(() => {
    const take = (event: globalThis.ClipboardEvent) => {
      const text = event.clipboardData?.getData('text') ?? ''
      if (event.defaultPrevented || text.trim() === '' || !field.current || isEditable(event.target)) return
      event.preventDefault()
      field.current.value = text
      latest.current()
    }
    document.addEventListener('paste', take)
    return () => document.removeEventListener('paste', take)
  }, [field])
}

const isEditable = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

const placeholder = `TypeError: Cannot read properties of undefined (reading 'rate')
    at taxFor (/srv/app/src/tax.js:14:31)
    …`
