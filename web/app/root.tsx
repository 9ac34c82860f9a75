import { Notifications } from '@mantine/notifications'
import { Outlet } from '@tanstack/react-router'

/** Around every page. Notifications stand inside the router, as they may hold links. */
export function Root() {
  return (
    <>
      <Outlet />
      <Notifications position="bottom-right" limit={3} />
    </>
  )
}
