import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightSpecialChars, keymap } from '@codemirror/view'
import { syntaxHighlighting } from '@codemirror/language'
import { colours } from './code-colours.ts'
import { languageNow, loadLanguage } from './code-language.ts'
import { codeOf, hiddenCharacters, nameOfCharacter } from './hidden-characters.ts'

/** What every code view has: it can be read, searched and selected in, and not written to. */
export function baseExtensions(label: string): Extension {
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, role: 'textbox', 'aria-readonly': 'true', 'aria-multiline': 'true' }),
    EditorState.tabSize.of(4),
    highlightSpecialChars({ specialChars: hiddenCharacters, render: renderHidden }),
    highlightSelectionMatches({ minSelectionLength: 3, wholeWords: true }),
    drawSelection(),
    search({ top: true }),
    keymap.of(searchKeymap),
    syntaxHighlighting(colours),
    theme,
  ]
}

function renderHidden(code: number): HTMLElement {
  const shown = document.createElement('span')
  const character = String.fromCodePoint(code)
  shown.className = 'fb-hidden-character'
  shown.textContent = codeOf(character)
  shown.title = nameOfCharacter(character)
  shown.setAttribute('aria-label', nameOfCharacter(character))
  return shown
}

/** A line longer than this is not written by people, and colouring it would hold up the page. */
const maxColouredLine = 20_000

/** What colours a text, and what does so at once: nothing, until the language is loaded. */
export function languageExtension(path: string, text: string): { now: Extension; later: Promise<Extension> | null } {
  if (hasLineLongerThan(text, maxColouredLine)) return { now: [], later: null }
  const now = languageNow(path)
  return { now: now ?? [], later: now ? null : loadLanguage(path).then((language) => language ?? []) }
}

export function hasLineLongerThan(text: string, length: number): boolean {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start)
    if ((end < 0 ? text.length : end) - start > length) return true
    if (end < 0) return false
    start = end + 1
  }
  return false
}

const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-text)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '20px' },
  '.cm-content': { padding: '8px 0 24px' },
  '.cm-line': { padding: '0 16px 0 8px' },
  '.cm-gutters': { backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '52px', padding: '0 8px', cursor: 'pointer', userSelect: 'none' },
  '.cm-lineNumbers .cm-gutterElement:hover': { color: 'var(--fb-link)' },
  '.fb-selected-line': { backgroundColor: 'var(--fb-focus)' },
  '.cm-gutterElement.fb-selected-line': { color: 'var(--mantine-color-text)', boxShadow: 'inset 3px 0 0 var(--mantine-primary-color-filled)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'color-mix(in srgb, var(--mantine-primary-color-filled) 28%, transparent)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--mantine-primary-color-filled) 16%, transparent)' },
  '.fb-name-link': { color: 'var(--fb-link)', textDecoration: 'underline', cursor: 'pointer' },
  '.cm-tooltip.fb-card': { maxWidth: 'min(560px, calc(100vw - 32px))', border: '1px solid var(--fb-line)', borderRadius: '6px', backgroundColor: 'var(--fb-raised)', color: 'inherit', boxShadow: 'var(--mantine-shadow-md)', fontFamily: 'var(--mantine-font-family)', fontSize: '14px', lineHeight: '20px' },
  '.cm-searchMatch': { backgroundColor: 'var(--fb-mark)', color: 'var(--fb-mark-text)' },
  '.cm-searchMatch-selected': { outline: '2px solid var(--mantine-primary-color-filled)' },
  '.cm-panels': { backgroundColor: 'var(--fb-raised)', color: 'var(--mantine-color-text)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--fb-line)' },
  '.cm-panel.cm-search': { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 8px', padding: '8px 32px 8px 12px', fontFamily: 'var(--mantine-font-family)', fontSize: '12px' },
  '.cm-panel.cm-search br': { display: 'none' },
  '.cm-panel.cm-search label': { display: 'inline-flex', alignItems: 'center', gap: '4px', fontSize: '12px' },
  '.cm-textfield': { height: '28px', minWidth: '200px', border: '1px solid var(--fb-line)', borderRadius: '6px', padding: '0 8px', background: 'var(--mantine-color-body)', color: 'inherit', fontSize: '13px' },
  '.cm-button': { height: '28px', border: '1px solid var(--fb-line)', borderRadius: '6px', padding: '0 10px', background: 'var(--fb-sunken)', color: 'inherit', fontSize: '12px' },
  '.cm-panel.cm-search [name=close]': { top: '8px', right: '12px', color: 'inherit', fontSize: '18px', cursor: 'pointer' },
})
