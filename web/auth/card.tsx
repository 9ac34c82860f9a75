import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './card.module.css'

/** The frame of the pages that are seen before one is signed in. */
export function Card({ title, children, about }: { title: string; children: ReactNode; about?: ReactNode }) {
  return (
    <main className={classes.page}>
      <title>{`${title} · Firebreak`}</title>
      <Stack className={classes.card} gap="md">
        <div className={classes.brand}>
          <img src="/favicon.svg" alt="" width={24} height={24} />
          <span>Firebreak</span>
        </div>
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {about && (
            <Text c="dimmed" component="div" mt={4}>
              {about}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </main>
  )
}
