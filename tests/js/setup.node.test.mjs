// Connecting a Page: the tables in tests/fixtures/setup, which the Rust tests read alike, and what only shows in JavaScript.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import {
  ChannelError,
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
} from "messenger-desk/setup";

const table = (name) => JSON.parse(readFileSync(new URL(`../fixtures/setup/${name}.json`, import.meta.url), "utf8"));

describe("diagnose", () => {
  const cases = table("diagnose");
  assert.ok(cases.length >= 100, `${cases.length} sets of answers are too few`);
  for (const { name, answers, findings } of cases) {
    test(name, () => {
      const found = diagnose(answers);
      assert.deepEqual(codes(found), codes(findings));
      assertFits(found, findings);
      for (const { text, remedy } of found) assert.ok(text && remedy);
    });
  }

  test("refuses what is no object", () => {
    assert.throws(() => diagnose("answers"), { code: "payload" });
  });
});

describe("guide", () => {
  for (const { name, answers, states } of table("guide")) {
    test(name, () => {
      assert.deepEqual(Object.fromEntries(guide(answers).map(({ id, state }) => [id, state])), states);
    });
  }
});

describe("channelStatus", () => {
  for (const { name, steps } of table("status")) {
    test(name, () => {
      let state = null;
      for (const { now, input, expected } of steps) {
        const given = channelStatus(state, input, now);
        const told = {
          status: given.state.status,
          hold: given.hold,
          alerts: given.alerts.map(({ reasons, ...alert }) => ({ ...alert, codes: codes(reasons) })),
          probe: given.probe,
          wakeAt: given.wakeAt,
        };
        assertFits(told, { probe: false, ...expected });
        // As a host keeps it.
        state = JSON.parse(JSON.stringify(given.state));
      }
    });
  }

  test("refuses a state and an input that are none", () => {
    assert.throws(() => channelStatus({ v: 2 }, { tick: true }, 0), { code: "state", reason: "unreadable" });
    assert.throws(() => channelStatus(null, [{ tick: true }, { tock: true }], 0), { code: "payload", pointer: "/1" });
    assert.throws(() => channelStatus(null, { tick: true }, Number.NaN), { code: "payload", reason: "time" });
  });

  test("takes a finding as diagnose gives it", () => {
    const findings = diagnose({ appMode: "development" });
    assert.equal(channelStatus(null, { findings }, 0).state.status, "needs_attention");
  });
});

describe("login", () => {
  const state = randomToken(crypto.getRandomValues(new Uint8Array(24)));
  const ask = { appId: "731000000000001", redirectUri: "https://desk.example/connected?from=a b".replace(" ", "%20"), state };

  test("goes to Meta's dialog and comes back", () => {
    const url = new URL(loginUrl({ ...ask, features: ["comments"], rerequest: true }));
    assert.equal(url.origin + url.pathname, "https://www.facebook.com/v26.0/dialog/oauth");
    const query = Object.fromEntries(url.searchParams);
    assert.equal(query.redirect_uri, ask.redirectUri);
    assert.equal(query.state, state);
    assert.equal(query.response_type, "code");
    assert.equal(query.auth_type, "rerequest");
    const scopes = query.scope.split(",");
    assert.ok(scopes.includes("pages_manage_engagement") && scopes.includes("pages_show_list"));
    assert.equal(new Set(scopes).size, scopes.length);
    assert.deepEqual(readLogin(`?code=AQBx&state=${state}#_=_`, state), { ok: true, code: "AQBx" });
  });

  test("says why it gave nothing", () => {
    const reason = (query, expected) => {
      const login = readLogin(query, expected);
      assert.ok(!login.ok && login.text && login.remedy);
      return login.reason;
    };
    assert.equal(reason(`error=access_denied&error_reason=user_denied&state=${state}`, state), "declined");
    assert.equal(reason(`code=AQBx&state=${state.slice(1)}`, state), "state_wrong");
    assert.equal(reason(`code=AQBx&state=${state}`, undefined), "state_unset");
    assert.throws(() => readLogin(null, state), TypeError);
  });

  test("is refused with every problem, and repeats none of it", () => {
    const secret = "hush-hush";
    try {
      loginUrl({ appId: secret, redirectUri: `http://${secret}`, state: secret });
      assert.fail("not refused");
    } catch (error) {
      assert.ok(error instanceof ChannelError);
      assert.deepEqual(error.problems.map(({ pointer }) => pointer), ["/appId", "/redirectUri", "/state"]);
      assert.ok(!JSON.stringify(error).includes(secret) && !error.message.includes(secret));
    }
    assert.throws(() => loginUrl(null), { code: "config" });
  });

  test("is followed by requests without a secret in them", () => {
    const requests = setupRequests({ appId: "731000000000001", page: "1029384756", redirectUri: ask.redirectUri, features: ["instagram"] });
    assert.equal(requests.exchange_code.params.redirect_uri, ask.redirectUri);
    assert.deepEqual(requests.exchange_code.add, { client_secret: "app_secret", code: "code" });
    assert.equal(requests.subscriptions.path, "/v26.0/731000000000001/subscriptions");
    assert.equal(requests.subscribe_instagram.params.object, "instagram");
    const few = setupRequests();
    assert.equal(few.subscribe_page.path, "/v26.0/me/subscribed_apps");
    assert.ok(!("exchange_token" in few) && !("subscribe_app" in few) && !("subscribe_instagram" in few));
    // What reads is named as diagnose takes it.
    for (const key of ["accounts", "permissions", "debug_token", "subscribed_apps", "subscriptions", "messaging_feature_status", "thread_owner"]) {
      assert.equal(requests[key].method, "GET", key);
      assert.ok(diagnose({ [key]: { error: { code: 4 } } }).some(({ code, evidence }) => code === "graph_error" && evidence[0] === key), key);
    }
  });

  test("lists Pages without their tokens, and gives those out by name", () => {
    const answer = {
      data: [
        { id: "1029384756", name: "Harbour Bikes", tasks: ["MESSAGING", "MODERATE"], access_token: "hush-1" },
        { id: "2029384756", name: "Harbour Bikes West", tasks: ["ANALYZE"] },
      ],
      paging: { next: "https://graph.facebook.com/?access_token=hush-2" },
    };
    const accounts = readAccounts(answer);
    assert.deepEqual(accounts, {
      pages: [
        { id: "1029384756", name: "Harbour Bikes", tasks: ["MESSAGING", "MODERATE"], missingTasks: [], hasToken: true },
        { id: "2029384756", name: "Harbour Bikes West", tasks: ["ANALYZE"], missingTasks: ["MESSAGING", "MODERATE"], hasToken: false },
      ],
      more: true,
    });
    assert.ok(!JSON.stringify(accounts).includes("hush"));
    assert.deepEqual(pageTokens(answer), [{ id: "1029384756", token: "hush-1" }]);
    assert.deepEqual(readAccounts({ error: { code: 190 } }), { pages: [], more: false });
  });
});

