/**
 * What every call of this package throws when it refuses. `code` says what kind of refusal it is and never changes;
 * `hint` says what to do about it.
 */
export class ChannelError extends Error {
  /**
   * @param {{ code: string, message: string, reason?: string, pointer?: string, hint?: string, problems?: object[] }} refusal
   * @param {ErrorOptions} [options]
   */
  constructor(refusal, options) {
    super(refusal.message, options);
    this.code = refusal.code;
    if (refusal.reason !== undefined) this.reason = refusal.reason;
    if (refusal.pointer !== undefined) this.pointer = refusal.pointer;
    if (refusal.hint !== undefined) this.hint = refusal.hint;
    if (refusal.problems !== undefined) this.problems = refusal.problems;
  }
}

// On the prototype and by hand: a minifier may rename the class, never what it is called.
Object.defineProperty(ChannelError.prototype, "name", { value: "ChannelError", configurable: true, writable: true });
