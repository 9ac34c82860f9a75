import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLink, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { PinButton } from '../incidents/pin.tsx'
import { copyText } from '../ui/copy.tsx'
import { pieces, type Mark } from './result-rows.ts'
import classes from './search-result.module.css'

interface Props {
  icon: Icon
  /** Where the result leads. */
  href: string
  facts: ReactNode
  /** What the button of the row pins, where it has one. */
  pin?: Parameters<typeof PinButton>[0]['what'] | undefined
  /** The name of the result, with its link. */
  children: ReactNode
}

/** The first line of a result: what it is, a few facts, and what can be done with it. */
export function Head({ icon: Icon, href, facts, pin, children }: Props) {
  return (
    <div className={classes.head}>
      <Icon size={16} stroke={1.6} aria-hidden className={classes.icon} />
      <span className={classes.name}>{children}</span>
      <span className={classes.facts}>{facts}</span>
      <span className={classes.actions}>
        {pin && <span data-result-pin><PinButton what={pin} /></span>}
        <Tooltip label="Copy the link">
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Copy the link" onClick={() => void copyText(`${window.location.origin}${href}`, 'Link')}>
            <IconLink size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </span>
    </div>
  )
}

/** Presses the pin of the result that has the focus; false where none has, or it cannot be pinned. */
export function pinFocused(): boolean {
  const button = document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-result-pin] button')
  button?.click()
  return button !== null && button !== undefined
}

export function Marked({ text, marks }: { text: string; marks: readonly Mark[] }) {
  return pieces(text, marks).map((piece, at) => (piece.marked ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>))
}
