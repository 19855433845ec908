import { largest } from './extremes.ts'

/** A function's value at a point and its gradient there; a value that is not finite marks a forbidden point. */
export interface Evaluation {
  value: number
  gradient: readonly number[]
}

export interface Minimum {
  point: number[]
  value: number
  /** The largest absolute part of the gradient at `point`. */
  slope: number
  iterations: number
}

const iterationsAtMost = 300
const evaluationsPerLine = 40
const sufficientDecrease = 1e-4
const curvature = 0.9
/** Differences below this part of the value are rounding: a value may be a sum of thousands of terms. */
const rounding = 1e-12

/** One step of a search changes no coordinate by more than this: likelihoods are flat far out. */
const longestStep = 2

/** So many steps without a gain, and rounding is all that is left. */
const idleSteps = 20

/** So many steps after each other at the edge, and the way leads out. */
const edgeSteps = 10

/**
 * A local minimum by BFGS with a line search for the weak Wolfe conditions (Nocedal and Wright, Numerical
 * Optimization, algorithm 6.1; Lewis and Overton 2013). Deterministic: no randomness, no clock. Stops where the
 * largest part of the gradient falls to `tolerance`, where rounding leaves nothing to gain, where it stays at the edge
 * of what is allowed, or after 300 steps: `slope` says how good the answer is.
 * @param evaluate finite at `start`
 * @param isAtEdge whether a point lies at the edge of where the minimum is looked for
 */
export function minimise(
  evaluate: (point: readonly number[]) => Evaluation,
  start: readonly number[],
  tolerance: number,
  isAtEdge: (point: readonly number[]) => boolean = () => false,
): Minimum {
  let here: Place = { point: [...start], ...evaluate(start) }
  let best = here
  let inverse = identity(start.length)
  let fresh = true
  let idle = 0
  let edge = 0
  let iterations = 0
  const goesOn = () => idle < idleSteps && edge < edgeSteps && steepest(here.gradient) > tolerance
  while (iterations < iterationsAtMost && goesOn()) {
    iterations += 1
    const newton = inverse.map(row => -dot(row, here.gradient))
    const downhill = dot(newton, here.gradient) < 0
    const next = downhill ? search(evaluate, here, shortened(newton)) : null
    if (!next) {
      if (fresh) break
      inverse = identity(start.length)
      fresh = true
      continue
    }
    inverse = updated(
      inverse,
      difference(next.point, here.point),
      difference(next.gradient, here.gradient),
      fresh,
    )
    fresh = false
    here = next
    idle = isBetter(here, best) ? 0 : idle + 1
    edge = isAtEdge(here.point) ? edge + 1 : 0
    if (idle === 0) best = here
  }
  return { point: best.point, value: best.value, slope: steepest(best.gradient), iterations }
}

interface Place extends Evaluation {
  point: number[]
}

const blurOf = ({ value }: Evaluation) => rounding * Math.abs(value)

/** Lower, or as low as rounding can tell and flatter. */
function isBetter(one: Evaluation, other: Evaluation): boolean {
  if (one.value < other.value - blurOf(other)) return true
  return one.value <= other.value + blurOf(other) && steepest(one.gradient) < steepest(other.gradient)
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
const steepest = (gradient: readonly number[]) => largest(gradient.map(Math.abs))
const difference = (a: readonly number[], b: readonly number[]) => a.map((value, at) => value - (b[at] ?? 0))
const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (_, at) => (at === row ? 1 : 0)))

function shortened(direction: number[]): number[] {
  const length = steepest(direction)
  return length > longestStep ? direction.map(part => (part * longestStep) / length) : direction
}

/** A point along `direction` that satisfies the weak Wolfe conditions, or the last that is no higher; or null. */
function search(
  evaluate: (point: readonly number[]) => Evaluation,
  from: Place,
  direction: readonly number[],
): Place | null {
  const slope = dot(direction, from.gradient)
  let low = 0
  let high = Number.POSITIVE_INFINITY
  let length = 1
  let found: Place | null = null
  for (let tried = 0; tried < evaluationsPerLine; tried++) {
    const point = from.point.map((value, at) => value + length * (direction[at] ?? 0))
    const there = { point, ...evaluate(point) }
    if (there.value <= from.value + sufficientDecrease * length * slope + blurOf(from)) {
      found = there
      if (dot(direction, there.gradient) >= curvature * slope) return found
      low = length
    } else {
      high = length
    }
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2
  }
  return found
}

/** The BFGS update of the inverse Hessian; a first one is scaled to the curvature met (Nocedal 6.20). */
function updated(
  inverse: readonly (readonly number[])[],
  moved: readonly number[],
  turned: readonly number[],
  fresh: boolean,
): number[][] {
  const bend = dot(moved, turned)
  if (!(bend > 0)) return inverse.map(row => [...row])
  const scale = fresh ? bend / dot(turned, turned) : 1
  const base = inverse.map(row => row.map(value => value * scale))
  const carried = base.map(row => dot(row, turned))
  const weight = (1 + dot(turned, carried) / bend) / bend
  return base.map((row, i) =>
    row.map((value, j) => {
      const [mi, mj, ci, cj] = [moved[i] ?? 0, moved[j] ?? 0, carried[i] ?? 0, carried[j] ?? 0]
      return value + weight * mi * mj - (ci * mj + mi * cj) / bend
    }),
  )
}
