import type { VulnerabilityEffect } from '../../api/types.ts'
import { labelOf } from '../../words/labels.ts'

/** What is judged of the difference to the control; nothing where there is none. */
export function EffectMark({ effect }: { effect: VulnerabilityEffect | null | undefined }) {
  if (!effect) return <span>–</span>
  return <span class={`effect ${effect.toLowerCase()}`}>{labelOf('VulnerabilityEffect', effect)}</span>
}
