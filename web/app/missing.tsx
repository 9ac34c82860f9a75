import { Button, Container } from '@mantine/core'
import { useEffect } from 'react'
import { Empty, Failure } from '../ui/states.tsx'
import { doubt, whenBack } from './reachable.ts'

export function Missing() {
  return (
    <>
      <title>Nothing at this address · Firebreak</title>
      <Empty order={1} title="There is nothing at this address" action={<Button component="a" href="/">Go to search</Button>}>
        The link may be old, or it leads to something that you may not see.
      </Empty>
    </>
  )
}

/** What is shown when a page itself breaks, or when the server is gone before it could be drawn; in the latter case it is drawn as soon as the server is back. */
export function Broken({ error }: { error: unknown }) {
  useEffect(() => {
    doubt()
    return whenBack(() => window.location.reload())
  }, [])
  return (
    <Container py="xl">
      <Failure error={error} retry={() => window.location.reload()} />
    </Container>
  )
}
