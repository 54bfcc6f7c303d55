// A decision in words, in the language of a catalogue. Plurals, dates, durations and numbers are the platform's own (Intl); this file only
// puts them into sentences.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Days of the rule table, which change at their start in UTC; every other moment has an hour. */
const DAYS = new Set(["since", "from"]);

/**
 * @param {import("./dist/types.js").Decision} decision
 * @param {import("./explain.js").Catalogue} catalogue
 * @param {import("./explain.js").ExplainOptions} [options]
 */
export function explain(decision, catalogue, { locale = catalogue.locale, timeZone, now = decision.at } = {}) {
  const say = (message, values) => format(message, values, locale);
  const moment = (at) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(at);
  const day = (at) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(at);

  const spell = (params) => {
    const values = {};
    for (const [name, value] of Object.entries(params)) {
      if (typeof value !== "number") values[name] = value;
      else if (DAYS.has(name)) values[name] = day(value);
      else {
        values[name] = moment(value);
        values[`${name.replace(/At$/, "")}Ago`] = ago(value - now, locale);
      }
    }
    return values;
  };

  const { verdict, reasons, instead, expiresAt, certainty } = decision;
  const { chips } = catalogue;
  // What may not be sent has no time left, be the window open to other messages.
  const stage = verdict === "blocked" ? "closed" : decision.stage;
  // That it may be refused is said of a window; a private reply's chip promises nothing.
  const doubt = stage === "private_reply" ? undefined : chips[certainty];
  const told = {
    chip: say(doubt ?? chips[reasons[0]?.code] ?? chips[stage], left(expiresAt - now, locale)),
    why: reasons.map((reason) => say(catalogue.reasons[reason.code] ?? reason.text, spell(reason.params))),
    instead: instead.map((step) => say(catalogue.steps[step.step] ?? step.text, spell({ at: step.at }))),
  };
  if (expiresAt !== undefined) told.until = moment(expiresAt);
  return told;
}

/**
 * An ICU message with its parameters: `{name}`, and `{name, plural, one {...} other {...}}` with `=n` and `#`.
 * @param {string} message
 * @param {Record<string, string | number | undefined>} values
 * @param {string} locale
 */
export function format(message, values, locale) {
  let at = 0;
  return text();

  /** Up to the end, or to the brace that closes what this stands in; `number` is what `#` stands for. */
  function text(number) {
    let out = "";
    for (; at < message.length && message[at] !== "}"; at += 1) {
      if (message[at] === "{") out += argument();
      else if (message[at] === "#" && number !== undefined) out += new Intl.NumberFormat(locale).format(number);
      else if (message[at] === "'" && /['{}#]/.test(message[at + 1] ?? "")) out += quoted();
      else out += message[at];
    }
    return out;
  }

  /** `''` is an apostrophe; `'{...'` is taken as it stands. */
  function quoted() {
    if (message[at + 1] === "'") return message[(at += 1)];
    const end = message.indexOf("'", at + 1);
    const taken = message.slice(at + 1, end < 0 ? message.length : end);
    at = end < 0 ? message.length : end;
    return taken;
  }

  function argument() {
    const name = word();
    if (message[at] === "}") return String(values[name] ?? "");
    at += 1;
    if (word() !== "plural") throw new SyntaxError(`a message may have {name} and {name, plural, ...}: ${message}`);
    at += 1;
    const number = Number(values[name]);
    const forms = {};
    for (let form = word(); form !== ""; form = word()) {
      at += 1;
      forms[form] = text(number);
      at += 1;
    }
    return forms[`=${number}`] ?? forms[new Intl.PluralRules(locale).select(number)] ?? forms.other;
  }

  /** The next word; what follows it is a comma or a brace. */
  function word() {
    const found = /[{\s]*([^\s,{}]*)\s*/y;
    found.lastIndex = at;
    const [all, name] = found.exec(message);
    at += all.length;
    return name;
  }
}

/** How much time is left, cut to a whole unit: never more than there is; nothing where nothing ends. */
function left(duration, locale) {
  if (Number.isNaN(duration)) return {};
  const [unit, length, unitDisplay] =
    duration >= 2 * DAY ? ["day", DAY, "long"]
    : duration >= HOUR ? ["hour", HOUR, "short"]
    : duration >= MINUTE ? ["minute", MINUTE, "short"]
    : ["second", SECOND, "short"];
  const count = Math.max(0, Math.floor(duration / length));
  return { count, left: new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay }).format(count) };
}

/** How long ago it was, or how long it will be. */
function ago(duration, locale) {
  const [unit, length] = [["day", DAY], ["hour", HOUR], ["minute", MINUTE], ["second", SECOND]]
    .find(([, length]) => Math.abs(duration) >= length) ?? ["second", SECOND];
  return new Intl.RelativeTimeFormat(locale).format(Math.trunc(duration / length), unit);
}
