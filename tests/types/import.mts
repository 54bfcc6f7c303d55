// Compiled, never run: an ES module in Node.
import init, { Channel, ChannelError, type Delivery } from "messenger-desk";
import { adapter } from "messenger-desk/adapters";
import { initSync } from "messenger-desk/slim";

await init();
const body = Buffer.from("{}");
const delivery: Delivery = new Channel({}).parse(body);
initSync(body);
const [configured] = [adapter("zammad", { group: "Bikes" })];
export { configured, delivery, ChannelError };
