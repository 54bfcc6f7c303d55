// Compiled, never run: a CommonJS module in Node.
import desk = require("messenger-desk");
import desks = require("messenger-desk/adapters");
import edge = require("messenger-desk/edge");
import inline = require("messenger-desk/inline");

const channel: desk.Channel = new desk.Channel({ appSecret: "secret" });
const delivery: desk.Delivery = channel.parse(new Uint8Array());
const again: Promise<void> = inline.default();
const adapter: desks.Adapter = desks.adapter("webhook");
const receive: (request: Request) => Promise<Response> = edge.webhook({ channel, deliver() {} });
export = { adapter, delivery, again, receive };
