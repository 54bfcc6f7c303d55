// The catalogues: whole, in ICU MessageFormat by the word of another library, and idiomatic where it can be counted.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { IntlMessageFormat } from "intl-messageformat";
import { explain, format } from "messenger-desk/explain";
import { decide } from "messenger-desk/policy";
import en from "messenger-desk/catalogues/en";
import es from "messenger-desk/catalogues/es";
import id from "messenger-desk/catalogues/id";
import pt from "messenger-desk/catalogues/pt";
import ru from "messenger-desk/catalogues/ru";
import zh from "messenger-desk/catalogues/zh";

const catalogues = [en, pt, es, ru, zh, id];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T = Date.UTC(2026, 10, 16, 9);
const rows = JSON.parse(readFileSync(new URL("../fixtures/policy.json", import.meta.url), "utf8"));

/** The words of a union type among the generated ones. */
function union(name) {
  const types = readFileSync(new URL("../../pkg/dist/types.d.ts", import.meta.url), "utf8");
  const [, words] = new RegExp(`^export type ${name} = (.*);$`, "m").exec(types);
  return [...words.matchAll(/"(\w+)"/g)].map((match) => match[1]).sort();
}

/** The names of a message's parameters, by the library's reading of it. */
function parameters(message, locale) {
  const names = new Set();
  const walk = (elements) => {
    for (const element of elements) {
      if (element.type !== 0 && element.type !== 7) names.add(element.value);
      for (const { value } of Object.values(element.options ?? {})) walk(value);
    }
  };
  walk(new IntlMessageFormat(message, locale).getAst());
  return names;
}

test("every reason, step and stage has a sentence in every language, with the same parameters", () => {
  const has = (part, ...types) => assert.deepEqual(Object.keys(en[part]).sort(), types.flatMap(union).sort());
  has("reasons", "ReasonCode");
  has("steps", "NextStep");
  for (const key of [...union("Stage"), ...union("Certainty")]) assert.ok(key in en.chips, key);
  for (const key of Object.keys(en.chips)) {
    assert.ok([...union("Stage"), ...union("Certainty"), ...union("ReasonCode")].includes(key), key);
  }
  for (const catalogue of catalogues) {
    for (const part of ["chips", "reasons", "steps"]) {
      assert.deepEqual(Object.keys(catalogue[part]), Object.keys(en[part]), catalogue.locale);
      for (const [key, message] of Object.entries(catalogue[part])) {
        const names = parameters(message, catalogue.locale);
        // Which form of a verb goes with a duration is the language's own affair.
        names.delete("count");
        assert.deepEqual(names, parameters(en[part][key], "en"), `${catalogue.locale} ${part}.${key}`);
        assert.ok(message.length > 0 && message === message.trim());
        if (part === "chips") assert.ok(message.replace(/\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, "").length <= 40, message);
      }
    }
  }
});

test("no two languages say the same, and each says it in its own script", () => {
  for (const part of ["reasons", "steps"]) {
    for (const key of Object.keys(en[part])) {
      assert.equal(new Set(catalogues.map((catalogue) => catalogue[part][key])).size, catalogues.length, key);
      assert.match(ru[part][key], /\p{Script=Cyrillic}/u);
      assert.match(zh[part][key], /\p{Script=Han}/u);
    }
  }
});

test("our formatter and the library give the same for every message and count", () => {
  for (const { locale, ...parts } of catalogues) {
    for (const part of Object.values(parts)) {
      for (const message of Object.values(part)) {
        const names = parameters(message, locale);
        for (const count of [0, 1, 1.5, 2, 5, 11, 21, 22, 100, 1_000_000]) {
          const values = Object.fromEntries([...names].map((name) => [name, name === "count" ? count : `<${name}>`]));
          assert.equal(format(message, values, locale), new IntlMessageFormat(message, locale).format(values), message);
        }
      }
    }
  }
});

