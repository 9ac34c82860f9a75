import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { CallFailed } from '../../src/platform/endpoint.ts'
import { queryClient } from './api.ts'
import { meQuery } from './me.ts'
import { Broken, Missing } from './missing.tsx'
import { Root } from './root.tsx'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Root, notFoundComponent: Missing, errorComponent: Broken })

/** Everything behind the sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery)
    } catch (error) {
      if (error instanceof CallFailed && error.status === 401) throw redirect({ to: '/sign-in', search: { next: location.href } })
      throw error
    }
  },
})

const page = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => shell, path, component })
const open = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => root, path, component })

const pages = shell.addChildren([
  page('/', lazyRouteComponent(() => import('../search/home-page.tsx'), 'HomePage')),
  page('/search', lazyRouteComponent(() => import('../search/search-page.tsx'), 'SearchPage')),
  page('/locate', lazyRouteComponent(() => import('../intel/locate-page.tsx'), 'LocatePage')),
  page('/repos', lazyRouteComponent(() => import('../repos/repos-page.tsx'), 'ReposPage')),
  page('/incidents', lazyRouteComponent(() => import('../incidents/incidents-page.tsx'), 'IncidentsPage')),
  page('/incidents/$id', lazyRouteComponent(() => import('../incidents/incident-page.tsx'), 'IncidentPage')),
  page('/incidents/$id/report', lazyRouteComponent(() => import('../reports/report-page.tsx'), 'ReportPage')),
  page('/notebooks', lazyRouteComponent(() => import('../notebooks/notebooks-page.tsx'), 'NotebooksPage')),
  page('/notebooks/$id', lazyRouteComponent(() => import('../notebooks/notebook-page.tsx'), 'NotebookPage')),
  page('/deployments', lazyRouteComponent(() => import('../deployments/deployments-page.tsx'), 'DeploymentsPage')),
  page('/impact', lazyRouteComponent(() => import('../impact/impact-page.tsx'), 'ImpactPage')),
  page('/services', lazyRouteComponent(() => import('../impact/services-page.tsx'), 'ServicesPage')),
  page('/settings', lazyRouteComponent(() => import('../auth/settings-page.tsx'), 'SettingsPage')),
  // Repositories are named like paths, so what is left over is one: /REPO[@REV][/-/blob/PATH …].
  page('/$', lazyRouteComponent(() => import('../repos/repo-page.tsx'), 'RepoPage')),
])

const routeTree = root.addChildren([
  pages,
  open('/sign-in', lazyRouteComponent(() => import('../auth/sign-in-page.tsx'), 'SignInPage')),
  open('/welcome', lazyRouteComponent(() => import('../auth/welcome-page.tsx'), 'WelcomePage')),
])

// At its start the router builds the address anew and takes a `$` in the path of a file for a parameter. Ours are encoded; others' may not be.
const { pathname, search, hash } = window.location
if (pathname.includes('$')) window.history.replaceState(window.history.state, '', `${pathname.replaceAll('$', '%24')}${search}${hash}`)

/** Search parameters are plain text, as links are shared and typed by people: `?q=…`, and `?L10-20` has no value. */
export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const parts = Object.entries(search).flatMap(([name, value]) => (value === undefined || value === null ? [] : [part(name, String(value))]))
    return parts.length > 0 ? `?${parts.join('&')}` : ''
  },
})

/** A declaration, not a constant: the router reads the address while it is being made. */
function part(name: string, value: string): string {
  return value === '' ? name : `${name}=${encodeURIComponent(value).replaceAll('%20', '+').replaceAll('%3A', ':').replaceAll('%2F', '/')}`
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
