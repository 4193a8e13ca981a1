import type { ObservedRequest } from '../http/request-log.ts';

/** A request that was refused or went wrong. */
export interface Failure extends ObservedRequest {
  /** Counts them from 1. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The latest failures, in memory: details of a failure may be personal, so that they go into no log. */
export interface Failures {
  record(request: ObservedRequest, at: number): void;
  /** Those with a greater number, newest first. */
  list(after?: number): readonly Failure[];
}

export function createFailures({ kept }: { readonly kept: number }): Failures {
  let latest: readonly Failure[] = [];
  let number = 0;
  return {
    record(request, at) {
      number += 1;
      latest = [{ ...request, number, at }, ...latest.slice(0, kept - 1)];
    },
    list: (after = 0) => latest.filter((failure) => failure.number > after),
  };
}