test("plurals are the platform's", () => {
  const said = (message, locale) => [1, 2, 5, 21].map((n) => format(message, { n }, locale));
  assert.deepEqual(said("{n, plural, one {# день} few {# дня} many {# дней} other {# дня}}", "ru"), ["1 день", "2 дня", "5 дней", "21 день"]);
  assert.deepEqual(said("{n, plural, one {resta # dia} other {restam # dias}}", "pt"), ["resta 1 dia", "restam 2 dias", "restam 5 dias", "restam 21 dias"]);
  assert.deepEqual(said("{n, plural, =1 {the last day} one {# day} other {# days}}", "en"), ["the last day", "2 days", "5 days", "21 days"]);
  assert.deepEqual(said("{n, plural, other {#天}}", "zh"), ["1天", "2天", "5天", "21天"]);
  assert.equal(format("it''s '{n}' {n}", { n: 1234 }, "en"), "it's {n} 1234");
  assert.throws(() => format("{n, selectordinal, other {#}}", { n: 1 }, "en"), SyntaxError);
});

test("chips of every stage, in every language", () => {
  const at = (now, policy) => decide({ lastInteractionAt: T }, { now, author: "human", policy });
  const chip = (decision, catalogue) => explain(decision, catalogue).chip;
  const open = at(T + 21 * HOUR);
  const hours = new Intl.NumberFormat("id", { style: "unit", unit: "hour", unitDisplay: "short" }).format(3);
  const chips = ["3 hr left", "Restam 3 h", "Quedan 3 h", "Ещё 3 ч", "还剩3小时", `Sisa ${hours}`];
  assert.deepEqual(catalogues.map((catalogue) => chip(open, catalogue)), chips);
  const person = at(T + 2 * DAY, { humanAgent: true });
  assert.equal(chip(person, en), "Person only, 5 days left");
  assert.equal(chip(person, ru), "Только человек, ещё 5 дней");
  assert.equal(chip(person, pt), "Só pessoas, restam 5 dias");
  assert.equal(chip(at(T + 23 * HOUR), pt), "Resta 1 h");
  assert.equal(chip(at(T + DAY - 40 * 60_000 - 1), en), "40 min left");
  assert.equal(chip(at(T + DAY - 1), en), "0 sec left");
  assert.equal(chip(at(T + DAY), en), "Closed");
  assert.equal(chip(decide({ lastInteractionAt: T, openedBy: "adMessage" }, { now: T + 2 * DAY, author: "bot" }), en), "Perhaps open, 5 days left");
  assert.equal(chip(decide({ lastInteractionAt: T, tokenInvalid: true }, { now: T, author: "bot" }), en), "Page disconnected");
});

test("a person reads why, what instead, and until when, in their own time", () => {
  const ask = { now: T + 2 * DAY, author: "human", policy: { humanAgent: true } };
  const told = explain(decide({ lastInteractionAt: T }, ask), en, { locale: "en-GB", timeZone: "America/Sao_Paulo", now: T + 2 * DAY });
  assert.equal(told.until, "23 Nov 2026, 06:00");
  assert.match(told.why[0], /without promotion, until 23 Nov 2026, 06:00\.$/);
  assert.match(told.why[1], /ended 1 day ago;/);
  assert.deepEqual(told.instead, []);
  const tagged = explain(decide({ lastInteractionAt: T }, { now: T, author: "bot", draft: { tag: "ACCOUNT_UPDATE" } }), en, { timeZone: "America/Sao_Paulo" });
  assert.match(tagged.why[0], /message tag ACCOUNT_UPDATE on Apr 27, 2026 and/);
  assert.equal(tagged.instead[0], "Send it without the tag.");
  const owned = decide({ lastInteractionAt: T, owner: { appId: "9", until: T + HOUR } }, { now: T, author: "human" });
  assert.equal(explain(owned, en, { timeZone: "UTC" }).instead[1], "Wait until the other app's control has run out: Nov 16, 2026, 10:00 AM.");
});

test("whatever the scenario, every language says all of it and leaves no parameter open", () => {
  for (const row of rows) {
    const decision = decide(row.facts, { now: row.at, ...row.ask });
    for (const catalogue of catalogues) {
      const { chip, why, instead, until } = explain(decision, catalogue, { timeZone: "UTC" });
      assert.equal(why.length, decision.reasons.length);
      assert.equal(instead.length, decision.instead.length);
      assert.equal(until !== undefined, decision.expiresAt !== undefined);
      for (const sentence of [chip, ...why, ...instead]) {
        assert.ok(sentence.length > 0 && !/[{}]|undefined|NaN|  | [.,;]/.test(sentence), `${catalogue.locale} ${row.name}: ${sentence}`);
      }
    }
  }
});
