import { ActionIcon, Group, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconBook2, IconFlame, IconFolders, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconPlugConnectedX, IconRocket, IconSearch, IconStack2, IconTopologyStar3, type Icon } from '@tabler/icons-react'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { PersonMenu } from '../auth/person-menu.tsx'
import { CurrentIncident } from '../incidents/current.tsx'
import { SearchBox } from '../search/search-box.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { KeyMap } from './key-map.tsx'
import { Palette } from './palette.tsx'
import { useGone } from './reachable.ts'
import classes from './shell.module.css'

const places: { to: string; label: string; icon: Icon; keys: string }[] = [
  { to: '/search', label: 'Search', icon: IconSearch, keys: 'g s' },
  { to: '/locate', label: 'Locate', icon: IconStack2, keys: 'g l' },
  { to: '/incidents', label: 'Incidents', icon: IconFlame, keys: 'g i' },
  { to: '/notebooks', label: 'Notebooks', icon: IconBook2, keys: 'g n' },
  { to: '/deployments', label: 'Deployments', icon: IconRocket, keys: 'g d' },
  { to: '/impact', label: 'Impact', icon: IconTopologyStar3, keys: 'g m' },
  { to: '/repos', label: 'Repositories', icon: IconFolders, keys: 'g r' },
]

/** The frame around every page: the rail, the search box that is always there, the incident that is open, the person. */
export function Shell() {
  const [narrow, setNarrow] = useLocalStorage({ key: 'fb-rail', defaultValue: false })
  const navigate = useNavigate()
  useShortcuts(
    places.map(({ to, label, keys }) => ({ keys, label: `Go to ${label.toLowerCase()}`, group: 'Go', run: () => void navigate({ to }) })),
    [navigate],
  )
  return (
    <div className={classes.shell} data-narrow={narrow || undefined}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <nav className={`${classes.rail} fb-no-print`} aria-label="Main">
        <Link to="/" className={classes.brand} aria-label="Firebreak, home">
          <img src="/favicon.svg" alt="" width={22} height={22} />
          <span className={classes.label}>Firebreak</span>
        </Link>
        {places.map((place) => (
          <Place key={place.to} {...place} narrow={narrow} />
        ))}
        <span className={classes.fill} />
        <Collapse narrow={narrow} toggle={() => setNarrow(!narrow)} />
      </nav>
      <header className={`${classes.top} fb-no-print`}>
        <div className={classes.search}>
          <SearchBox />
        </div>
        <Group gap="xs" wrap="nowrap">
          <CurrentIncident />
          <PersonMenu />
        </Group>
      </header>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Gone />
        <Outlet />
      </main>
      <Palette places={places} />
      <KeyMap />
    </div>
  )
}

/** What is shown may be old, and what is typed is not kept yet: both are better known. */
function Gone() {
  const gone = useGone()
  return <div role="status">{gone && <p className={classes.gone}><IconPlugConnectedX size={16} stroke={1.8} aria-hidden /> The server does not answer. What stands here may be old; it goes on by itself when the server is back.</p>}</div>
}

function Place({ to, label, icon: Icon, keys, narrow }: (typeof places)[number] & { narrow: boolean }) {
  const here = useLocation({ select: (location) => location.pathname === to || location.pathname.startsWith(`${to}/`) })
  return (
    <Tooltip label={`${label} (${keys})`} position="right" disabled={!narrow}>
      <Link to={to} className={classes.place} data-here={here || undefined} aria-current={here ? 'page' : undefined}>
        <Icon size={18} stroke={1.6} aria-hidden />
        <span className={classes.label}>{label}</span>
      </Link>
    </Tooltip>
  )
}

function Collapse({ narrow, toggle }: { narrow: boolean; toggle: () => void }) {
  const Icon = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  return (
    <ActionIcon className={classes.collapse} variant="subtle" color="gray" onClick={toggle} aria-label={narrow ? 'Widen the menu' : 'Narrow the menu'}>
      <Icon size={18} stroke={1.6} />
    </ActionIcon>
  )
}
