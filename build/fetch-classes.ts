/**
 * What a bundle takes for the global Request, Response and Headers. Node's own bring all of its HTTP client with them,
 * which takes a seventh of a start to load. Hono's server has lighter ones that are kin to Node's, and needs Node's for
 * what is rare, such as a form; so these stand in, and make Node's at the first `new`.
 */
export const fetchClasses = {
  __proto__: globalThis,
  Request: standInFor('Request'),
  Response: standInFor('Response'),
  Headers: standInFor('Headers'),
};

function standInFor(name: 'Request' | 'Response' | 'Headers') {
  // Node loads it when the global variable is read.
  const native = (): (new (...args: never) => object) => Reflect.get(globalThis, name);
  class StandIn {
    constructor(...args: readonly unknown[]) {
      // biome-ignore lint/correctness/noConstructorReturn: it stands in
      return Reflect.construct(native(), args);
    }

    static [Symbol.hasInstance](value: unknown): boolean {
      const isKin = Function.prototype[Symbol.hasInstance].call(StandIn, value);
      return isKin || (Reflect.has(Object(value), Symbol.toStringTag) && value instanceof native());
    }
  }
  return StandIn;
}
