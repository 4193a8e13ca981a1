import type { PollReceiver, PushReceiver } from '../../directory/receiver.ts';
import type { Gap } from '../../store/port.ts';
import { streamToken, type Token } from './tokens.ts';

const STREAM_UPDATED = 'https://schemas.openid.net/secevent/ssf/event-type/stream-updated';

/** What tells a receiver that it has to start anew, as a token about its stream (SSF 1.0 §8.1.5). */
export function gapToken(gap: Gap, receiver: PushReceiver | PollReceiver, issuer: string): Token {
  const jti = gapId(gap, receiver.name);
  const payload = { status: 'enabled', reason: `${gap.reason} ${adviceOf(issuer)}` };
  return streamToken({ jti, at: gap.at, uri: STREAM_UPDATED, payload }, receiver, issuer);
}

/** The same as the text of a webhook. */
export function gapText(gap: Gap, name: string, issuer: string | undefined): { id: string; body: string } {
  const id = gapId(gap, name);
  const { at, reason } = gap;
  const snapshot = issuer === undefined ? {} : { snapshot: snapshotOf(issuer) };
  return {
    id,
    body: JSON.stringify({ id, at: new Date(at).toISOString(), action: 'restart', reason, ...snapshot }),
  };
}

function gapId({ at }: Gap, name: string): string {
  return `gap.${at}.${name}`;
}

function adviceOf(issuer: string): string {
  return `Start anew from ${snapshotOf(issuer)}.`;
}

function snapshotOf(issuer: string): string {
  return `${issuer}/snapshot`;
}
