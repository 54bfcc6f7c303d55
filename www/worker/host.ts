/** What the conversation's object does for those who carry out its errands. */

import type { Input } from "messenger-desk";
import type { PageObject } from "./page-object.ts";

/** The worker's own changes, which stand or fall with a turn; and the draft it is about. */
export interface Beside {
  before?: () => void;
  after?: () => void;
  reply?: string;
}

export interface Host {
  /** Runs the fold once. */
  turn(inputs: Input[], at: number, beside?: Beside): void;
  /** All of it, or nothing. */
  atomically<Result>(work: () => Result): Result;
  /** The inbox has to hear of it. */
  changed(): void;
  announce(): void;
  setAlarm(at: number): void;
  page(): DurableObjectStub<PageObject> | undefined;
  /** Another one once everything was erased: what began before has nothing to do with what is here since. */
  life(): number;
}
