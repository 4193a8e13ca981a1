import type { Generator } from './load/generator.ts';
import { add, type Histogram } from './load/histogram.ts';
import type { Mix } from './load/requests.ts';
import type { Progress } from './progress.ts';
import type { Server } from './server.ts';

export interface Contestant {
  readonly server: Server;
  readonly authorization: string;
  readonly mix: Mix;
}

export interface Measurement {
  readonly name: string;
  /** Requests per second, round by round. */
  readonly perSecond: readonly number[];
  /** Microseconds of processor time per request, round by round; empty where the system does not tell. */
  readonly processor: readonly number[];
  /** Of all rounds. */
  readonly durations: Histogram;
}

/** A program runs at half its speed until the compiler has seen enough of it. */
const WARM_UP_SECONDS = 5;

export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** Whether there are other loads at the same time. */
  readonly isShared?: boolean;
}

/** Makes load on servers, and keeps the turns of each kind of request going on from one measurement to the next. */
export class Meter {
  readonly #generator: Generator;
  readonly #progress: Progress;
  readonly #turns = new Map<string, number>();
  readonly #mostMemory = new Map<Server, number>();

  constructor(generator: Generator, progress: Progress) {
    this.#generator = generator;
    this.#progress = progress;
  }

  /** Measures contestants in turn, round by round, so that what else the machine does meets all of them alike. */
  async compare(contestants: readonly Contestant[], effort: Effort): Promise<readonly Measurement[]> {
    const measurements = contestants.map(({ server }) => ({
      name: server.name,
      perSecond: [] as number[],
      processor: [] as number[],
      durations: [] as Histogram,
    }));
    this.#progress.step('warm-up');
    for (const contestant of contestants) {
      await this.round(contestant, { ...effort, seconds: WARM_UP_SECONDS });
    }
    for (let round = 0; round < effort.rounds; round += 1) {
      this.#progress.step(`round ${round + 1} of ${effort.rounds}`);
      for (const [index, contestant] of contestants.entries()) {
        const { perSecond, processor, durations } = await this.round(contestant, effort);
        const measurement = measurements[index];
        measurement?.perSecond.push(perSecond);
        if (processor !== undefined) measurement?.processor.push(processor);
        if (measurement !== undefined) add(measurement.durations, durations);
      }
    }
    return measurements;
  }

  async round(
    { server, authorization, mix }: Contestant,
    { seconds, connections, isShared: sleeps = false }: Effort,
  ) {
    const turnsOf = `${server.port} ${mix.kind}`;
    const firstTurn = this.#turns.get(turnsOf) ?? 0;
    const before = server.processorTime();
    const { port } = server;
    const load = await this.#generator.run({
      ...{ mix, port, authorization, connections },
      ...{ seconds, sleeps, firstTurn },
    });
    const after = server.processorTime();
    this.#turns.set(turnsOf, firstTurn + load.requests);
    this.#noteMemory(server);
    return {
      perSecond: load.requests / load.seconds,
      processor:
        before === undefined || after === undefined ? undefined : ((after - before) * 1000) / load.requests,
      durations: load.durations,
    };
  }

  /** The most resident memory of a server that was seen after a round, in MB. */
  mostMemory(server: Server): number | undefined {
    return this.#mostMemory.get(server);
  }

  #noteMemory(server: Server): void {
    const resident = server.memory()?.resident;
    if (resident === undefined) return;
    this.#mostMemory.set(server, Math.max(resident, this.#mostMemory.get(server) ?? 0));
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** The median of the ratios of each round: what slows down a whole round does not count. */
export function ratio(one: readonly number[], other: readonly number[]): number {
  return median(one.map((value, round) => value / (other[round] ?? Number.NaN)));
}
