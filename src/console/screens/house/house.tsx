import type { ComponentType } from 'preact'
import { useLocation } from 'preact-iso'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import '../../kit/panel.css'
import { Tabs } from '../../kit/tabs.tsx'
import { addressOf } from '../../links.ts'
import { words } from '../../words/language.ts'
import { Audit } from './audit.tsx'
import './house.css'
import { Imports } from './imports.tsx'
import { Keys } from './keys.tsx'
import { Nights } from './nights.tsx'
import { Policies } from './policies/policies.tsx'
import { Reads } from './reads.tsx'
import { Requests } from './requests.tsx'
import { Webhooks } from './webhooks.tsx'

const parts = ['nights', 'policies', 'keys', 'requests', 'reads', 'audit', 'webhooks', 'imports'] as const

const shown: Record<(typeof parts)[number], ComponentType> = {
  ...{ nights: Nights, policies: Policies, keys: Keys, requests: Requests },
  ...{ reads: Reads, audit: Audit, webhooks: Webhooks, imports: Imports },
}

/** What the house runs on and goes by, and who did what in it: one part at a time. */
export function House() {
  const { query, route } = useLocation()
  const said = words.value.house
  const part = parts.find(name => name === query.part) ?? 'nights'
  const Part = shown[part]
  useShortcuts(
    'house',
    parts.map((name, at) => ({
      ...{ keys: `t ${at + 1}`, label: said.parts[name] },
      run: () => route(addressOf('/house', { part: name })),
    })),
  )
  return (
    <div>
      <header class="screen-head">
        <h1>{words.value.screens.house}</h1>
        <Tabs
          label={said.partsLabel}
          current={part}
          tabs={parts.map((name, at) => ({
            ...{ name, text: said.parts[name], keys: `T ${at + 1}` },
            href: addressOf('/house', { part: name }),
          }))}
        />
      </header>
      <div class="panel">
        <Part key={part} />
      </div>
    </div>
  )
}
