// Compiled, never run: an ES module in Node.
import init, { Channel, ChannelError, type Delivery } from "messenger-desk";
import { webhook } from "messenger-desk/edge";
import { initSync } from "messenger-desk/slim";

await init();
const body = Buffer.from("{}");
const delivery: Delivery = new Channel({}).parse(body);
initSync(body);
const receive: (request: Request) => Promise<Response> = webhook({ channel: new Channel({}), deliver() {} });
export { delivery, receive, ChannelError };
