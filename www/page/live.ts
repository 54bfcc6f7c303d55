/** The live line to the worker: news as it happens, and a new line when this one breaks. */

import type { News } from "../worker/ticket.ts";
import { ofPage } from "./api.ts";

const PING = 25_000;
const LONGEST_PAUSE = 15_000;

/** `ready` is asked before every attempt: a session may have ended meanwhile. */
export function listen(hear: (news: News) => void, line: (up: boolean) => void, ready: () => Promise<void>): void {
  let pause = 500;

  const later = (): void => {
    line(false);
    setTimeout(() => void connect(), pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  };
  const connect = async (): Promise<void> => {
    try {
      await ready();
    } catch {
      return later();
    }
    const socket = new WebSocket(new URL(`/api/live${ofPage()}`, location.href));
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
      later();
    });
  };
  void connect();
}
