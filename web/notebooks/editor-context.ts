import { createContext, useContext } from 'react'
import type { Block } from '../../src/notebooks/contract.ts'
import type { Kind } from './kinds.ts'

/** What a block may ask of the editor it stands in. The functions never change, so that typing in one block redraws only that one. */
export interface Editor {
  notebookId: string
  readOnly: boolean
  /** Whether its blocks can be jumped to; an earlier version beside the notebook has the same ids. */
  anchored: boolean
  change(block: Block): void
  /** A block of this kind, or this block, behind another; then it is edited. Null is the beginning. */
  add(what: Kind | Block, after: string | null): void
  /** In place of a block that says nothing yet. */
  become(id: string, what: Kind | Block): void
  duplicate(block: Block): void
  remove(id: string): void
  move(id: string, by: 1 | -1): void
  freeze(id: string): Promise<void>
  edit(id: string): void
  /** Ends the editing of this block; nothing happens when another one is edited by now. */
  leave(id: string, options?: { focus?: boolean }): void
}

export const EditorContext = createContext<Editor | null>(null)

export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('A block stands outside of an editor.')
  return editor
}

export interface BlockProps<T extends Block['type']> {
  block: Extract<Block, { type: T }>
  editing: boolean
}
