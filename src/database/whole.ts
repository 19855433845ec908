import { type SQL, sql } from 'drizzle-orm'

/** Binds a number as an SQL integer: the client binds a JavaScript number as a float, which taints arithmetic. */
export const whole = (value: number): SQL => sql`${BigInt(value)}`
