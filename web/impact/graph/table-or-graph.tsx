import { SegmentedControl } from '@mantine/core'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { Waiting } from '../../ui/states.tsx'
import classes from '../impact-page.module.css'
import type { Graph } from './graph.ts'

/** What draws is large, and few look at it. */
const GraphView = lazy(() => import('./graph-view.tsx'))

/** The same as a table, which is seen first, or as a graph. */
export function TableOrGraph({ graph, children }: { graph: Graph; children: ReactNode }) {
  const [view, setView] = useState('table')
  return (
    <>
      <SegmentedControl aria-label="Shown as" value={view} onChange={setView} data={[{ value: 'table', label: 'Table' }, { value: 'graph', label: 'Graph' }]} className={classes.views} />
      {view === 'graph' ? <Suspense fallback={<Waiting label="Drawing" />}><GraphView graph={graph} /></Suspense> : children}
    </>
  )
}
