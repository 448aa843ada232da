/** Builds `dist/`, if it is not what a build would write. */
import { isBuilt } from "./buildStamp.js";

if (!isBuilt(process.cwd())) await import("./build.js");
