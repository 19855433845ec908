/** The values of an enum from those of a closed union: each says what it means. */
export const described = <Name extends string>(values: Record<Name, string>) =>
  Object.fromEntries(
    Object.entries<string>(values).map(([name, description]) => [name, { description }]),
    // Its keys are those of `values`, which `fromEntries` forgets.
  ) as Record<Name, { description: string }>
