import type { DocumentNode } from 'graphql'

/** Bytes of memory, about: a character, and a token with the node that it begins. */
const characterBytes = 2
const tokenBytes = 400

/** About how much a parsed document takes, all of which each of its nodes holds. */
export function documentBytes({ loc }: DocumentNode): number {
  let tokens = 0
  for (let token = loc?.startToken; token; token = token.next ?? undefined) tokens += 1
  return (loc?.source.body.length ?? 0) * characterBytes + tokens * tokenBytes
}
