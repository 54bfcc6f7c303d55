import { once } from "node:events";
import { createServer } from "node:net";

/** A port that nobody listens on, on any address of this machine. */
export async function freePort() {
  const server = createServer();
  await once(server.listen(0), "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
