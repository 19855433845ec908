import './tabs.css'

export interface Tab {
  name: string
  text: string
  /** Where it leads: every tab is a state with an address. */
  href: string
  /** The keys that lead there, as they are told. */
  keys?: string
  count?: string
}

interface Properties {
  label: string
  tabs: readonly Tab[]
  current: string
}

/** Links between the parts of a screen. */
export function Tabs({ label, tabs, current }: Properties) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ name, text, href, keys, count }) => (
        <a
          key={name}
          href={href}
          {...(keys === undefined ? {} : { title: `${text} [${keys}]` })}
          {...(name === current ? { 'aria-current': 'true' as const } : {})}
        >
          {text}
          {count !== undefined && <span class="count"> {count}</span>}
        </a>
      ))}
    </nav>
  )
}
