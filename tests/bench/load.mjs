// Posts as fast as a server answers, over a fixed number of connections, one request at a time on each. By hand over sockets: a client that
// takes as long as the server would measure itself.
import { connect } from "node:net";


/**
 * @param {{ port: number, connections: number, ms: number, next: () => Buffer, status?: number }} what `next` gives the next request; every
 * answer must have the status.
 * @returns {Promise<{ perSecond: number, median: number, p99: number, requests: number }>} Latencies in ms.
 */
export async function load({ port, connections, ms, next, status = 200 }) {
  const took = [];
  const begun = performance.now();
  const end = begun + ms;
  await Promise.all(Array.from({ length: connections }, () => connection(port, () => (performance.now() < end ? next() : undefined), status, took)));
  const seconds = (performance.now() - begun) / 1000;
  took.sort((one, other) => one - other);
  const at = (share) => took[Math.floor(share * (took.length - 1))];
  return { perSecond: took.length / seconds, median: at(0.5), p99: at(0.99), requests: took.length };
}

function connection(port, next, status, took) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let sent = 0;
    let answer = "";
    const send = () => {
      const request = next();
      if (!request) {
        socket.destroy();
        return resolve();
      }
      sent = performance.now();
      socket.write(request);
    };
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`the server hung up after ${answer}`)));
    socket.on("data", (bytes) => {
      answer += bytes.toString("latin1");
      const head = answer.indexOf("\r\n\r\n");
      if (head < 0) return;
      const [, length] = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head + 2)) ?? [];
      if (length === undefined) return reject(new Error(`an answer without a length:\n${answer}`));
      if (answer.length < head + 4 + Number(length)) return;
      if (!answer.startsWith(`HTTP/1.1 ${status} `)) return reject(new Error(`${status} was expected:\n${answer}`));
      took.push(performance.now() - sent);
      answer = "";
      send();
    });
  });
}

/** A request as it goes over the wire. */
export function posted(path, body, headers) {
  const lines = Object.entries({ host: "desk.example", "content-type": "application/json", "content-length": body.length, ...headers });
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`), body]);
}


