import { Menu, UnstyledButton } from '@mantine/core'
import { useGo } from '../ui/place-link.tsx'
import { SymbolIcon } from '../ui/symbol-icon.tsx'
import classes from './symbol-sidebar.module.css'
import type { SymbolNode } from './symbol-tree.ts'
import type { FileSymbols } from './use-symbols.ts'

/** The class, the method, … around the line that is read, each with those beside it in a menu. */
export function SymbolCrumbs({ symbols: { path, roots }, hrefOf }: { symbols: FileSymbols; hrefOf: (node: SymbolNode) => string }) {
  return (
    <span className={classes.crumbs}>
      {path.map((node) => <Crumb key={`${node.symbol.line}:${node.symbol.name}`} node={node} beside={node.parent?.children ?? roots} hrefOf={hrefOf} />)}
    </span>
  )
}

function Crumb({ node, beside, hrefOf }: { node: SymbolNode; beside: readonly SymbolNode[]; hrefOf: (node: SymbolNode) => string }) {
  const go = useGo()
  return (
    <>
      <span className={classes.between} aria-hidden>›</span>
      <Menu position="bottom-start" shadow="md" withinPortal keepMounted={false}>
        <Menu.Target>
          <UnstyledButton className={classes.crumb} title={`${node.symbol.kind} ${node.symbol.name}, line ${node.symbol.line}`}>
            <SymbolIcon kind={node.symbol.kind} className={classes.icon} />
            <span className={classes.name}>{node.symbol.name}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          {beside.map((one) => (
            <Menu.Item key={`${one.symbol.line}:${one.symbol.column}:${one.symbol.name}`} leftSection={<SymbolIcon kind={one.symbol.kind} className={classes.icon} />} onClick={() => go(hrefOf(one))} fw={one === node ? 600 : undefined}>
              {one.symbol.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
