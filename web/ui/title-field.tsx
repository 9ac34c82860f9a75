import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './title-field.module.css'

interface Props {
  value: string
  /** Called with the trimmed text when it is new and not empty. */
  onChange: (value: string) => void
  label: string
  readOnly?: boolean
}

/** The title of a page, which becomes a field when pressed. Enter and leaving keep what was typed, Escape does not. */
export function TitleField({ value, onChange, label, readOnly = false }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const end = (text: string | null) => {
    setTyped(null)
    const next = text?.trim() ?? ''
    if (next !== '' && next !== value) onChange(next)
  }
  if (typed === null)
    return (
      <h1 className={classes.title} title={value}>
        {readOnly ? (
          <span className={classes.words}>{value}</span>
        ) : (
          <button type="button" className={classes.button} onClick={() => setTyped(value)} aria-label={`${label}: ${value}. Change it`}>
            <span className={classes.words}>{value}</span>
            <IconPencil size={14} aria-hidden className={classes.pencil} />
          </button>
        )}
      </h1>
    )
  return (
    <input
      className={classes.field}
      aria-label={label}
      value={typed}
      maxLength={300}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => end(typed)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(typed)
        if (event.key === 'Escape') end(null)
      }}
    />
  )
}
