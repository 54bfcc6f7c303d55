/** The live line to the worker: news as it happens, and a new line when this one breaks. */

import type { News } from "../worker/ticket.ts";

const PING = 25_000;
const LONGEST_PAUSE = 15_000;

export function listen(hear: (news: News) => void, line: (up: boolean) => void): void {
  let pause = 500;

  const connect = (): void => {
    const socket = new WebSocket(new URL("/api/live", location.href));
    const ping = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send("ping"), PING);
    socket.addEventListener("open", () => {
      pause = 500;
      line(true);
    });
    socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
      if (data !== "pong") hear(JSON.parse(data) as News);
    });
    socket.addEventListener("close", () => {
      clearInterval(ping);
      line(false);
      setTimeout(connect, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    });
  };
  connect();
}
