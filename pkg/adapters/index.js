// The module travels inside the script and starts by itself at the first call.
import bytes from "../dist/adapters-bytes.js";
import { carry } from "./instance.js";

carry(() => Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));

export * from "./api.js";
