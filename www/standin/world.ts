/** What the stand-in for Meta knows: the customers with their threads, the post with its comments, the time. */

import type { Comment, Customer, Post } from "./phone-wire.ts";

export class World {
  constructor(
    private readonly kv: SyncKvStorage,
    readonly page: { id: string; name: string },
  ) {}

  time(): number {
    return Date.now() + this.offset();
  }

  offset(): number {
    return this.kv.get<number>("offset") ?? 0;
  }

  /** Without `add` the clock goes back to real time. */
  moveClock(add: number | undefined): number {
    this.kv.put("offset", add === undefined ? 0 : this.offset() + add);
    return this.time();
  }

  /** What the administrator has: the Page whose workspace this is, and another. */
  pages(): { id: string; name: string }[] {
    return [this.page, { id: "104877298765432", name: "Example Café" }];
  }

  customers(): Customer[] {
    return ["A", "B", "C"].map((letter, index) => ({
      psid: psidOf(index),
      feedId: `6100577234${1100 + index}`,
      appId: `1220038811${4500 + index}`,
      name: `Customer ${letter}`,
      blocked: false,
      thread: [],
      ...this.kv.get<Customer>(`customer:${psidOf(index)}`),
    }));
  }

  customer(psid: string): Customer | undefined {
    return this.customers().find((customer) => customer.psid === psid);
  }

  keep(customer: Customer): void {
    this.kv.put(`customer:${customer.psid}`, customer);
  }

  post(): Post {
    return (
      this.kv.get<Post>("post") ?? {
        id: `${this.page.id}_1220003341`,
        text: "The autumn catalogue is here. Which colour should we restock first?",
        comments: [],
      }
    );
  }

  comment(id: string | undefined): Comment | undefined {
    return this.post().comments.find((comment) => comment.id === id);
  }

  addComment(text: string, parent: string, from: string, name: string): Comment {
    const post = this.post();
    const at = this.time();
    const id = `${post.id.split("_")[1]}_${9000 + post.comments.length}${String(at).slice(-6)}`;
    const comment: Comment = { id, parent, from, name, text, at };
    this.kv.put("post", { ...post, comments: [...post.comments, comment] });
    return comment;
  }

  keepComment(comment: Comment): void {
    const post = this.post();
    this.kv.put("post", { ...post, comments: post.comments.map((each) => (each.id === comment.id ? comment : each)) });
  }

  commenter(comment: Comment | undefined): Customer | undefined {
    return this.customers().find(({ feedId }) => feedId === comment?.from);
  }
}

/** Seventeen digits, past 2^53: whoever reads ids as numbers shall notice here. */
function psidOf(index: number): string {
  return `2438561197${6034517 + index * 1111}`;
}
