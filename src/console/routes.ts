import type { ComponentType } from 'preact'
import type { Words } from './words/catalogue.ts'

export interface Screen {
  /** Below `/console`, with `:id` where an id stands. */
  path: string
  /** Its name in the navigation and the tab. */
  name: keyof Words['screens']
  /** Behind `g`; null for a screen that the navigation does not lead to. */
  key: string | null
  load: () => Promise<ComponentType>
}

/** Every screen of the console. A new one is a folder in `screens`, a line here, and its name in the catalogue. */
export const screens: readonly Screen[] = [
  {
    path: '/morning',
    name: 'morning',
    key: 'm',
    load: () => import('./screens/morning/morning.tsx').then(module => module.Morning),
  },
  {
    path: '/customers',
    name: 'customers',
    key: 'k',
    load: () => import('./screens/customers/customers.tsx').then(module => module.Customers),
  },
  {
    path: '/customers/:id',
    name: 'customer',
    key: null,
    load: () => import('./screens/customer/customer.tsx').then(module => module.Customer),
  },
  {
    path: '/caller',
    name: 'caller',
    key: null,
    load: () => import('./screens/caller/caller.tsx').then(module => module.Caller),
  },
  {
    path: '/segments',
    name: 'segments',
    key: 's',
    load: () => import('./screens/segments/segments.tsx').then(module => module.Segments),
  },
  {
    path: '/segments/:id',
    name: 'segment',
    key: null,
    load: () => import('./screens/segments/segment.tsx').then(module => module.Segment),
  },
  {
    path: '/standards',
    name: 'standards',
    key: null,
    load: () => import('./screens/standards/standards.tsx').then(module => module.Standards),
  },
  {
    path: '/standards/:id',
    name: 'standard',
    key: null,
    load: () => import('./screens/standards/standard.tsx').then(module => module.Standard),
  },
  {
    path: '/competitors',
    name: 'competitors',
    key: 'c',
    load: () => import('./screens/competitors/competitors.tsx').then(module => module.Competitors),
  },
  {
    path: '/competitors/:id',
    name: 'campaign',
    key: null,
    load: () => import('./screens/competitors/campaign.tsx').then(module => module.Campaign),
  },
  {
    path: '/reports',
    name: 'reports',
    key: 'r',
    load: () => import('./screens/reports/reports.tsx').then(module => module.Reports),
  },
  {
    path: '/house',
    name: 'house',
    key: 'h',
    load: () => import('./screens/house/house.tsx').then(module => module.House),
  },
]
