// Compiled, never run: an ES module in Node.
import init, { Channel, ChannelError, type Delivery } from "messenger-desk";
import { adapter } from "messenger-desk/adapters";
import { webhook } from "messenger-desk/edge";
import { initSync } from "messenger-desk/slim";

await init();
const body = Buffer.from("{}");
const delivery: Delivery = new Channel({}).parse(body);
initSync(body);
const [configured] = [adapter("zammad", { group: "Bikes" })];
const receive: (request: Request) => Promise<Response> = webhook({ channel: new Channel({}), deliver() {} });
export { configured, delivery, receive, ChannelError };
