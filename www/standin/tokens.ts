/** The tokens that the stand-in has given out, and what each is good for. */

import type { Token } from "./graph-rules.ts";
import type { World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The person who manages the Pages. */
export const ADMINISTRATOR = "5501177200340098";

export const SCOPES = [
  "pages_messaging",
  "pages_manage_metadata",
  "pages_show_list",
  "business_management",
  "pages_read_engagement",
  "pages_manage_engagement",
  "pages_read_user_content",
];

export class Tokens {
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly world: World,
    private readonly app: { id: string; secret: string; pageToken: string | undefined },
  ) {}

  /** Good for one exchange. */
  code(pages: string[], ending: boolean): string {
    const code = random("AQ");
    this.kv.put(`code:${code}`, { pages, ending });
    return code;
  }

  exchangeCode(code: string): string | undefined {
    const login = this.kv.get<Pick<Token, "pages" | "ending">>(`code:${code}`);
    if (!login) return undefined;
    this.kv.delete(`code:${code}`);
    return this.issue({ type: "USER", user: ADMINISTRATOR, ...login }, HOUR);
  }

  /** One of an hour for one of 60 days. */
  prolong(text: string): string | undefined {
    const token = this.read(text);
    if (token?.type !== "USER") return undefined;
    return this.issue({ type: "USER", user: ADMINISTRATOR, pages: token.pages, ending: token.ending }, 60 * DAY);
  }

  /** A Page's token lives as long as the person's hour, or, from a prolonged one, for ever or for the 60 days of the configuration. */
  ofPage(page: string, from: Token): string {
    const short = from.expiresAt - from.issuedAt <= HOUR;
    const lasts = short ? from.expiresAt - this.world.time() : from.ending ? 60 * DAY : 0;
    return this.issue(
      { type: "PAGE", page, pages: from.pages, ending: from.ending, ...(from.user !== undefined && { user: from.user }) },
      lasts,
    );
  }

  read(text: string | undefined): Token | undefined {
    if (text === undefined || text === "") return undefined;
    const always = { pages: [this.world.page.id], issuedAt: 0, expiresAt: 0, ending: false };
    if (text === this.app.pageToken) return { type: "PAGE", page: this.world.page.id, ...always };
    if (text === `${this.app.id}|${this.app.secret}`) return { type: "APP", ...always };
    return this.kv.get<Token>(`token:${text}`);
  }

  /** The person removes the app: every token of theirs is dead at once. */
  remove(user: string): void {
    for (const [key, token] of this.kv.list<Token>({ prefix: "token:" })) {
      if (token.user === user) this.kv.put(key, { ...token, removed: true } satisfies Token);
    }
  }

  private issue(token: Omit<Token, "issuedAt" | "expiresAt">, lasts: number): string {
    const text = random("EAAE");
    const issuedAt = this.world.time();
    this.kv.put(`token:${text}`, { ...token, issuedAt, expiresAt: lasts === 0 ? 0 : issuedAt + lasts } satisfies Token);
    return text;
  }
}

function random(start: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(60));
  return start + btoa(String.fromCharCode(...bytes)).replaceAll(/[+/=]/g, "Z");
}
