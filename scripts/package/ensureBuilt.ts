/** Builds `dist/` unless it is up to date. */
import { isBuilt } from "./buildStamp.js";

if (!isBuilt(process.cwd())) await import("./build.js");
