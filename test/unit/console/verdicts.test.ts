import { expect, test } from 'vitest'
import { type Judged, turnsOf } from '../../../src/console/screens/customer/verdicts.ts'

const night = (asOf: string, campaign: string, verdict: string, grade?: string): Judged => ({
  ...{ verdict, grade: grade ?? null, exclusion: null },
  snapshot: { asOf, campaign: { id: campaign } },
})

test('of each campaign those nights are told on which it was judged otherwise than the night before', () => {
  const told = turnsOf([
    night('2026-11-09', 'cam_a', 'VULNERABLE', 'LAPSED'),
    night('2026-11-09', 'cam_b', 'RESISTANT'),
    night('2026-11-08', 'cam_a', 'VULNERABLE', 'LAPSED'),
    night('2026-11-08', 'cam_b', 'RESISTANT'),
    night('2026-11-07', 'cam_a', 'VULNERABLE', 'SHARP'),
    night('2026-11-06', 'cam_a', 'RESISTANT'),
    night('2026-11-05', 'cam_a', 'VULNERABLE', 'SHARP'),
  ])
  expect(told.map(({ snapshot, verdict }) => [snapshot?.asOf, snapshot?.campaign?.id, verdict])).toEqual([
    ['2026-11-08', 'cam_a', 'VULNERABLE'],
    ['2026-11-08', 'cam_b', 'RESISTANT'],
    ['2026-11-07', 'cam_a', 'VULNERABLE'],
    ['2026-11-06', 'cam_a', 'RESISTANT'],
    ['2026-11-05', 'cam_a', 'VULNERABLE'],
  ])
})

test('who was never judged has nothing to tell', () => {
  expect(turnsOf([])).toEqual([])
})
