/** A port that nobody listens on, on any address of this machine. */
export declare function freePort(): Promise<number>;
