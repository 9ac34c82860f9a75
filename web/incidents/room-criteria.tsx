import { ActionIcon, Checkbox, TextInput, UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { ExitCriterion, Incident } from '../../src/incidents/contract.ts'
import { useMay } from '../app/me.ts'
import { randomId } from '../ui/random-id.ts'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { offerUndo } from '../ui/undo.tsx'
import { metWords, reworded, toggled } from './criteria.ts'
import classes from './room-criteria.module.css'
import { RoomSection } from './room-section.tsx'
import { useUpdate } from './use-incident.ts'

const most = 50

/** What must hold before it is over, in statements that can be checked. */
export function RoomCriteria({ incident }: { incident: Incident }) {
  const update = useUpdate(incident)
  const mayWrite = useMay('incidents.write')
  const criteria = incident.exitCriteria
  const set = (exitCriteria: ExitCriterion[], onDone?: () => void) => update({ exitCriteria }, onDone)
  const remove = (id: string) => set(reworded(criteria, id, ''), () => offerUndo({ message: 'Exit criterion removed', undo: () => set(criteria) }))
  return (
    <RoomSection title="Exit criteria" actions={criteria.length > 0 && <span className={classes.met}>{metWords(criteria)}</span>}>
      {criteria.map((criterion) => (
        <Criterion key={criterion.id} criterion={criterion} readOnly={!mayWrite} toggle={() => set(toggled(criteria, criterion.id))} reword={(text) => (text.trim() === '' ? remove(criterion.id) : set(reworded(criteria, criterion.id, text)))} remove={() => remove(criterion.id)} />
      ))}
      {mayWrite && criteria.length < most && <AddCriterion add={(text, onDone) => set([...criteria, { id: randomId(), text, met: false }], onDone)} isFirst={criteria.length === 0} />}
    </RoomSection>
  )
}

interface CriterionProps {
  criterion: ExitCriterion
  readOnly: boolean
  toggle: () => void
  reword: (text: string) => void
  remove: () => void
}

function Criterion({ criterion: { text, met }, readOnly, toggle, reword, remove }: CriterionProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const end = (next: string | null) => {
    setTyped(null)
    if (next !== null && next.trim() !== text) reword(next)
  }
  if (typed !== null) return <TextInput size="xs" aria-label="Exit criterion" className={classes.field} value={typed} maxLength={500} autoFocus onChange={(event) => setTyped(event.currentTarget.value)} onBlur={() => end(typed)} onKeyDown={(event) => (event.key === 'Enter' ? end(typed) : event.key === 'Escape' && end(null))} />
  return (
    <div className={classes.criterion}>
      <Checkbox checked={met} onChange={toggle} disabled={readOnly} aria-label={`${text}: met`} />
      {readOnly ? (
        <span className={classes.text}>{text}</span>
      ) : (
        <>
          <UnstyledButton className={classes.text} data-met={met || undefined} onClick={() => setTyped(text)} title="Change the words">
            {text}
          </UnstyledButton>
          <ActionIcon className={classes.remove} variant="subtle" color="gray" size="sm" aria-label={`Remove: ${text}`} onClick={remove}>
            <IconX size={14} />
          </ActionIcon>
        </>
      )}
    </div>
  )
}

function AddCriterion({ add, isFirst }: { add: (text: string, onDone: () => void) => void; isFirst: boolean }) {
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useShortcuts([{ keys: 'x', label: 'Add an exit criterion', group: 'Incident', run: () => field.current?.focus() }], [])
  const submit = () => text.trim() !== '' && add(text.trim(), () => setText(''))
  return (
    <TextInput
      ref={field}
      size="xs"
      variant="unstyled"
      className={classes.field}
      aria-label="New exit criterion"
      placeholder={isFirst ? 'Such as: p95 of checkout below 300 ms for 30 minutes (x)' : 'Add another (x)'}
      value={text}
      maxLength={500}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={submit}
      onKeyDown={(event) => (event.key === 'Enter' ? submit() : event.key === 'Escape' && (setText(''), event.currentTarget.blur()))}
    />
  )
}
