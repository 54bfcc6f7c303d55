/** Tells the Page's inbox how a conversation stands. */

import type { Counting } from "./counting.ts";
import { now } from "./env.ts";
import type { Env } from "./env.ts";
import type { Host } from "./host.ts";
import { Loop } from "./loop.ts";
import type { Stores } from "./stores.ts";
import { revisionOf, summarise } from "./summary.ts";

/** After the inbox was told of a conversation it hears no more of it for a moment, ms. */
const QUIET = 1_000;

export class Announcer {
  private readonly loop = new Loop(() => this.announce());
  /** What the inbox was told last in this life, as text. */
  private told: string | undefined;
  private quietUntil = 0;

  constructor(
    private readonly stores: Stores,
    private readonly counting: Counting,
    private readonly env: Env,
    private readonly host: Host,
  ) {}

  async run(): Promise<void> {
    await this.loop.run();
  }

  /** Another time, or another life: what was told before says nothing any more, and nobody is to wait. */
  hurry({ anew }: { anew: boolean }): void {
    if (anew) this.told = undefined;
    this.quietUntil = 0;
  }

  /** Until the inbox knows: at once, but not of every word in a burst. After a restart it is told once more. */
  private async announce(): Promise<void> {
    if (this.news() === this.told) return;
    // Who wrote where is needed when somebody wants their data deleted: that does not wait.
    if (!this.stores.authors.strangers) await scheduler.wait(Math.max(0, this.quietUntil - Date.now()));
    const at = await now(this.env);
    const news = this.news();
    const summary = summarise(this.stores.facts, this.stores.transcript.newest(), at, this.env);
    this.quietUntil = Date.now() + QUIET;
    if (summary) {
      const soiled = this.stores.facts.get("soiled") ?? false;
      const { authors } = this.stores;
      const introduced = this.stores.facts.get("introduced") ?? 0;
      const { upTo, ...met } = authors.strangers ? authors.met(introduced) : { upTo: introduced, people: [], same: [] };
      authors.strangers = false;
      try {
        await this.host.page()?.changed(JSON.stringify(summary), this.counting.counters(), met, soiled);
      } catch (error) {
        authors.strangers = true;
        throw error;
      }
      this.stores.facts.keep("introduced", upTo);
      if (soiled) this.stores.facts.forget("soiled");
    }
    this.told = news;
  }

  private news(): string {
    return JSON.stringify([revisionOf(this.stores.facts), this.counting.counters()]);
  }
}
