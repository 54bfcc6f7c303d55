/** Turns at the help desk: all conversations of a Page that have something for it must not ask it at the same time. */

import { RpcTarget } from "cloudflare:workers";

/** A desk of one's own has about so many processes that answer, and its agents need some of them. */
const AT_ONCE = 8;
/** For so long a conversation stands in the queue; then it sleeps and comes back, ms. */
const PATIENCE = 20_000;
/** Longer than an action takes with a slow desk: a turn that nobody gave back ends by itself, ms. */
const LONGEST = 120_000;

export class Turns {
  private taken = 0;
  private readonly queue: (() => void)[] = [];

  /** Who comes first is first. Nothing where the queue is too long. */
  async take(): Promise<Turn | undefined> {
    if (this.taken < AT_ONCE) this.taken += 1;
    else if (!(await this.queued())) return undefined;
    return new Turn(() => {
      const next = this.queue.shift();
      if (next) next();
      else this.taken -= 1;
    });
  }

  private queued(): Promise<boolean> {
    return new Promise((resolve) => {
      const called = () => {
        clearTimeout(tooLong);
        resolve(true);
      };
      const tooLong = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(called), 1);
        resolve(false);
      }, PATIENCE);
      this.queue.push(called);
    });
  }
}

/** It is given back by being disposed of, which the runtime does as well for a conversation that crashed. */
export class Turn extends RpcTarget {
  private readonly atTheLatest = setTimeout(() => this[Symbol.dispose](), LONGEST);
  private over = false;

  constructor(private readonly end: () => void) {
    super();
  }

  [Symbol.dispose](): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.atTheLatest);
    this.end();
  }
}
