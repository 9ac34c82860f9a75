import { ActionIcon, Menu, Tooltip, UnstyledButton } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconCheck, IconChevronDown, IconLetterCase } from '@tabler/icons-react'
import type { PatternType } from '../../src/search/contract.ts'
import { isCaseSensitive, readAs, toggleCase, withPatternType } from './query-edit.ts'
import classes from './query-switches.module.css'
import type { Question } from './use-search.ts'

const types: { type: PatternType; label: string; detail: string }[] = [
  { type: 'keyword', label: 'Keywords', detail: 'every word, in any order; “…” is exact, /…/ a regular expression' },
  { type: 'literal', label: 'Exact text', detail: 'the whole text as it stands, quotes and slashes too' },
  { type: 'regexp', label: 'Regular expression', detail: 'RE2 syntax; a blank stands for anything between' },
  { type: 'standard', label: 'Standard', detail: 'the whole text as it stands; /…/ is a regular expression' },
  { type: 'structural', label: 'Structure', detail: 'code with holes: foo($A, $$$) or foo(:[x], ...); name the language by lang:' },
]

interface Props {
  question: Question
  change: (question: Question) => void
}

/** How the query is read: its pattern type and whether letter case counts. On a narrow screen both are in one menu. */
export function QuerySwitches({ question, change }: Props) {
  const { query, patternType } = question
  const current = readAs(query, patternType)
  const isCode = current === 'structural'
  const sensitive = isCode || isCaseSensitive(query, patternType)
  const flipCase = () => change({ query: toggleCase(query, patternType), patternType })
  const label = types.find(({ type }) => type === current)?.label ?? current
  return (
    <>
      <Tooltip label={isCode ? 'Code is always searched for in upper and lower case as written' : sensitive ? 'Upper and lower case count (case:yes)' : 'Upper and lower case are the same'}>
        <ActionIcon className={classes.wide} variant={sensitive ? 'light' : 'subtle'} color={sensitive ? undefined : 'gray'} aria-pressed={sensitive} aria-label="Mind upper and lower case" disabled={isCode} onClick={flipCase}>
          <IconLetterCase size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={340} shadow="md" withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes.type} aria-label={`How the query is read: ${label}`}>
            <span className={classes.label}>{label}</span>
            <IconChevronDown size={14} aria-hidden className={classes.label} />
            <IconAdjustmentsHorizontal size={18} stroke={1.6} aria-hidden className={classes.narrow} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>The query is read as</Menu.Label>
          {types.map((one) => (
            <Menu.Item key={one.type} rightSection={one.type === current ? <IconCheck size={16} aria-label="chosen" /> : null} onClick={() => change(withPatternType(query, patternType, one.type))}>
              {one.label}
              <span className={classes.detail}>{one.detail}</span>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item rightSection={sensitive ? <IconCheck size={16} aria-label="chosen" /> : null} disabled={isCode} onClick={flipCase}>
            Mind upper and lower case
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
