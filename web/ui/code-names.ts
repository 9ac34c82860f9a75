import { syntaxTree } from '@codemirror/language'
import { StateEffect, StateField, type Extension } from '@codemirror/state'
import { Decoration, EditorView, type ViewUpdate } from '@codemirror/view'
import { nameCards, tokenInState, tokenUnder, type CardHandlers } from './code-card.ts'
import { cursorKeys } from './code-cursor.ts'
import { sameToken, unitsBefore, type CodeToken } from './code-token.ts'

/** What can be done with the names of a text. */
export interface NameHandlers extends CardHandlers {
  /** The name at the cursor, as the reader moves it. */
  onName(token: CodeToken | null): void
  /** By a finger, which can rest on nothing: the name was touched a second time, or for long. */
  onTouch(token: CodeToken): void
  goToDefinition(token: CodeToken): void
  findReferences(token: CodeToken): void
}

/** Makes the names of a text ones that can be pointed at: by the pointer, a finger and the keyboard. */
export function names(handlers: NameHandlers): Extension {
  return [
    nameCards(handlers),
    linkField,
    EditorView.domEventHandlers(pointerHandlers(handlers)),
    touches(handlers),
    EditorView.updateListener.of((update) => (update.selectionSet || isReadAnew(update)) && handlers.onName(nameAtCursor(update.view))),
    cursorKeys,
  ]
}

/** What is a keyword or a comment is known when the language is loaded and the text has been read so far. */
const isReadAnew = ({ startState, state }: ViewUpdate): boolean => syntaxTree(startState) !== syntaxTree(state)

/** The name that the cursor is in or beside. */
export function nameAtCursor(view: EditorView): CodeToken | null {
  return tokenInState(view, view.state.selection.main.head)?.token ?? null
}

const setLink = StateEffect.define<CodeToken | null>()

/** The name that a click would follow now. */
const linkField = StateField.define<CodeToken | null>({
  create: () => null,
  update: (link, { effects }) => effects.reduce((before, effect) => (effect.is(setLink) ? effect.value : before), link),
  provide: (field) => EditorView.decorations.from(field, (link) => (view) => (link ? underline(view, link) : Decoration.none)),
})

function underline({ state }: EditorView, { line: number, column, text }: CodeToken) {
  const line = state.doc.line(number)
  const from = line.from + unitsBefore(line.text, column - 1)
  return Decoration.set(Decoration.mark({ class: 'fb-name-link' }).range(from, from + text.length))
}

const isMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac')
const follows = (event: MouseEvent | KeyboardEvent): boolean => (isMac ? event.metaKey : event.ctrlKey)

function pointerHandlers({ goToDefinition }: NameHandlers) {
  const show = (view: EditorView, token: CodeToken | null) => {
    if (!sameToken(token, view.state.field(linkField))) view.dispatch({ effects: setLink.of(token) })
  }
  return {
    mousemove: (event: MouseEvent, view: EditorView) => show(view, follows(event) ? tokenUnder(view, event) : null),
    mouseleave: (_: MouseEvent, view: EditorView) => show(view, null),
    keyup: (_: KeyboardEvent, view: EditorView) => show(view, null),
    mousedown: (event: MouseEvent, view: EditorView) => {
      const token = event.button === 0 && follows(event) ? tokenUnder(view, event) : null
      if (!token) return false
      event.preventDefault()
      show(view, null)
      goToDefinition(token)
      return true
    },
  }
}

/** A touch puts the cursor onto a name; another on the same name, or a long one, asks what it is. */
function touches({ onTouch }: NameHandlers): Extension {
  let before: CodeToken | null = null
  let byFinger = false
  return EditorView.domEventHandlers({
    pointerdown: ({ pointerType }, view) => {
      byFinger = pointerType === 'touch'
      before = byFinger ? nameAtCursor(view) : null
    },
    click: (event, view) => {
      const token = byFinger ? tokenUnder(view, event) : null
      if (token && sameToken(token, before)) onTouch(token)
      else if (token) view.dispatch({ selection: { anchor: view.posAtCoords({ x: event.clientX, y: event.clientY }, false) } })
    },
    contextmenu: (event, view) => {
      const token = byFinger ? tokenUnder(view, event) : null
      if (!token) return false
      onTouch(token)
      return true
    },
  })
}
