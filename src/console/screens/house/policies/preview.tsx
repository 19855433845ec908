import { addressOf } from '../../../links.ts'
import { words } from '../../../words/language.ts'
import { CellsPreview } from './cells-preview.tsx'
import type { Json } from './figures.ts'
import type { PolicyName } from './kinds.ts'
import { LifecyclePreview } from './lifecycle-preview.tsx'
import { OwnersDay } from './queue-preview.tsx'
import { RetentionPreview } from './retention-preview.tsx'

interface Properties {
  name: PolicyName
  patch: Json
  people: ReadonlyMap<string, string>
}

/** What another policy would come to, as far as it can be tried. */
export function Preview({ name, patch, people }: Properties) {
  const said = words.value.house.policies
  if (name === 'followUps') return <OwnersDay patch={patch} people={people} />
  if (name === 'lifecycle') return <LifecyclePreview patch={patch} />
  if (name === 'relationship') return <CellsPreview tried={{ patch }} />
  if (name === 'value' && typeof patch.defaultMarginPercent === 'number')
    return <CellsPreview tried={{ defaultMarginPercent: patch.defaultMarginPercent }} />
  if (name === 'retention' && Array.isArray(patch.rules)) return <RetentionPreview rules={patch.rules} />
  if (name === 'vulnerability')
    return (
      <p>
        {said.byCampaign} <a href={addressOf('/competitors')}>{words.value.screens.competitors}</a>
      </p>
    )
  return <p class="muted">{said.noPreview}</p>
}
