import { Tabs, Title } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useMay } from '../app/me.ts'
import { CredentialsPanel } from '../repos/credentials-panel.tsx'
import { useGo } from '../ui/place-link.tsx'
import { AccountPanel } from './account-panel.tsx'
import { InvitationsPanel } from './invitations-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import classes from './settings-page.module.css'
import { TokensPanel } from './tokens-panel.tsx'

const panels = [
  { value: 'account', label: 'Account', panel: AccountPanel, ownersOnly: false },
  { value: 'tokens', label: 'API tokens', panel: TokensPanel, ownersOnly: false },
  { value: 'people', label: 'People', panel: PeoplePanel, ownersOnly: false },
  { value: 'invitations', label: 'Invitations', panel: InvitationsPanel, ownersOnly: true },
  { value: 'credentials', label: 'Private repositories', panel: CredentialsPanel, ownersOnly: true },
]

/** `/settings?tab=…` */
export function SettingsPage() {
  const manages = useMay('people.manage')
  const go = useGo()
  const tab = useLocation({ select: ({ searchStr }) => new URLSearchParams(searchStr).get('tab') })
  const shown = panels.filter(({ ownersOnly }) => manages || !ownersOnly)
  const current = shown.find(({ value }) => value === tab)?.value ?? 'account'
  return (
    <div className={classes.page}>
      <title>Settings · Firebreak</title>
      <Title order={1} size="h2" mb="md">
        Settings
      </Title>
      <Tabs value={current} onChange={(value) => go(`/settings?tab=${value}`, { replace: true })} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          {shown.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map(({ value, panel: Panel }) => (
          <Tabs.Panel key={value} value={value} pt="lg">
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  )
}
