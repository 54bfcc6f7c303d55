/** The customer's phone and the clock: what an agent's workspace never has, and development needs. */

import type { Act, Notified, PhoneView } from "../phone-wire.ts";
import { element, required } from "../../page/element.ts";
import { ClockControl } from "./clock.ts";
import { Phone } from "./phone.ts";

const clock = new ClockControl(required("clock"), moveClock);
const phone = new Phone(required("standin"), act, connect);

let socket: WebSocket | undefined;
connect("");

/** A phone belongs to one customer; picking up another one is another connection. */
function connect(customer: string): void {
  const address = new URL("/standin/phone", location.href);
  if (customer) address.searchParams.set("customer", customer);
  const opened = new WebSocket(address);
  const before = socket;
  socket = opened;
  before?.close();
  opened.addEventListener("message", ({ data }: MessageEvent<string>) => {
    if (socket !== opened) return;
    const view = JSON.parse(data) as PhoneView;
    clock.show(view.clock);
    phone.show(view);
  });
  opened.addEventListener("close", () => {
    if (socket === opened) setTimeout(() => connect(phone.customer ?? customer), 1000);
  });
}

async function act(customer: string, act: Act): Promise<Notified | null> {
  return post("/standin/phone", { customer, act });
}

async function moveClock(add: number | undefined): Promise<void> {
  await post("/standin/clock", { add });
}

async function post<Answer>(address: string, body: unknown): Promise<Answer> {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    required("standin").append(
      element("p", { className: "phone__trouble", role: "alert" }, `The stand-in answered ${answer.status}.`),
    );
    throw new Error(`${address} answered ${answer.status}`);
  }
  return answer.json() as Promise<Answer>;
}
