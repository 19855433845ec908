import { signal } from '@preact/signals'
import type { ShellQuery } from '../api/types.ts'

type Viewer = NonNullable<ShellQuery['viewer']>
type Workspace = NonNullable<ShellQuery['workspace']>

/** Who is signed in, and in which house: known before any screen is shown. */
export const viewer = signal<Viewer | null>(null)
export const workspace = signal<Workspace | null>(null)

export const holds = (scope: string): boolean => viewer.value?.scopes.includes(scope) ?? false
