import { Button, Combobox, Text, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconChevronDown, IconGitBranch, IconGitCommit, IconTag } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listRefs, type Ref } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { Ago } from '../ui/time.tsx'
import classes from './repo-page.module.css'

interface Props {
  repo: string
  /** What is chosen, as it is shown. */
  shown: string
  kind: 'branch' | 'tag' | 'commit'
  label: string
  pick: (rev: string) => void
}

const icons = { branch: IconGitBranch, tag: IconTag, commit: IconGitCommit }

/** Chooses a branch or a tag from a list that narrows as one types, or any commit by its name. */
export function RevisionPicker({ repo, shown, kind, label, pick }: Props) {
  const [typed, setTyped] = useState('')
  const box = useCombobox({
    onDropdownOpen: () => box.focusSearchInput(),
    onDropdownClose: () => {
      box.resetSelectedOption()
      setTyped('')
    },
  })
  const Icon = icons[kind]
  const choose = (rev: string) => {
    box.closeDropdown()
    pick(rev)
  }
  return (
    <Combobox store={box} width={340} position="bottom-start" onOptionSubmit={choose}>
      <Combobox.Target targetType="button">
        <Button variant="default" size="compact-md" className={classes.revision} leftSection={<Icon size={14} />} rightSection={<IconChevronDown size={14} />} onClick={() => box.toggleDropdown()} aria-label={`${label}: ${shown}`} title={shown}>
          {shown}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search value={typed} onChange={(event) => setTyped(event.currentTarget.value)} placeholder="Branch, tag or commit" aria-label="Branch, tag or commit" />
        <Options repo={repo} typed={typed.trim()} opened={box.dropdownOpened} />
      </Combobox.Dropdown>
    </Combobox>
  )
}

const limit = 100

function Options({ repo, typed, opened }: { repo: string; typed: string; opened: boolean }) {
  const [query] = useDebouncedValue(typed, 120)
  const { data } = useQuery({ ...reading(listRefs, { query: { repo, limit, ...(query === '' ? {} : { query }) } }), enabled: opened, placeholderData: (before) => before })
  const refs = data?.refs ?? []
  const groups = { Branches: refs.filter((ref) => ref.kind === 'branch'), Tags: refs.filter((ref) => ref.kind === 'tag') }
  return (
    <Combobox.Options mah={360} style={{ overflowY: 'auto' }}>
      {Object.entries(groups).map(([name, some]) => some.length > 0 && (
        <Combobox.Group key={name} label={name}>
          {some.map((ref) => <Option key={ref.name} revision={ref} />)}
        </Combobox.Group>
      ))}
      {typed !== '' && !refs.some(({ name }) => name === typed) && <Combobox.Option value={typed}>Commit or revision <b>{typed}</b></Combobox.Option>}
      {data && data.total > refs.length && <Text size="xs" c="dimmed" p={8}>{`${(data.total - refs.length).toLocaleString('en')} more: type part of the name`}</Text>}
      {data && refs.length === 0 && typed === '' && <Combobox.Empty>No branches or tags</Combobox.Empty>}
    </Combobox.Options>
  )
}

function Option({ revision: { name, time, isDefault } }: { revision: Ref }) {
  return (
    <Combobox.Option value={name} className={classes.option}>
      <span className={classes.optionName}>{name}{isDefault && <Text span size="xs" c="dimmed"> default</Text>}</span>
      <Text span size="xs" c="dimmed"><Ago time={time} /></Text>
    </Combobox.Option>
  )
}
