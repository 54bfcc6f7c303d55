// Compiled, never run: a CommonJS module in Node.
import desk = require("messenger-desk");
import edge = require("messenger-desk/edge");
import inline = require("messenger-desk/inline");

const channel: desk.Channel = new desk.Channel({ appSecret: "secret" });
const delivery: desk.Delivery = channel.parse(new Uint8Array());
const again: Promise<void> = inline.default();
const receive: (request: Request) => Promise<Response> = edge.webhook({ channel, deliver() {} });
export = { delivery, again, receive };
