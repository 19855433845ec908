import type { RuleListsFragment } from '../api/types.ts'
import type { Lists } from './builder.tsx'

/** What conditions can name, as far as the reader may see it. */
export const listsOf = (found: RuleListsFragment | null): Lists => ({
  regions: found?.regions?.nodes ?? [],
  staff: found?.staffMembers?.nodes ?? [],
  segments: found?.segments?.nodes ?? [],
})
