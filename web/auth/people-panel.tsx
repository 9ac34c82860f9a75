import { NativeSelect, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getMe, listPeople, removePerson, updatePerson, type Person } from '../../src/auth/contract.ts'
import { roles, type Role } from '../../src/auth/policy.ts'
import { reading, useChange } from '../app/api.ts'
import { useMay, useMe } from '../app/me.ts'
import { Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { offerUndo, sayFailed } from '../ui/undo.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { roleNames } from './role-words.ts'
import classes from './settings-page.module.css'

/** Everyone with an account; owners change roles and remove accounts here. */
export function PeoplePanel() {
  const people = useQuery(reading(listPeople, {}))
  const manages = useMay('people.manage')
  return (
    <Stack gap="md">
      <Text c="dimmed" maw={640}>
        A viewer searches and reads. A responder also declares incidents, pins and writes. An owner also manages people and repositories.
      </Text>
      <Read query={people}>
        {({ people: all }) => (
          <Table.ScrollContainer minWidth={520}>
            <Table className={classes.table}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  <Table.Th>Role</Table.Th>
                  <Table.Th>Since</Table.Th>
                  {manages && <Table.Th aria-label="Actions" />}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {all.map((person) => (
                  <Row key={person.id} person={person} manages={manages} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Read>
    </Stack>
  )
}

function Row({ person, manages }: { person: Person; manages: boolean }) {
  const me = useMe()
  const remove = useChange(removePerson, { stale: [listPeople] })
  return (
    <Table.Tr>
      <Table.Td className={classes.text}>
        {person.name}
        {person.id === me?.id && ' (you)'}
        <Text size="xs" c="dimmed">
          {person.email}
        </Text>
      </Table.Td>
      <Table.Td>{manages ? <ChooseRole person={person} /> : roleNames[person.role]}</Table.Td>
      <Table.Td>
        <Ago time={person.createdAt} />
      </Table.Td>
      {manages && (
        <Table.Td ta="right">
          {person.id !== me?.id && (
            <ConfirmButton
              label="Remove"
              question={`Remove the account of ${person.name}? Their sessions and tokens end at once; what they wrote stays.`}
              run={() => remove.mutate({ params: { id: person.id } }, { onError: (error) => sayFailed(error) })}
            />
          )}
        </Table.Td>
      )}
    </Table.Tr>
  )
}

function ChooseRole({ person }: { person: Person }) {
  const change = useChange(updatePerson, { stale: [listPeople, getMe] })
  const set = (role: Role, after = () => {}) => change.mutate({ params: { id: person.id }, body: { role } }, { onSuccess: after, onError: (error) => sayFailed(error, 'The role was not changed') })
  const choose = (role: Role) => set(role, () => offerUndo({ message: `${person.name} is now ${roleNames[role].toLowerCase()}`, undo: () => set(person.role) }))
  return (
    <NativeSelect
      aria-label={`Role of ${person.name}`}
      size="xs"
      value={person.role}
      disabled={change.isPending}
      onChange={(event) => choose(event.currentTarget.value as Role)}
      data={roles.map((value) => ({ value, label: roleNames[value] }))}
    />
  )
}
