/** In the bundle, what Yoga executes with unless told otherwise, as it is here: graphql-js' own. */
export { execute as normalizedExecutor } from 'graphql'
