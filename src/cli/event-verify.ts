import type { Command } from 'commander';
import type { Event } from '../directory/event.ts';
import { digestEvent } from '../directory/event-digest.ts';
import type { TenantName } from '../directory/tenant.ts';
import type { Events } from '../store/port.ts';
import { chooseTenant } from './choose.ts';
import { command } from './command.ts';
import { CommandError } from './errors.ts';
import type { Parts } from './parts.ts';

const SLICE = 1000;

export function eventVerify({
  output,
  openInstallation,
}: Pick<Parts, 'output' | 'openInstallation'>): Command {
  return command(
    'verify',
    'Check the audit trail: that no event was changed, inserted or left out since it was recorded.',
    ['event verify', 'event verify --tenant acme --json'],
  )
    .option('--tenant <name>', 'only the trail of this tenant')
    .action(async (options: { tenant?: string }) => {
      await using installation = await openInstallation();
      const { registry, events } = installation.store;
      const tenants =
        options.tenant === undefined
          ? await registry.listTenants()
          : [await chooseTenant(registry, options.tenant)];
      const trails: Trail[] = [];
      for (const { name } of tenants) trails.push(await verifyTrail(events, name));
      output.table(
        trails,
        [
          { title: 'TENANT', text: ({ tenant }) => tenant },
          { title: 'EVENTS', text: ({ count }) => String(count) },
          { title: 'FROM', text: ({ first }) => String(first ?? '–') },
          { title: 'TO', text: ({ last }) => String(last ?? '–') },
          { title: 'TRAIL', text: ({ broken }) => (broken === null ? 'intact' : `broken at ${broken}`) },
        ],
        'There is no tenant, so there is no trail.',
      );
      const broken = trails.filter(({ broken }) => broken !== null);
      if (broken.length > 0) {
        const places = broken.map(({ tenant, broken }) => `event ${broken} of tenant "${tenant}"`).join(', ');
        throw new CommandError(
          `The audit trail does not hold at ${places}: compare it with a backup from before.`,
        );
      }
    });
}

interface Trail {
  readonly tenant: TenantName;
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
  /** The first event that does not follow from the one before. */
  readonly broken: number | null;
}

/** Recomputes the chain. Where old events were removed after their time, it starts at the first one kept. */
async function verifyTrail(events: Events, tenant: TenantName): Promise<Trail> {
  let previous: Event | undefined;
  let first: number | null = null;
  let count = 0;
  for await (const event of allEvents(events, tenant)) {
    if (!follows(previous, event))
      return { tenant, count, first, last: previous?.sequence ?? null, broken: event.sequence };
    first ??= event.sequence;
    count += 1;
    previous = event;
  }
  return { tenant, count, first, last: previous?.sequence ?? null, broken: null };
}

function follows(previous: Event | undefined, event: Event): boolean {
  if (previous === undefined) return event.sequence > 1 || event.digest === digestEvent('', event);
  return event.sequence === previous.sequence + 1 && event.digest === digestEvent(previous.digest, event);
}

async function* allEvents(events: Events, tenant: TenantName): AsyncGenerator<Event> {
  let after = 0;
  while (true) {
    const slice = await events.listEvents(tenant, { after, descending: false, limit: SLICE });
    yield* slice;
    if (slice.length < SLICE) return;
    after = slice.at(-1)?.sequence ?? after;
  }
}
