// A figure of the bench means something only while its peers do the same work.
import { test } from "node:test";
import { everyKind, messages } from "../bench/bodies.mjs";
import { assertSame } from "../bench/same.mjs";

test("the peers of the bench give the same objects", async () => {
  await assertSame(everyKind());
  await assertSame(messages(100));
});
