import { createGateway } from '../../examples/gateway/gateway.ts';
import type { Bench } from '../bench.ts';
import { Client } from '../client.ts';
import { TENANT, userId, userName } from '../data.ts';
import type { Row } from '../report/row.ts';

const NAME = 'the end of a session after its user was deactivated';
const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const MOST_SESSIONS = 500;
const WARM_UP = 50;

/** How long the session of a gateway outlives its user: from Okta's request, and from the answer to it. */
export async function measureRevocation({ stage, begins }: Bench): Promise<readonly Row[]> {
  if (!begins(NAME)) return [];
  await using server = await stage.startAppliance('revocation', 'sources');
  using okta = new Client(server, stage.authorization);
  const ends = new Map<string, PromiseWithResolvers<number>>();
  const gateway = createGateway({
    url: `http://127.0.0.1:${server.port}/gateway/v1/${TENANT}`,
    authorization: stage.gatewayAuthorization,
    onEnd: ({ subject }) => ends.get(subject)?.resolve(performance.now()),
  });
  const stop = new AbortController();
  const following = gateway.follow(stop.signal);
  const count = Math.min(stage.users, MOST_SESSIONS + WARM_UP);
  for (let number = 0; number < count; number += 1) {
    ends.set(userName(number), Promise.withResolvers());
    await gateway.signIn(userName(number));
  }

  const [fromRequest, fromAnswer]: [number[], number[]] = [[], []];
  for (let number = 0; number < count; number += 1) {
    const start = performance.now();
    await okta.send('PATCH', `/scim/v2/${TENANT}/Users/${userId(number)}`, {
      schemas: [PATCH_SCHEMA],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    const answered = performance.now();
    const ended = (await ends.get(userName(number))?.promise) ?? Number.NaN;
    if (number < WARM_UP) continue;
    fromRequest.push(ended - start);
    // A session may have ended before the answer was there.
    fromAnswer.push(Math.max(0, ended - answered));
  }
  stop.abort();
  await following;
  return [
    {
      name: NAME,
      figures: [
        { name: 'from the request', ...percentiles(fromRequest) },
        { name: 'from the answer', ...percentiles(fromAnswer) },
      ],
      outcomes: [],
    },
  ];
}

/** In microseconds, of durations in milliseconds. */
function percentiles(durations: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = durations.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 1000;
  return { p50: at(0.5), p99: at(0.99) };
}
