import { UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Filter } from '../../src/search/contract.ts'
import classes from './search-page.module.css'
import { groupFilters } from './filter-groups.ts'
import { toggleFilter } from './query-edit.ts'
import type { Question } from './use-search.ts'

interface Props {
  filters: readonly Filter[]
  question: Question
  ask: (question: Question) => void
}

/** Ways to narrow the results, with how many each would leave. Pressing one adds it to the query, pressing it again takes it out. */
export function FilterList({ filters, question, ask }: Props) {
  const { query, patternType } = question
  return (
    <nav aria-label="Filters" className={classes.filters}>
      {groupFilters(filters, question).map((group) => (
        <section key={group.title}>
          <h2 className={classes.group}>{group.title}</h2>
          {group.filters.map((filter) => (
            <UnstyledButton
              key={filter.value}
              className={classes.filter}
              aria-pressed={filter.chosen}
              title={filter.chosen ? `Remove ${filter.value}` : `Add ${filter.value}`}
              onClick={() => ask({ query: toggleFilter(query, filter.value, patternType), patternType })}
            >
              <span className={classes.filterLabel}>{filter.label}</span>
              {filter.chosen ? <IconX size={14} aria-hidden /> : <span className={classes.filterCount}>{countOf(filter)}</span>}
            </UnstyledButton>
          ))}
        </section>
      ))}
    </nav>
  )
}

/** With a + where there may be more than were counted. */
const countOf = ({ count, exhaustive }: Filter) => `${count.toLocaleString('en-US')}${exhaustive ? '' : '+'}`
