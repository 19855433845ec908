/** What the file of one request may hold. */
export interface Limits {
  /** Packed and unpacked. */
  bytes: number
  /** Empty ones too: each of them is work, however small. */
  lines: number
}

export const stored: Limits = { bytes: 100_000_000, lines: 1_000_000 }

/** A dry run keeps what it would have stored until its end. */
export const lookedAt: Limits = { bytes: 20_000_000, lines: 20_000 }
