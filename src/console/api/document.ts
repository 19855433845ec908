declare const shape: unique symbol

/** The text of an operation, which knows what it takes and what it answers. */
export type Document<Result, Variables> = string & { readonly [shape]?: (variables: Variables) => Result }
