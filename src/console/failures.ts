import type { ObservedRequest } from '../http/request-log.ts';
import { findNamed } from '../scim/attribute-path.ts';
import type { ResourceType } from '../scim/resource-types.ts';
import type { Attribute } from '../scim/schema.ts';
import { redact, type Sent } from './redact.ts';

/** A request, or an operation of a bulk request, that was refused or went wrong. */
export interface Failure extends Omit<ObservedRequest, 'body' | 'failedOperations'> {
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
  /** Keeps what failed of a request, if anything did. */
  record(request: ObservedRequest, at: number): void;
  /** Those with a greater number, newest first. */
  list(after?: number): readonly Failure[];
}

/** The first ones: a bulk request may have a thousand operations, which tend to fail for the same reason. */
const KEPT_OPERATIONS = 10;

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

  function keep({ body, ...request }: Omit<ObservedRequest, 'failedOperations'>, at: number): void {
    number += 1;
    const { route, attribute: fault } = request;
    // A bulk request is about any of them.
    const named = types.filter(({ endpoint }) => `${route}/`.includes(`${endpoint}/`));
    const sent = redact(body, { types: named.length > 0 ? named : types, fault });
    const place = named[0] && fault !== undefined ? findNamed(fault, named[0]) : undefined;
    const expected = place?.sub ?? place?.attribute;
    latest = [{ ...request, number, at, sent, expected }, ...latest.slice(0, kept - 1)];
  }

  return {
    record({ failedOperations = [], ...request }, at) {
      if (request.status >= 400) keep(request, at);
      for (const { target, error, data } of failedOperations.slice(0, KEPT_OPERATIONS)) {
        const { status, message: detail, scimType, attribute } = error;
        const route = target === undefined ? request.route : `${request.route} → ${target}`;
        keep({ ...request, route, status, detail, scimType, attribute, body: data }, at);
      }
    },
    list: (after = 0) => latest.filter((failure) => failure.number > after),
  };
}
