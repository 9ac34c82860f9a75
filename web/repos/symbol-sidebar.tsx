import { CloseButton, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { PlaceLink } from '../ui/place-link.tsx'
import { SymbolIcon } from '../ui/symbol-icon.tsx'
import { moveInRows } from '../ui/row-keys.ts'
import classes from './symbol-sidebar.module.css'
import { filterTree, type SymbolNode } from './symbol-tree.ts'
import type { FileSymbols } from './use-symbols.ts'

interface Props {
  symbols: FileSymbols
  hrefOf: (node: SymbolNode) => string
  /** Called when one was chosen. */
  onChoose?: () => void
}

const reasons: Record<FileSymbols['state'], string> = {
  waiting: '',
  done: 'Nothing is defined under a name here.',
  no_grammar: 'Symbols of this language cannot be read.',
  failed: 'The symbols of this file could not be read.',
  missing: 'The source of the repository lacks this file.',
}

/** What the file defines, each under what it stands in. The one around the line that is read is marked. */
export function SymbolSidebar({ symbols: { roots, path, state }, hrefOf, onChoose }: Props) {
  const [letters, setLetters] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => filterTree(roots, letters), [roots, letters])
  const current = path.at(-1)?.symbol
  useEffect(() => {
    if (current) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const intoList = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
    event.preventDefault()
    const first = list.current?.querySelector<HTMLElement>('[data-row]')
    if (event.key === 'Enter') first?.click()
    else first?.focus()
  }
  return (
    <nav className={classes.sidebar} aria-label="Symbols of this file">
      <TextInput size="xs" className={classes.filter} value={letters} onChange={(event) => setLetters(event.currentTarget.value)} onKeyDown={intoList} placeholder="Filter symbols" aria-label="Filter symbols" spellCheck={false} rightSection={letters !== '' && <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setLetters('')} />} />
      <div ref={list} className={classes.list} onKeyDown={moveInRows}>
        {shown.length > 0 ? <Nodes nodes={shown} depth={0} isCurrent={({ symbol }) => symbol === current} hrefOf={hrefOf} onChoose={onChoose} /> : <p className={classes.none}>{roots.length > 0 ? 'No symbol has these letters.' : reasons[state]}</p>}
      </div>
    </nav>
  )
}

interface NodesProps extends Pick<Props, 'hrefOf'> {
  nodes: readonly SymbolNode[]
  depth: number
  isCurrent: (node: SymbolNode) => boolean
  onChoose: (() => void) | undefined
}

/** Deeper ones are not moved further in. */
const maxIndent = 6

function Nodes({ nodes, depth, ...rest }: NodesProps) {
  const { isCurrent, hrefOf, onChoose } = rest
  return (
    <ul className={classes.nodes}>
      {nodes.map((node) => (
        <li key={`${node.symbol.line}:${node.symbol.column}:${node.symbol.name}`}>
          <PlaceLink href={hrefOf(node)} className={classes.node} style={{ paddingLeft: 8 + Math.min(depth, maxIndent) * 14 }} aria-current={isCurrent(node) ? 'location' : undefined} title={`${node.symbol.kind} ${node.symbol.name}, line ${node.symbol.line}`} onClick={onChoose} data-row>
            <SymbolIcon kind={node.symbol.kind} className={classes.icon} />
            <span className={classes.name}>{node.symbol.name}</span>
          </PlaceLink>
          {node.children.length > 0 && <Nodes nodes={node.children} depth={depth + 1} {...rest} />}
        </li>
      ))}
    </ul>
  )
}
