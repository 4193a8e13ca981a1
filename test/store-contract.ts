import { describe } from 'node:test';
import { eventsContract } from './store/contract/events.ts';
import { gatewayContract } from './store/contract/gateway.ts';
import { isolationContract } from './store/contract/isolation.ts';
import { membersContract } from './store/contract/members.ts';
import { queriesContract } from './store/contract/queries.ts';
import { registryContract } from './store/contract/registry.ts';
import { resourcesContract } from './store/contract/resources.ts';
import type { OpenStore } from './store/fixture.ts';

/** What every storage engine must do. `open` opens an empty store each time. */
export function storeContract(name: string, open: OpenStore): void {
  describe(name, () => {
    resourcesContract(open);
    membersContract(open);
    queriesContract(open);
    eventsContract(open);
    registryContract(open);
    isolationContract(open);
    gatewayContract(open);
  });
}
