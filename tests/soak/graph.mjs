// Graph, as far as a worker that only receives asks it: whose profile is this?
import { once } from "node:events";
import { createServer } from "node:http";

export class Graph {
  counts = { profiles: 0 };
  problems = [];
  #server;
  #token;

  constructor({ token }) {
    this.#token = token;
  }

  async open() {
    this.#server = createServer(({ method, url, headers }, response) => {
      const [, person] = /^\/v\d+\.\d+\/(\d+)\?fields=/.exec(url) ?? [];
      if (method !== "GET" || person === undefined || headers.authorization !== `Bearer ${this.#token}`) this.problems.push(`${method} ${url}`);
      this.counts.profiles += 1;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: person, first_name: "Customer", last_name: String(person).slice(-5) }));
    });
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
