import { Stack, Tabs, Title } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { listDeployments, listRunning } from '../../src/deployments/contract.ts'
import { useLive } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { useGo } from '../ui/place-link.tsx'
import classes from './deployments-page.module.css'
import { HistoryPanel } from './history-panel.tsx'
import { HooksPanel } from './hooks-panel.tsx'
import { RunningPanel } from './running-panel.tsx'

const tabs = ['running', 'history', 'webhooks'] as const

/** Which commit runs where, since when, and what changed between any two deployments. */
export function DeploymentsPage() {
  const go = useGo()
  const manage = useMay('deployments.manage')
  const asked = useLocation({ select: ({ search }) => String((search as Record<string, unknown>)['tab'] ?? '') })
  const tab = tabs.find((each) => each === asked) ?? 'running'
  useLive(['deployments'], listDeployments, listRunning)
  return (
    <Stack className={classes.page} gap="md">
      <title>Deployments · Firebreak</title>
      <Title order={1} size="h2">Deployments</Title>
      <Tabs value={tab} onChange={(to) => go(to === 'running' || to === null ? '/deployments' : `/deployments?tab=${to}`)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="running">What runs where</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
          {manage && <Tabs.Tab value="webhooks">Webhooks</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="running"><RunningPanel /></Tabs.Panel>
        <Tabs.Panel value="history"><HistoryPanel /></Tabs.Panel>
        {manage && <Tabs.Panel value="webhooks"><HooksPanel /></Tabs.Panel>}
      </Tabs>
    </Stack>
  )
}
