// Compiled, never run: what a front end or a worker writes to connect a Page.
import {
  channelStatus,
  confirmationCodeProblems,
  deletionReply,
  diagnose,
  guide,
  loginUrl,
  pageTokens,
  randomToken,
  readAccounts,
  readLogin,
  setupRequests,
  signedRequest,
  verifyTokenProblems,
  type ChannelState,
  type Feature,
  type Finding,
  type GraphAnswers,
  type LoginAsk,
  type SetupRequest,
  type StatusInput,
} from "messenger-desk/setup";

const features: Feature[] = ["comments", "humanAgent"];
// @ts-expect-error no such feature
const noFeature: Feature = "telepathy";
const answers: GraphAnswers = {
  now: 0,
  features,
  debug_token: {},
  appMode: "live",
  approved: { humanAgent: true },
  previousPages: ["1", { id: "2" }],
  outcomes: [{ kind: "reauthorize", code: 190, subcode: 492 }],
};
// @ts-expect-error no such mode
const noAnswers: GraphAnswers = { appMode: "alive" };

export function shown(): string[] {
  const findings: Finding[] = diagnose(answers);
  const lines = findings.map(({ severity, text, remedy, daysLeft, fix }) => `${severity} ${text} ${remedy} ${daysLeft ?? ""} ${fix?.path}`);
  for (const step of guide(answers)) {
    const done: boolean = step.state === "done";
    lines.push(`${step.title} ${step.place} ${done} ${step.copy.map(({ kind, text }) => text ?? kind).join()}`);
  }
  return lines;
}

export function connect(state: string, came: string): string {
  const ask: LoginAsk = { appId: "1", redirectUri: "https://desk.example/", state, features };
  // @ts-expect-error a login needs its state
  const noAsk: LoginAsk = { appId: "1", redirectUri: "https://desk.example/" };
  const login = readLogin(came, state);
  // @ts-expect-error a refused login has no code
  const code: string = login.code;
  const exchange: SetupRequest | undefined = setupRequests({ appId: "1" }).exchange_token;
  return `${loginUrl(ask)} ${login.ok ? login.code : login.reason} ${exchange?.add["client_secret"]} ${noAsk} ${code}`;
}

export function kept(state: ChannelState | null, inputs: StatusInput[]): ChannelState {
  // @ts-expect-error no such input
  channelStatus(state, { tock: true }, 0);
  const { alerts, hold, probe, wakeAt, ...rest } = channelStatus(state, [...inputs, { answers }, { sent: 1 }, { tick: true }], 0);
  const version: 1 = rest.state.v;
  console.log(alerts[0]?.reasons[0]?.remedy, hold, probe, wakeAt, version);
  return rest.state;
}

export function callbacks(signed: string): string {
  const read = signedRequest(["new", "old"], signed, { now: 1, maxAgeMs: 2 });
  const code: string = randomToken(new Uint8Array(24));
  const problems = [...verifyTokenProblems(code), ...confirmationCodeProblems(code)];
  const pages = readAccounts({}).pages.map(({ name, hasToken }) => `${name} ${hasToken}`);
  return `${read.ok ? read.secret : read.reason} ${deletionReply("https://desk.example/", code).url} ${problems[0]?.code} ${pages} ${pageTokens({})[0]?.token}`;
}

console.log(noFeature, noAnswers);
