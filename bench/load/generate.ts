import { Connection } from './connection.ts';
import { type Histogram, record } from './histogram.ts';
import { createRequests, expectedStatus, type RequestOptions } from './requests.ts';

export interface Job extends RequestOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Whether it may sleep until an answer comes: the other loads and the server need its processor. */
  readonly sleeps: boolean;
  /** The number of the first request. */
  readonly firstTurn: number;
}

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Answers with another status than expected, and the first such status. */
  readonly failures: number;
  readonly failure: number | undefined;
  /** Of the time from a request to its answer. */
  readonly durations: Histogram;
}

/** Sends requests for a while, on each connection the next one as soon as the last one is answered. */
async function generate(job: Job): Promise<Load> {
  const request = createRequests(job);
  const expected = expectedStatus(job.mix);
  const durations: Histogram = [];
  let turn = job.firstTurn;
  let failures = 0;
  let failure: number | undefined;

  const start = performance.now();
  const end = start + job.seconds * 1000;
  let lastAnswer = start;

  function drive(connection: Connection, done: () => void): void {
    const sentAt = performance.now();
    if (sentAt >= end) {
      connection.close();
      done();
      return;
    }
    connection.send(request(turn++), (status) => {
      lastAnswer = performance.now();
      record(durations, (lastAnswer - sentAt) * 1000);
      if (status !== expected) {
        failures += 1;
        failure ??= status;
      }
      drive(connection, done);
    });
  }

  let isDone = job.sleeps;
  // A sleeping client has to be woken up by each answer, which would cost the slower server more than the faster one.
  setImmediate(function stayAwake() {
    if (!isDone) setImmediate(stayAwake);
  });
  await Promise.all(
    Array.from({ length: job.connections }, async () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      drive(await Connection.open(job.port, reject), resolve);
      await promise;
    }),
  );
  isDone = true;
  const requests = turn - job.firstTurn;
  return { requests, seconds: (lastAnswer - start) / 1000, failures, failure, durations };
}

process.on('message', (job: Job) => {
  generate(job).then(
    (load) => process.send?.(load),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
