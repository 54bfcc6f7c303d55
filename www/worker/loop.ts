import { reasonOf } from "./log.ts";

/** Work that is done again as long as somebody wants it, and never twice at a time. */
export class Loop {
  private running: Promise<void> | undefined;
  private wanted = false;

  constructor(private readonly work: () => Promise<void>) {}

  /** Whoever comes while it runs is served by it as well. */
  run(): Promise<void> {
    this.wanted = true;
    return (this.running ??= this.whileWanted());
  }

  private async whileWanted(): Promise<void> {
    try {
      while (this.wanted) {
        this.wanted = false;
        await this.work();
      }
    } catch (error) {
      // The alarm resumes what is left.
      console.error(JSON.stringify({ loop: reasonOf(error) }));
    }
    this.running = undefined;
  }
}
