/** The app: what belongs to no single Page. Its verify tokens, the logins that are underway, the Pages it knows, and deletions. */

import { DurableObject } from "cloudflare:workers";
import { randomToken } from "messenger-desk/setup";
import { Deletions } from "./deletions.ts";
import type { Proof } from "./deletions.ts";
import { now } from "./env.ts";
import type { Env } from "./env.ts";
import { Loop } from "./loop.ts";
import { rewrite } from "./rewrite.ts";
import type { LoginResult, Said, VerifyTokens } from "./standing.ts";
import { seal, unseal } from "./vault.ts";

/** Somebody who is sent to Facebook is back by then, ms. */
const LOGIN_LASTS = 15 * 60_000;
/** Looks after deletions that something kept from ending, ms. */
const RESUME = 60_000;

export interface AppFacts {
  /** Where this worker is reached. */
  origin?: string;
  said: Said;
}

export class AppObject extends DurableObject<Env> {
  private readonly sql = this.ctx.storage.sql;
  private readonly kv = this.ctx.storage.kv;
  private readonly deletions = new Deletions(this.sql, () => this.pages(), this.env);
  private readonly deleting = new Loop(async () => {
    // Whose data it was is forgotten last, and leaves no bytes either.
    if (await this.deletions.work()) rewrite(this.ctx.storage);
    const rest = this.deletions.rest(RESUME);
    if (rest !== undefined) await this.ctx.storage.setAlarm(Date.now() + rest);
  });

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS logins (state TEXT PRIMARY KEY, redirect_uri TEXT NOT NULL, at INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS pages (id TEXT PRIMARY KEY, name TEXT NOT NULL);
    `);
  }

  async facts(): Promise<AppFacts> {
    const origin = this.kv.get<string>("origin");
    return { said: this.kv.get<Said>("said") ?? {}, ...(origin !== undefined && { origin }) };
  }

  /** An agent opened the settings at this address. */
  async reachedAt(origin: string): Promise<void> {
    if (this.kv.get<string>("origin") !== origin) this.kv.put("origin", origin);
  }

  async say(said: Said): Promise<void> {
    const before = this.kv.get<Said>("said") ?? {};
    this.kv.put("said", { ...before, ...said, approved: { ...before.approved, ...said.approved } });
  }

  /** Those of the settings first, then those that a login gave. */
  async pages(): Promise<{ id: string; name: string }[]> {
    const configured = (this.env.CHANNEL.pages ?? []).map(({ id, name }) => ({ id, name: name ?? id }));
    const known = this.sql.exec<{ id: string; name: string }>("SELECT id, name FROM pages ORDER BY name, id").toArray();
    return [...configured, ...known.filter(({ id }) => !configured.some((page) => page.id === id))];
  }

  async know(page: { id: string; name: string }): Promise<void> {
    this.sql.exec("INSERT OR REPLACE INTO pages (id, name) VALUES (?, ?)", page.id, page.name);
  }

  /** A login begins. Answers with the state to send along. */
  async beginLogin(redirectUri: string, at: number): Promise<string> {
    const state = randomToken(crypto.getRandomValues(new Uint8Array(24)));
    this.sql.exec("DELETE FROM logins WHERE at < ?", Date.now() - LOGIN_LASTS);
    this.sql.exec("INSERT INTO logins (state, redirect_uri, at) VALUES (?, ?, ?)", state, redirectUri, at);
    return state;
  }

  /** A login ends: each state is good once. Answers with where it was to come back to. */
  async endLogin(state: string, at: number): Promise<string | undefined> {
    const [login] = this.sql
      .exec<{ redirect_uri: string; at: number }>("DELETE FROM logins WHERE state = ? RETURNING redirect_uri, at", state)
      .toArray();
    return login && at - login.at < LOGIN_LASTS ? login.redirect_uri : undefined;
  }

  /** What came of a login, for whoever looks at the settings next. */
  async loginCame(to: LoginResult): Promise<void> {
    this.kv.put("login", to);
  }

  async takeLoginResult(): Promise<LoginResult | undefined> {
    const result = this.kv.get<LoginResult>("login");
    this.kv.delete("login");
    return result;
  }

  async verifyTokens(): Promise<VerifyTokens> {
    const open = async (name: string) => {
      const sealed = this.kv.get<string>(name);
      return sealed === undefined ? undefined : unseal(sealed, name, this.env);
    };
    const [stored, next] = await Promise.all([open("verify"), open("verify next")]);
    const current = stored ?? this.env.VERIFY_TOKEN;
    return { secret: stored === undefined, ...(current && { current }), ...(next !== undefined && { next }) };
  }

  /** A new verify token, beside the one that counts until Meta shows the new one. */
  async rotateVerifyToken(token: string): Promise<void> {
    this.kv.put("verify next", await seal(token, "verify next", this.env));
  }

  /** Meta has shown the new one: from now on it is the only one. */
  async verifyTokenShown(token: string): Promise<void> {
    const { next } = await this.verifyTokens();
    if (next !== token) return;
    this.kv.put("verify", await seal(token, "verify", this.env));
    this.kv.delete("verify next");
  }

  /** Somebody's data is to be deleted. Answers with the code by which that is known. */
  async forget(person: string, by: Proof["by"], page: string | undefined): Promise<string> {
    const code = randomToken(crypto.getRandomValues(new Uint8Array(16)));
    this.deletions.add(code, person, by, page, await now(this.env));
    // Should the worker end before it is done.
    await this.ctx.storage.setAlarm(Date.now() + RESUME);
    this.ctx.waitUntil(this.deleting.run());
    return code;
  }

  async proof(code: string): Promise<Proof | undefined> {
    return this.deletions.proof(code);
  }

  override async alarm(): Promise<void> {
    await this.deleting.run();
  }
}
