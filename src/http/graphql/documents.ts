import { type DocumentNode, Lexer, parse, Source, TokenKind } from 'graphql'
import { documentBytes } from '../../../schema/kernel/execute/document-bytes.ts'
import { boundedCache } from '../../lib/bounded-cache.ts'
import { limits, refuse } from '../limits.ts'
import { shapeRefusal } from './guards.ts'

const steps: Partial<Record<TokenKind, 1 | -1>> = {
  [TokenKind.BRACE_L]: 1,
  [TokenKind.BRACKET_L]: 1,
  [TokenKind.PAREN_L]: 1,
  [TokenKind.BRACE_R]: -1,
  [TokenKind.BRACKET_R]: -1,
  [TokenKind.PAREN_R]: -1,
}

/**
 * A document within the limits of its text, and of its shape.
 * @throws GraphQLError for one beyond them, or that does not parse
 */
export function parseDocument(source: string): DocumentNode {
  if (source.length > limits.documentLength)
    throw refuse('TOO_LARGE', `The query has more than ${limits.documentLength} characters.`)
  boundText(source)
  const document = parse(source)
  const refusal = shapeRefusal(document)
  if (refusal) throw refusal
  return document
}

/** The parser recurses: what it would not come back from is counted before. */
function boundText(source: string): void {
  const lexer = new Lexer(new Source(source))
  let depth = 0
  for (let tokens = 1; lexer.advance().kind !== TokenKind.EOF; tokens++) {
    if (tokens > limits.tokens) throw refuse('TOO_LARGE', `The query has more than ${limits.tokens} tokens.`)
    depth += steps[lexer.token.kind] ?? 0
    if (depth > limits.brackets)
      throw refuse('TOO_DEEP', `The query has more than ${limits.brackets} brackets within each other.`)
  }
}

/**
 * Parsed documents of this isolate. None with a comment is kept, of which there would be no end, nor an invalid one:
 * Yoga keeps with each what it is told to be wrong in, whose stacks hold all that validated it.
 */
export function documentCache(bytes: number) {
  const kept = boundedCache<DocumentNode>(bytes)
  return {
    get: kept.get,
    forget({ loc }: DocumentNode): void {
      if (loc) kept.delete(loc.source.body)
    },
    set(source: string, document: DocumentNode): void {
      if (!source.includes('#')) kept.set(source, document, documentBytes(document))
    },
  }
}

/** A hundred documents of a usual size; a small part of what an isolate has. */
const keptDocuments = 3_000_000

/** Those of this isolate. */
export const documents = documentCache(keptDocuments)
