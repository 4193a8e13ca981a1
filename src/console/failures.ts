import type { ObservedRequest } from '../http/request-log.ts';
import { findNamed } from '../scim/attribute-path.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Attribute } from '../scim/schema.ts';
import { redact, type Sent } from './redact.ts';

/** A request that was refused or went wrong. */
export interface Failure extends Omit<ObservedRequest, 'body'> {
  /** Counts them from 1. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sent: Sent;
  /** What the schema says of the attribute at fault. */
  readonly expected: Attribute | undefined;
}

/** The latest failures, in memory: details of a failure may be personal, so that they go into no log. */
export interface Failures {
  record(request: ObservedRequest, at: number): void;
  /** Those with a greater number, newest first. */
  list(after?: number): readonly Failure[];
}

/** @param types what requests are about: of what they sent only so much is kept as their schemas know to be harmless */
export function createFailures({
  kept,
  types,
}: {
  readonly kept: number;
  readonly types: readonly ResourceType[];
}): Failures {
  let latest: readonly Failure[] = [];
  let number = 0;
  return {
    record({ body, ...request }, at) {
      number += 1;
      const { route, attribute: fault } = request;
      // A bulk request is about any of them.
      const named = types.filter(({ endpoint }) => `${route}/`.includes(`${endpoint}/`));
      const sent = redact(body, { types: named.length > 0 ? named : types, fault });
      const place = named[0] && fault !== undefined ? findNamed(fault, named[0]) : undefined;
      const expected = place?.sub ?? place?.attribute;
      latest = [{ ...request, number, at, sent, expected }, ...latest.slice(0, kept - 1)];
    },
    list: (after = 0) => latest.filter((failure) => failure.number > after),
  };
}
