/** Has works done one after the other, in the order in which they are asked for. */
export function inTurn<T, R>(work: (subject: T) => Promise<R>) {
  let latest: Promise<unknown> = Promise.resolve();
  return {
    run(subject: T): Promise<R> {
      const running = latest.then(() => work(subject));
      latest = running.catch(() => {});
      return running;
    },
    settled: () => latest,
  };
}
