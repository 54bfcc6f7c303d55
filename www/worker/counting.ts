/** How much a conversation has had to do, and how much is left. */

import type { Facts, Tally } from "./facts.ts";
import type { Outbox } from "./outbox.ts";
import type { Counters } from "./ticket.ts";
import type { Unprocessed } from "./unprocessed.ts";

const NOTHING: Tally = { received: 0, duplicate: 0, delivered: 0, failed: 0, retried: 0, told: 0 };

export class Counting {
  constructor(
    private readonly facts: Facts,
    private readonly outbox: Outbox,
    private readonly unprocessed: Unprocessed,
  ) {}

  count(what: keyof Tally, more = 1): void {
    const tally = this.tally();
    this.facts.keep("counters", { ...tally, [what]: tally[what] + more });
  }

  counters(): Counters {
    return { ...this.tally(), unprocessed: this.unprocessed.count(), ...this.outbox.waiting() };
  }

  private tally(): Tally {
    return { ...NOTHING, ...this.facts.get("counters") };
  }
}
