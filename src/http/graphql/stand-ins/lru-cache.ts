/** In the bundle, where Yoga keeps validations by their set of rules: there are two sets, so it is never too full. */
export class LRUCache<Key, Value> extends Map<Key, Value> {
  constructor(_limits: object) {
    super()
  }
}
