/** Runs a part of a build and says how long it took. */
export type Step = <T>(name: string, work: () => T | Promise<T>) => Promise<T>;

/** @param label stands before every line */
export function announceSteps(label: string): Step {
  return async (name, work) => {
    const start = performance.now();
    console.log(`${label}: ${name} …`);
    const result = await work();
    console.log(`${label}: ${name} done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return result;
  };
}
