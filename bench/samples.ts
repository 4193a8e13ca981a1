import { Client } from './client.ts';
import { TENANT, userId, userName } from './data.ts';
import type { Server } from './server.ts';
import type { Samples } from './servers/floor.ts';
import type { Stage } from './stage.ts';

/** Asks the appliance for one answer of each kind, for the floor to send the same. */
export async function takeSamples(appliance: Server, stage: Stage): Promise<Samples> {
  using client = new Client(appliance, stage.authorization);
  using gateway = new Client(appliance, stage.gatewayAuthorization);
  const users = `/scim/v2/${TENANT}/Users`;
  const subject = userName(0);
  const filter = `userName eq "${subject}"`;
  const get = async (from: Client, path: string) => (await from.send('GET', path)).text;
  return {
    user: await get(client, `${users}/${userId(0)}`),
    found: await get(client, `${users}?filter=${encodeURIComponent(filter)}`),
    page: await get(client, `${users}?startIndex=1&count=100`),
    decision: await get(gateway, `/gateway/v1/${TENANT}/access?subject=${encodeURIComponent(subject)}`),
  };
}
