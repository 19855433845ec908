import { useLocation } from 'preact-iso'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Tabs } from '../../kit/tabs.tsx'
import { addressOf } from '../../links.ts'
import { words } from '../../words/language.ts'

const parts = ['segments', 'standards'] as const

/** Between the segments and what their customers are owed. */
export function SegmentTabs({ current }: { current: (typeof parts)[number] }) {
  const { route } = useLocation()
  const said = words.value.screens
  useShortcuts(
    'segments and standards',
    parts.map((name, at) => ({
      ...{ keys: `t ${at + 1}`, label: said[name] },
      run: () => route(addressOf(`/${name}`)),
    })),
  )
  return (
    <Tabs
      label={said.segments}
      current={current}
      tabs={parts.map((name, at) => ({
        ...{ name, text: said[name], keys: `T ${at + 1}`, href: addressOf(`/${name}`) },
      }))}
    />
  )
}
