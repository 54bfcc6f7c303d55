/** The workspace in a real browser, by the names an agent (or a screen reader) finds things. */

import { chromium } from "playwright-core";
import type { Browser, Locator, Page } from "playwright-core";
import type { DevelopmentWorker } from "./development-worker.ts";

const SWITCHES = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export class Workspace {
  readonly page: Page;
  /** Everything the browser complained about, and every request that left the worker's origin. */
  readonly complaints: string[] = [];
  private readonly browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  static async open(worker: DevelopmentWorker): Promise<Workspace> {
    const workspace = await Workspace.visit(worker);
    await workspace.phone.getByRole("log", { name: "Messages on the phone" }).waitFor();
    return workspace;
  }

  /** As somebody who may not be an agent. */
  static async visit(worker: DevelopmentWorker): Promise<Workspace> {
    const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: SWITCHES });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workspace = new Workspace(browser, page);
    page.on("pageerror", (error) => workspace.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") workspace.complaints.push(message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(worker.url)) workspace.complaints.push(`foreign request: ${request.url()}`);
    });
    await page.goto(worker.url);
    return workspace;
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  get phone(): Locator {
    return this.page.getByRole("complementary", { name: "The customer's phone" });
  }

  get inbox(): Locator {
    return this.page.getByRole("navigation", { name: "Inbox" });
  }

  get transcript(): Locator {
    return this.page.getByRole("log", { name: "Transcript" });
  }

  get decision(): Locator {
    return this.page.getByRole("group", { name: "May this reply be sent?" });
  }

  get reply(): Locator {
    return this.page.getByRole("textbox", { name: "Reply", exact: true });
  }

  async customerWrites(text: string): Promise<void> {
    const field = this.phone.getByRole("textbox", { name: "Message to the Page" });
    await field.fill(text);
    await field.press("Enter");
  }

  async customerComments(text: string): Promise<void> {
    await this.phone.getByRole("tab", { name: "Page post" }).click();
    const field = this.phone.getByRole("textbox", { name: "Comment on the post" });
    await field.fill(text);
    await field.press("Enter");
  }

  async agentWrites(text: string, quickReplies?: string): Promise<void> {
    await this.reply.fill(text);
    if (quickReplies !== undefined)
      await this.page.getByRole("textbox", { name: "Quick replies for the customer, separated by commas" }).fill(quickReplies);
    await this.reply.press("Enter");
  }

  async moveClock(step: "+1 h" | "+23 h" | "+24 h" | "+7 d" | "Real time"): Promise<void> {
    await this.page.getByRole("group", { name: "Clock" }).getByRole("button", { name: step, exact: true }).click();
  }

  message(text: string): Locator {
    return this.transcript.getByRole("article").filter({ hasText: text });
  }
}
