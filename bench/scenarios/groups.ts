import type { Bench } from '../bench.ts';
import { Client } from '../client.ts';
import { groupId, TENANT, userId } from '../data.ts';
import { median } from '../measure.ts';
import type { Row } from '../report/row.ts';

const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const CHANGES = 30;

/** One member out of a group and into it again, of a large group and of a small one. */
export async function measureGroups(bench: Bench): Promise<readonly Row[]> {
  const { small, large } = bench.stage.groups;
  const name = `PATCH one member of a group of ${large}`;
  const [server] = bench.appliances;
  if (server === undefined || !bench.begins(name)) return [];
  using client = new Client(server, bench.stage.authorization);
  const change = async (size: number): Promise<number> => {
    const path = `/scim/v2/${TENANT}/Groups/${groupId(size)}`;
    const value = userId(size - 1);
    const patch = (operation: object) =>
      client.send('PATCH', path, { schemas: [PATCH_SCHEMA], Operations: [operation] });
    const removed = await patch({ op: 'remove', path: `members[value eq "${value}"]` });
    const added = await patch({ op: 'add', path: 'members', value: [{ value }] });
    return (removed.ms + added.ms) / 2;
  };

  const [inSmall, inLarge]: [number[], number[]] = [[], []];
  for (let round = 0; round < CHANGES; round += 1) {
    inSmall.push(await change(small));
    inLarge.push(await change(large));
  }
  return [
    {
      name,
      figures: [
        { name: `group of ${small}`, p50: median(inSmall) * 1000 },
        { name: `group of ${large}`, p50: median(inLarge) * 1000 },
      ],
      outcomes: [{ name: 'large ÷ small', value: median(inLarge) / median(inSmall), atMost: 2 }],
    },
  ];
}