describe("tokens", () => {
  test("made of random bytes are good for everything", () => {
    const token = randomToken(crypto.getRandomValues(new Uint8Array(24)));
    assert.match(token, /^[0-9a-f]{48}$/);
    assert.deepEqual(verifyTokenProblems(token), []);
    assert.deepEqual(confirmationCodeProblems(token), []);
    assert.throws(() => randomToken(new Uint8Array(24)), { code: "config", reason: "random" });
    assert.throws(() => randomToken("a text"), { code: "payload", reason: "not_bytes" });
  });

  test("that somebody chose are told what is wrong with them", () => {
    assert.deepEqual(codes(verifyTokenProblems("verify-me")), ["too_short"]);
    assert.deepEqual(codes(confirmationCodeProblems("no-code-at-all")), ["characters"]);
  });
});

describe("callbacks", () => {
  const sign = (secret, payload) => {
    const encoded = Buffer.from(JSON.stringify(payload)).toString("base64url");
    return `${createHmac("sha256", secret).update(encoded).digest("base64url")}.${encoded}`;
  };
  const issued = 1_795_521_600;
  const signed = sign("old secret", { algorithm: "HMAC-SHA256", issued_at: issued, user_id: "218471" });

  test("are read with one secret or several", () => {
    const read = { ok: true, secret: 0, userId: "218471", issuedAt: issued * 1000 };
    assert.deepEqual(signedRequest("old secret", signed), read);
    assert.deepEqual(signedRequest(["new secret", "old secret"], signed), { ...read, secret: 1 });
    assert.equal(signedRequest(["new secret", "newest secret"], signed).reason, "mismatch");
    assert.equal(signedRequest([], signed).reason, "secret_empty");
    assert.throws(() => signedRequest(["a", 7], signed), TypeError);
  });

  test("may be too old", () => {
    const at = (now, maxAgeMs) => signedRequest("old secret", signed, { now, maxAgeMs });
    assert.equal(at(issued * 1000 + 60_000, 60_000).ok, true);
    assert.equal(at(issued * 1000 + 60_001, 60_000).reason, "expired");
    assert.equal(at(issued * 1000 + 9e9).ok, true);
    assert.equal(at(issued * 1000 - 600_000).reason, "in_future");
    assert.throws(() => signedRequest("old secret", signed, { maxAgeMs: 1 }), { code: "payload", reason: "time" });
  });

  test("are answered with an address and a code", () => {
    assert.deepEqual(deletionReply("https://desk.example/deletion", "9f86d081884c7d65"), {
      url: "https://desk.example/deletion?code=9f86d081884c7d65",
      confirmation_code: "9f86d081884c7d65",
    });
    assert.throws(() => deletionReply("https://desk.example/deletion", "a b"), { code: "payload", reason: "code" });
    assert.throws(() => deletionReply("/deletion", "9f86d081884c7d65"), { code: "payload", reason: "url" });
  });
});

function codes(list) {
  return list.map(({ code }) => code);
}

/** Lists item for item, objects at least what is expected. */
function assertFits(actual, expected, place = "") {
  if (Array.isArray(expected)) {
    assert.equal(actual?.length, expected.length, `${place}: ${JSON.stringify(actual)}`);
    expected.forEach((item, index) => assertFits(actual[index], item, `${place}/${index}`));
  } else if (expected !== null && typeof expected === "object") {
    for (const [key, value] of Object.entries(expected)) assertFits(actual?.[key], value, `${place}/${key}`);
  } else {
    assert.equal(actual, expected, place);
  }
}
