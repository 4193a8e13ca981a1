import type { Event } from '../../directory/event.ts';
import type { PollReceiver, PushReceiver } from '../../directory/receiver.ts';
import type { JsonObject } from '../../scim/resource.ts';
import type { ResourceType } from '../../scim/resource-types.ts';
import type { Store } from '../../store/port.ts';
import { type Signer, signJws } from '../jws.ts';
import { formatPosition } from '../position.ts';
import { resourceAfter } from './resource-after.ts';
import { securityEventsOf } from './security-events.ts';

/** The header `typ` of a Security Event Token (RFC 8417 §2.3). */
export const SET_TYPE = 'secevent+jwt';

/** What a SET says; the same each time that it is made, so that a receiver sees a repetition by its `jti`. */
export interface Token {
  readonly jti: string;
  claims(): Promise<JsonObject>;
}

export interface TokenContext {
  readonly issuer: string;
  readonly resourceTypes: readonly ResourceType[];
  readonly store: Pick<Store, 'resources' | 'events'>;
}

/** The tokens that tell a receiver of a change. */
export function tokensOf(
  event: Event,
  { name, audience, events }: PushReceiver | PollReceiver,
  { issuer, resourceTypes, store }: TokenContext,
): readonly Token[] {
  const context = {
    issuer,
    resourceTypes,
    wanted: events,
    resourceAfter: (of: Event, type: ResourceType) => resourceAfter(of, type, store),
  };
  return securityEventsOf(event, context).map(({ uri, subject, payload }, index) => {
    const jti = `${formatPosition(event)}.${index}.${name}`;
    return {
      jti,
      claims: async () => ({
        iss: issuer,
        iat: Math.floor(event.at / 1000),
        jti,
        aud: audience,
        // A bulk request is many changes.
        txn: `${event.requestId}:${event.sequence}`,
        sub_id: subject,
        events: { [uri]: await payload() },
      }),
    };
  });
}

/** A token that tells a receiver something of its stream itself (SSF 1.0 §8.1). */
export function streamToken(
  { jti, at, uri, payload }: { jti: string; at: number; uri: string; payload: JsonObject },
  { name, audience }: Pick<PushReceiver | PollReceiver, 'name' | 'audience'>,
  issuer: string,
): Token {
  return {
    jti,
    claims: async () => ({
      iss: issuer,
      iat: Math.floor(at / 1000),
      jti,
      aud: audience,
      sub_id: { format: 'opaque', id: name },
      events: { [uri]: payload },
    }),
  };
}

export async function signToken(token: Token, signer: Signer): Promise<string> {
  return signJws(signer, SET_TYPE, JSON.stringify(await token.claims()));
}
