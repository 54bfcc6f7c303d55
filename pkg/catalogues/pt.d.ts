import type { Catalogue } from "../explain.js";

declare const catalogue: Catalogue;
export default catalogue;
