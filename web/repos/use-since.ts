import { useState } from 'react'
import { useShortcuts } from '../ui/shortcuts.tsx'

/** Whether the history of the selected line is shown. */
export interface Since {
  shown: boolean
  toggle: () => void
}

/** It goes on being shown for the next line of the same file (`key`). The key is there before the file is, so that nobody has to wait to press it. */
export function useSince(key: string, hasLine: boolean): Since {
  const [shownFor, setShownFor] = useState('')
  const shown = shownFor === key
  const toggle = () => setShownFor(shown ? '' : key)
  useShortcuts(hasLine ? [{ keys: 'w', label: 'Since when this line stands, and in which releases', group: 'File', run: toggle }] : [], [key, shown, hasLine])
  return { shown, toggle }
}
