import type { Event } from '../../directory/event.ts';
import type { Delivery } from '../../store/port.ts';
import { firstOfEach, namesOf } from './waves.ts';

/** An event that is refused, or waits for one that is. */
export interface HeldEvent {
  readonly sequence: number;
  readonly names: readonly unknown[];
  readonly failures: number;
  readonly error: string | undefined;
  /** When it is to be tried. */
  readonly nextTryAt: number;
}

/** What a receiver refuses while it takes others, and what waits behind that as it is of the same subject; in order. */
export class HeldEvents extends Map<number, HeldEvent> {
  /** Those held that wait for no other. */
  heads(): readonly HeldEvent[] {
    return [...firstOfEach(this.values())];
  }

  /** Those of some later events that wait neither for one that is held nor for each other. */
  ready(events: readonly Event[]): readonly Event[] {
    const later = events.map((event) => ({ event, names: namesOf(event) }));
    const ready = firstOfEach<{ event?: Event; names: readonly unknown[] }>([...this.values(), ...later]);
    return Array.from(ready).flatMap(({ event }) => event ?? []);
  }

  /** What is to be written down of a receiver that was gone on with past these: its place is ahead of the first. */
  placeOf(delivery: Delivery): Delivery {
    const [first] = this.values();
    if (first === undefined) return delivery;
    const { failures, nextTryAt } = first;
    const error = `${first.error} Others were taken up to event ${delivery.acknowledged}; ${this.size} wait.`;
    const trouble = first.failures > 0 && delivery.failures === 0 && { failures, error, nextTryAt };
    return { ...delivery, acknowledged: first.sequence - 1, ...trouble };
  }
}
