import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/**
 * The newest fit of the policy's model, its parameters NULL where it cannot be used or there is none: SQL of one row.
 * SQLite takes parentheses to a limited depth, which conditions within conditions want: here they are few.
 */
const newestFit = sql`
  SELECT f.model AS model, f.parameters ->> 'r' AS r, f.parameters ->> 'alpha' AS alpha,
    f.parameters ->> 'a' AS a, f.parameters ->> 'b' AS b
  FROM policies AS p LEFT JOIN model_fits AS f ON f.model = p.body ->> 'model'
  WHERE p.kind = 'VALUE' ORDER BY p.version DESC, f.day DESC LIMIT 1`

/** α in days; NULL where no fit can be used. The same for all rows, so SQLite looks it up once. */
export const alphaDays = sql`(SELECT 7 * alpha FROM (${newestFit}))`

const factorial = (of: number): number => (of < 2 ? 1 : of * factorial(of - 1))

/** As SQL. */
const terms = (count: number, term: (nth: number) => string) =>
  sql.raw(Array.from({ length: count }, (_, nth) => term(nth)).join(' + '))

/** ln((1 + s)/(1 − s)) of s up to 0.2, and e^h − 1 of h up to 1/8: to the last digit of a double. */
const logarithm = terms(11, nth => `2 * ${'s * s * '.repeat(nth)}s / ${2 * nth + 1}.0`)
const exponential = terms(12, nth => `${'h * '.repeat(nth)}h / ${factorial(nth + 1)}.0`)

/**
 * The longest silence after which somebody is still there with a probability of at least p, as a multiple of α + t_x:
 * P(alive) ≥ p (`probabilityAlive`) where a/(b + n − 1) · ((α + T)/(α + t_x))^(r + x) is at most the odds 1/p − 1, so where
 * T − t_x is at most u · (α + t_x), with u = ((1/p − 1) · (b + n − 1)/a)^(1/(r + x)) − 1. NULL where nobody can have left.
 *
 * It is worked out once a statement for each number of repeats that somebody has. Not every build of the database has
 * logarithms and powers, so they are made of sums and products: a number is halved or doubled to about 1 for its
 * logarithm, and u = e^z − 1 grows out of that of z/256 by (1 + u)² − 1 = u · (2 + u).
 * What the long sums are of is materialised, else SQLite would put it in at each of its places.
 * @param odds 1/p − 1, above 0
 * @param repeats x of the row
 */
export const longestSilence = (odds: number, repeats: SQLWrapper): SQL => sql`(
  WITH RECURSIVE fit AS MATERIALIZED (${newestFit}),
  bought(x) AS (
    SELECT min(purchase_days) - 1 FROM customers WHERE purchase_days > 0
    UNION ALL
    SELECT (SELECT min(purchase_days) - 1 FROM customers WHERE purchase_days > x + 1) FROM bought WHERE x IS NOT NULL),
  chances(x, n) AS (SELECT x, x + (model = 'MBG_NBD') FROM bought, fit),
  scaled(x, m, twos) AS (
    SELECT x, ${odds} * (b + n - 1) / a, 0 FROM chances, fit WHERE n > 0
    UNION ALL
    SELECT x, iif(m > 1.5, m / 2, m * 2), iif(m > 1.5, twos + 1, twos - 1) FROM scaled WHERE m NOT BETWEEN 0.75 AND 1.5),
  parted(x, s, ln) AS MATERIALIZED (SELECT x, (m - 1) / (m + 1), twos * ${Math.LN2} FROM scaled WHERE m BETWEEN 0.75 AND 1.5),
  logarithms(x, ln) AS (SELECT x, ln + ${logarithm} FROM parted),
  small(x, h) AS MATERIALIZED (SELECT x, max(-1, min(ln / (r + x), 32)) / 256.0 FROM logarithms, fit),
  grown(x, u, doublings) AS (
    SELECT x, ${exponential}, 0 FROM small
    UNION ALL
    SELECT x, u * (2 + u), doublings + 1 FROM grown WHERE doublings < 8)
  SELECT u FROM grown WHERE doublings = 8 AND x = ${repeats})`
