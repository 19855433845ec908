import { useEffect, useRef, useState } from 'preact/hooks'
import { lazy, Route, Router, useLocation } from 'preact-iso'
import { useQuery } from '../api/query.ts'
import { Shell } from '../api/shell.graphql.ts'
import { useShortcuts } from '../keyboard/shortcuts.ts'
import { Broken, Skeleton } from '../kit/states.tsx'
import { addressOf, firstPath, root } from '../links.ts'
import { screens } from '../routes.ts'
import { viewer, workspace } from '../session/viewer.ts'
import { learnLabels } from '../words/labels.ts'
import { words } from '../words/language.ts'
import { Help } from './help.tsx'
import './frame.css'
import { Offline } from './offline.tsx'
import { Settings } from './settings.tsx'
import { Unreached } from './unreached.tsx'

const routes = screens.map(screen => ({
  path: `${root}${screen.path}`,
  component: lazy(() => screen.load().catch(() => Unreached)),
}))

const led = screens.filter(({ key }) => key !== null)

/** The frame of every screen: where one can go, who is here, and the screen itself. */
export function Frame() {
  const { path, query, route } = useLocation()
  const [asksHelp, setAsksHelp] = useState(false)
  const { data, failure, loading, reload } = useQuery(Shell, {})
  const main = useRef<HTMLElement>(null)
  const said = words.value
  const current = screens.find(screen => matches(screen.path, path))

  if (data && viewer.value !== data.viewer) {
    viewer.value = data.viewer ?? null
    workspace.value = data.workspace ?? null
    learnLabels(data.enumLabels ?? [])
  }

  useShortcuts('everywhere', [
    { keys: '?', label: said.help.title, run: () => setAsksHelp(true) },
    ...led.map(screen => ({
      keys: `g ${screen.key}`,
      label: said.screens[screen.name],
      run: () => route(addressOf(screen.path)),
    })),
  ])

  useEffect(() => {
    if (path === root || path === `${root}/`) route(firstPath, true)
    // The address that telephone systems open.
    if (path === `${root}/customers` && query.phone) route(addressOf('/caller', { phone: query.phone }), true)
  }, [path, query.phone, route])

  const title = current ? said.screens[current.name] : null
  useEffect(() => {
    document.title = title ? `${title} · Holdfast` : 'Holdfast'
  }, [title])

  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {said.shell.skip}
      </button>
      <header class="top">
        <a class="brand" href={firstPath}>
          Holdfast
        </a>
        <nav aria-label={said.shell.navigation}>
          {led.map(screen => (
            <a
              key={screen.path}
              href={addressOf(screen.path)}
              title={`${said.screens[screen.name]} [G ${screen.key?.toUpperCase()}]`}
              {...(matches(screen.path, path) ? { 'aria-current': 'page' as const } : {})}
            >
              {said.screens[screen.name]}
            </a>
          ))}
        </nav>
        <Settings onHelp={() => setAsksHelp(true)} />
      </header>
      <Offline />
      <main ref={main} id="main" tabIndex={-1}>
        {failure && !data && <Broken failure={failure} retry={reload} trying={loading} />}
        {data ? (
          <Router onRouteChange={() => main.current?.focus({ preventScroll: true })}>
            {routes.map(({ path: at, component }) => (
              <Route key={at} path={at} component={component} />
            ))}
            <Route default component={Nowhere} />
          </Router>
        ) : (
          !failure && <Skeleton lines={6} />
        )}
      </main>
      {asksHelp && <Help onClose={() => setAsksHelp(false)} />}
    </div>
  )
}

const matches = (pattern: string, path: string) =>
  new RegExp(`^${root}${pattern.replaceAll(/:\w+/g, '[^/]+')}/?$`).test(path)

function Nowhere() {
  const { path } = useLocation()
  if (path === root || path === `${root}/`) return null
  return <h1>{words.value.shell.nowhere}</h1>
}
