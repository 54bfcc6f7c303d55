/** How the Pages stand, and what the settings show of it. Nothing in here is secret but the verify tokens, which agents may see. */

import type { ChannelState, Finding, GraphAnswers, SetupStep } from "messenger-desk";

/**
 * How a Page is tied to this channel: by a token of its own (`connected`), by the secret PAGE_TOKEN (`secret`), known from a login
 * and not yet connected (`listed`), taken off (`disconnected`), or not at all (`none`).
 */
export type Tie = "connected" | "secret" | "listed" | "disconnected" | "none";

/** How a Page stands: nothing in it is secret. */
export interface Standing {
  page: { id: string; name: string };
  tie: Tie;
  /** Since when it is tied like this, ms since the epoch. */
  since?: number;
  /** How its token came here. */
  by?: "login" | "token";
  status: ChannelState["status"];
  causes: ChannelState["causes"];
  ends: ChannelState["ends"];
  /** Why replies wait, where they do. */
  hold?: string;
  /** A token for it is at hand. */
  connectable?: true;
  /** In how many conversations they do. */
  waiting: number;
}

/** What only a person can tell, for want of a question to Graph. */
export type Said = Pick<GraphAnswers, "appMode" | "approved" | "ownPages" | "defaultApp">;

/** The verify tokens that Meta's check may show. */
export interface VerifyTokens {
  /** The one that counts. */
  current?: string;
  /** Made here and not yet shown by Meta: both count until it is. */
  next?: string;
  /** The current one is the secret VERIFY_TOKEN. */
  secret: boolean;
}

/** What came of a login, in words. */
export interface LoginResult {
  text: string;
  went: boolean;
}

/** What the settings show. */
export interface Setup {
  pages: Standing[];
  /** The Page that the steps and findings are about. */
  page: string;
  steps: SetupStep[];
  findings: Finding[];
  /** When Graph was asked, ms since the epoch. */
  checkedAt: number;
  verifyToken: VerifyTokens;
  /** A login has just ended. */
  login?: LoginResult;
  said: Said;
}
