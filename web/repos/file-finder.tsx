import { Modal, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import { findFiles } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import type { Here } from './here.ts'
import { fileHref } from './links.ts'
import classes from './repo-page.module.css'

/** Finds a file by some letters of its path. */
export function FileFinder({ here, close }: { here: Here; close: () => void }) {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [query] = useDebouncedValue(typed.trim(), 60)
  const { data } = useQuery({ ...reading(findFiles, { query: { repo: here.repo, rev: here.commit, query, limit: 50 } }), placeholderData: (before) => before })
  const go = useGo()
  const paths = data?.paths ?? []
  const hrefOf = (path: string) => fileHref({ repo: here.repo, rev: here.rev, path })
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const path = paths[at]
    if (by) setAt(Math.max(0, Math.min(paths.length - 1, at + by)))
    else if (event.key === 'Enter' && path) {
      go(hrefOf(path))
      close()
    } else return
    event.preventDefault()
  }
  return (
    <Modal opened onClose={close} title={`Find a file in ${here.repo}`} size="lg" yOffset="10vh">
      <TextInput
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKey}
        placeholder="Some letters of the path, in order"
        aria-label="Some letters of the path, in order"
        spellCheck={false}
        role="combobox"
        aria-expanded
        aria-controls="found-files"
        aria-activedescendant={`found-file-${at}`}
      />
      <ul className={classes.found} id="found-files" role="listbox" aria-label="Files">
        {paths.map((path, index) => (
          <li key={path} id={`found-file-${index}`} role="option" aria-selected={index === at} ref={index === at ? (row) => row?.scrollIntoView({ block: 'nearest' }) : undefined}>
            <PlaceLink href={hrefOf(path)} onClick={close} tabIndex={-1}>{path}</PlaceLink>
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" role="status">{data ? (paths.length === 0 ? 'No path holds these letters in this order.' : `${paths.length.toLocaleString('en')} of ${data.total.toLocaleString('en')} files`) : ' '}</Text>
    </Modal>
  )
}
