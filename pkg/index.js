// The module travels inside the script and starts by itself at the first call.
import bytes from "./dist/bytes.js";
import { carry } from "./instance.js";

carry(() => {
  const text = atob(bytes);
  const module = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) module[index] = text.charCodeAt(index);
  return module;
});

export * from "./api.js";
export { default } from "./api.js";
