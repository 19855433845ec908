/**
 * Functions of the gamma family for positive arguments, to about 15 significant digits. Small arguments are
 * shifted up by the recurrence Γ(x + 1) = x·Γ(x) to where the asymptotic series is exact in a double.
 * Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.15, 6.1.41, 6.3.5 and 6.3.18.
 */

const asymptoticFrom = 12
const halfLogTwoPi = 0.9189385332046728

/** Throws a RangeError unless 0 < x < ∞. */
function requirePositive(x: number): void {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) throw new RangeError(`Not a positive number: ${x}`)
}

/** ln Γ(x). Throws a RangeError unless 0 < x < ∞. */
export function lnGamma(x: number): number {
  requirePositive(x)
  let shifted = x
  let product = 1
  while (shifted < asymptoticFrom) product *= shifted++
  const inverse = 1 / shifted
  const square = inverse * inverse
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square * (1 / 1_260 - square * (1 / 1_680 - square * (1 / 1_188 - (square * 691) / 360_360)))))
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + series - Math.log(product)
}

/** ψ(x), the derivative of ln Γ. Throws a RangeError unless 0 < x < ∞. */
export function digamma(x: number): number {
  requirePositive(x)
  let shifted = x
  let sum = 0
  while (shifted < asymptoticFrom) sum += 1 / shifted++
  const square = 1 / (shifted * shifted)
  const series =
    square *
    (1 / 12 -
      square *
        (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - (square * 691) / 32_760)))))
  return Math.log(shifted) - 0.5 / shifted - series - sum
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b). Throws a RangeError unless both are positive and finite. */
export const lnBeta = (a: number, b: number): number => lnGamma(a) + lnGamma(b) - lnGamma(a + b)
