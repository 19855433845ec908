import { readFileSync } from 'node:fs'
import { type FieldNode, Kind, parse, visit } from 'graphql'
import { expect, test } from 'vitest'
import {
  changedParts,
  differencesOf,
  figuresOf,
  patchOfText,
} from '../../../src/console/screens/house/policies/figures.ts'
import { en } from '../../../src/console/words/en.ts'

const inForce = {
  version: 3,
  createdAt: null,
  note: 'because',
  ownerMinutes: 160,
  limits: { attempts: 3, contacts: 2 },
  winBack: { minutes: 8, cost: { amount: '0.50', currency: 'EUR' } },
  standIn: { id: 'stf_1', name: 'Lan' },
  rules: [{ data: 'PROSPECT', months: 12 }],
}

const figures = figuresOf(inForce)

test('a policy is read as a patch of it would be: amounts by their text, people by their id', () => {
  expect(figures).toEqual({
    ownerMinutes: 160,
    limits: { attempts: 3, contacts: 2 },
    winBack: { minutes: 8, cost: '0.50' },
    standIn: 'stf_1',
    rules: [{ data: 'PROSPECT', months: 12 }],
  })
})

test('a part that differs is sent whole, and what is the same is not', () => {
  const after = { ...figures, limits: { attempts: 4, contacts: 2 } }
  expect(changedParts(figures, after)).toEqual({ limits: { attempts: 4, contacts: 2 } })
  expect(changedParts(figures, figures)).toEqual({})
  expect(differencesOf(figures, after)).toEqual([{ path: ['limits', 'attempts'], before: 3, after: 4 }])
})

test('a patch in an address is read, and whatever else stands there is none', () => {
  expect(patchOfText('{"ownerMinutes":90}')).toEqual({ ownerMinutes: 90 })
  for (const text of [undefined, '', '{', '[1]', 'null', '7', '{}']) expect(patchOfText(text)).toBeNull()
})

test('every figure of every policy has its word', () => {
  const folder = new URL('../../../src/console/screens/house/policies/', import.meta.url)
  const document = parse(readFileSync(new URL('policies.graphql', folder), 'utf8'))
  const names = new Set<string>()
  const ofRow = new Set(['name', 'recency', 'frequency', 'monetary', 'data', 'amount', 'currency', 'id'])
  const described = new Set(['version', 'createdAt', 'note'])
  visit(document, {
    OperationDefinition: ({ name }) => (name?.value === 'Policies' ? undefined : false),
    FragmentDefinition: ({ name }) => (['Figures', 'Levels'].includes(name.value) ? undefined : false),
    Field(node: FieldNode, _key, _parent, _path, ancestors) {
      const isRoot = !ancestors.some(
        each => !Array.isArray(each) && 'kind' in each && each.kind === Kind.FIELD,
      )
      const ofFragment = ancestors.some(
        each => !Array.isArray(each) && 'kind' in each && each.kind === Kind.FRAGMENT_DEFINITION,
      )
      if (isRoot && !ofFragment) return node.name.value === 'staffMembers' ? false : undefined
      if (!ofRow.has(node.name.value) && !described.has(node.name.value)) names.add(node.name.value)
      return undefined
    },
  })
  const tactics = [
    'winBack',
    'overdue',
    'cadence',
    'satisfaction',
    'thankYou',
    'occasion',
    'coffee',
    'standard',
  ]
  expect([...names].filter(name => !(name in en.house.policies.figures)).toSorted()).toEqual(
    tactics.toSorted(),
  )
  expect(Object.keys(en.house.policies.figures).filter(name => !names.has(name))).toEqual([])
})
