import { useMediaQuery } from '@mantine/hooks'
import { IconFileText, IconLink, IconPin } from '@tabler/icons-react'
import { createContext, memo, useContext, useEffect, useMemo, useRef } from 'react'
import { usePin } from '../incidents/pin.tsx'
import { useMay } from '../app/me.ts'
import { copyText } from '../ui/copy.tsx'
import { CodeText, useColours } from '../ui/code-text.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { fileHref } from '../repos/links.ts'
import classes from './place-list.module.css'
import { Provenance } from './provenance.tsx'
import { groupPlaces, placeHref, placeKey, shownLine, type FileGroup, type Place, type RepositoryGroup } from './reference-groups.ts'
import { moveInRows } from '../ui/row-keys.ts'

interface Around {
  /** What follows the address of a place: the panel goes along. */
  hash: string
  /** The place that the page shows, as `placeKey` writes it. */
  shown: string
  look(place: Place): void
  pin: ((place: Place) => void) | null
}

const AroundContext = createContext<Around>({ hash: '', shown: '', look: () => undefined, pin: null })

interface Props extends Pick<Around, 'hash' | 'shown' | 'look'> {
  places: readonly Place[]
  label: string
}

/** Places in code by repository and file, each with its line. The arrow keys move through them, `Enter` opens, `p` pins. */
export function PlaceList({ places, label, hash, shown, look }: Props) {
  const groups = useMemo(() => groupPlaces(places), [places])
  const pin = usePinPlace()
  const around = useMemo(() => ({ hash, shown, look, pin }), [hash, shown, look, pin])
  return (
    <AroundContext value={around}>
      <div onKeyDown={moveInRows} role="group" aria-label={label}>
        {groups.map((group) => <Repository key={group.key} group={group} />)}
      </div>
    </AroundContext>
  )
}

/** Null for those who may not pin. */
function usePinPlace(): Around['pin'] {
  const pin = usePin()
  const may = useMay('incidents.write')
  return useMemo(() => (may ? ({ repo, commit, path, line, endLine }) => pin({ kind: 'file', repo, rev: commit, path, lines: { start: line, end: endLine } }) : null), [may, pin])
}

function Repository({ group: { repo, rev, files, count } }: { group: RepositoryGroup }) {
  return (
    <section aria-label={repo}>
      <h3 className={classes.name}>
        <span className={classes.repo}>{repo}</span>
        {rev !== '' && rev !== 'HEAD' && <span className={classes.rev}>{rev.length === 40 ? rev.slice(0, 10) : rev}</span>}
        <span className={classes.count}>{count.toLocaleString('en')}</span>
      </h3>
      {files.map((file) => <File key={file.key} file={file} />)}
    </section>
  )
}

/** In characters; a name that begins further right would be out of sight. */
const roomOnDesk = 32
const roomOnTelephone = 14

/** Of a file with so many rows, in pixels, while it is out of sight: what is scrolled past does not jump. */
const heightOf = (rows: number) => 28 + rows * 24

const File = memo(function File({ file: { path, places } }: { file: FileGroup }) {
  const room = useMediaQuery('(min-width: 600px)') ? roomOnDesk : roomOnTelephone
  const lines = useMemo(() => places.map((place) => shownLine(place, room)), [places, room])
  const colours = useColours(lines.map(({ text }) => text).join('\n'), path)
  return (
    <div className={classes.group} style={{ containIntrinsicHeight: `auto ${heightOf(places.length)}px` }}>
      <div className={classes.file}>
        <IconFileText size={14} stroke={1.6} aria-hidden />
        <span className={classes.path}>{path}</span>
        <span className={classes.count}>{places.length.toLocaleString('en')}</span>
      </div>
      <ul className={classes.rows}>
        {places.map((place, at) => (
          <Row key={placeKey(place)} place={place}>
            <CodeText text={lines[at]?.text ?? ''} marks={lines[at]?.marks} colours={colours[at]} />
          </Row>
        ))}
      </ul>
    </div>
  )
})

/** The row that was opened last: it has the focus again when the panel is drawn anew beside what it led to. */
let opened = ''

function Row({ place, children }: { place: Place; children: React.ReactNode }) {
  const { hash, shown, look, pin } = useContext(AroundContext)
  const link = useRef<HTMLAnchorElement>(null)
  const key = placeKey(place)
  const isShown = shown === key
  useEffect(() => {
    if (!isShown || opened !== key) return
    link.current?.focus({ preventScroll: true })
    link.current?.scrollIntoView({ block: 'nearest' })
  }, [isShown, key])
  const { repo, commit, path, line, role, precise, reason } = place
  const permalink = fileHref({ repo, rev: commit, path, lines: { start: line, end: line } })
  return (
    <li className={classes.row} data-shown={isShown || undefined} onPointerEnter={() => look(place)}>
      <PlaceLink href={`${placeHref(place)}${hash}`} ref={link} className={classes.line} data-row onClick={() => (opened = key)} onFocus={() => look(place)}>
        <span className={classes.number}>{line}</span>
        <code>{children}</code>
      </PlaceLink>
      {role && role !== 'reference' && <span className={classes.role}>{role}</span>}
      <Provenance precise={precise} reason={reason} quiet />
      <span className={classes.actions}>
        {pin && <button type="button" title="Pin to the incident (p)" aria-label={`Pin line ${line} of ${path}`} data-key="p" tabIndex={-1} onClick={() => pin(place)}><IconPin size={14} /></button>}
        <button type="button" title="Copy a permanent link (c)" aria-label={`Copy a link to line ${line} of ${path}`} data-key="c" tabIndex={-1} onClick={() => void copyText(new URL(permalink, window.location.href).href, 'Permanent link')}><IconLink size={14} /></button>
      </span>
    </li>
  )
}
