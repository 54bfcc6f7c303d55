// Compiled, never run: what a host does with a help desk.
import { Channel, type ConversationState, type DeskAction } from "messenger-desk";
import { adapter, type DeskAnswer, type DeskFailure, type DeskIds, type HttpRequest } from "messenger-desk/adapters";

const desk = adapter("requestTracker", { queue: "Bikes", webhookSecret: "secret", files: "link" });
// @ts-expect-error no such desk
adapter("paper");
// @ts-expect-error no such key
adapter("zammad", { groups: "Bikes" });

type Host = { ids?: DeskIds; save(ids: DeskIds): Promise<void>; send(request: HttpRequest): Promise<DeskAnswer> };

export async function carryOut(action: DeskAction, host: Host): Promise<DeskFailure | undefined> {
  let known = host.ids;
  for (;;) {
    const { request, ids } = desk.request(action, known);
    await host.save(ids);
    if (!request) return undefined;
    const learned = desk.learn(action, request.step, await host.send(request), ids);
    await host.save(learned.ids);
    if (learned.failure) return learned.failure;
    known = learned.ids;
  }
}

export function hear(channel: Channel, state: ConversationState, headers: Headers, body: string, ids: DeskIds) {
  const { inputs, ignored } = desk.read({ headers, body }, Date.now(), ids);
  return ignored === "duplicate" ? state : channel.step(state, inputs, Date.now()).state;
}
