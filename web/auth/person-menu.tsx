import { Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { IconKeyboard, IconLogout, IconSettings } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { signOut } from '../../src/auth/contract.ts'
import { useChange } from '../app/api.ts'
import { useMe } from '../app/me.ts'
import { useGo } from '../ui/place-link.tsx'
import { sayFailed } from '../ui/undo.tsx'
import classes from './person-menu.module.css'
import { initialsOf, roleNames } from './role-words.ts'

/** Who is signed in, at the end of the header. */
export function PersonMenu() {
  const me = useMe()
  const go = useGo()
  const leave = useLeave()
  if (!me) return <span className={classes.initials} aria-hidden />
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.initials} aria-label={`${initialsOf(me.name)}, ${me.name}: account and settings`}>
          {initialsOf(me.name)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text fw={600} truncate>
            {me.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {me.email} · {roleNames[me.role]}
          </Text>
        </div>
        <Scheme />
        <Menu.Divider />
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => go('/settings')}>
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} rightSection={<kbd>?</kbd>} onClick={() => window.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }))}>
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate({})}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function useLeave() {
  const client = useQueryClient()
  const go = useGo()
  const change = useChange(signOut, {
    onDone: () => {
      client.clear()
      sessionStorage.clear()
      go('/sign-in')
    },
  })
  return { ...change, mutate: (input: Record<string, never>) => change.mutate(input, { onError: (error) => sayFailed(error, 'Not signed out') }) }
}

function Scheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      className={classes.scheme}
      size="xs"
      fullWidth
      aria-label="Colours"
      value={colorScheme}
      onChange={(value) => setColorScheme(value as MantineColorScheme)}
      data={[
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
        { value: 'auto', label: 'As the system' },
      ]}
    />
  )
}
