import type { DropoutParameters, History } from '../../../src/domain/repeat-buying/models/dropout-model.ts'

/** ₂F₁ by its own series, term after term: right where a third of the parameters is positive and z is not near 1. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1
  let sum = 1
  for (let j = 1; j < 100_000 && Math.abs(term) > 1e-17 * Math.abs(sum); j++) {
    term *= (((a + j - 1) * (b + j - 1)) / ((c + j - 1) * j)) * z
    sum += term
  }
  return sum
}

/** E[X(t)] of BG/NBD as Fader, Hardie and Lee (2005) print it, equation 9. */
export function printedRepeats({ r, alpha, a, b }: DropoutParameters, t: number): number {
  const inner = hypergeometric(r, b, a + b - 1, t / (alpha + t))
  return ((a + b - 1) / (a - 1)) * (1 - (alpha / (alpha + t)) ** r * inner)
}

/** E[Y(t) | x, t_x, T] of BG/NBD as they print it, equation 10. */
export function printedPurchases(
  { r, alpha, a, b }: DropoutParameters,
  { repeats: x, recency, age }: History,
  t: number,
): number {
  const inner = hypergeometric(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
  const above = ((a + b + x - 1) / (a - 1)) * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * inner)
  const gone = x > 0 ? (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x) : 0
  return above / (1 + gone)
}
